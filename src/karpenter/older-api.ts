import type { Workspace } from '../core/workspace.ts';
import { perObject } from '../core/remembered.ts';

/** The API of the pools of a workspace, where all of them are older than v1: then so is the Karpenter that runs, unless something names it. */
export const olderApi = perObject((workspace: Workspace): string | undefined => {
  const versions = ['Provisioner', 'NodePool'].flatMap((kind) => workspace.ofKind('karpenter.sh', kind)).map(({ version }) => version);
  return versions.includes('v1') ? undefined : versions[0];
});
