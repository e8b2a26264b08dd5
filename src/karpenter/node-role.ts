import type { Workspace } from '../core/workspace.ts';
import { nodeClassKind } from './node-class-reference.ts';
import { knownText } from './written.ts';

/** The names of the roles that EC2NodeClasses give to their nodes, ARNs cut to the name. */
export function nodeRoleNames(workspace: Workspace): string[] {
  return workspace.ofKind(nodeClassKind.group, nodeClassKind.kind).flatMap((nodeClass) => {
    const role = knownText(nodeClass.at('spec', 'role'));
    return role === undefined ? [] : [role.slice(role.lastIndexOf('/') + 1)];
  });
}
