import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { Workspace } from '../../core/workspace.ts';
import { nodePoolLabel } from '../../karpenter/labels.ts';

export default defineRule({
  id: 'nodeclaim-in-git',
  group: 'gitops',
  severity: { default: 'improvement', prod: 'critical', staging: 'improvement', dev: 'note' },
  preset: 'recommended',
  kinds: ['NodeClaim'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'A NodeClaim, which Karpenter makes itself, is among the manifests.',
  references: ['https://karpenter.sh/docs/concepts/nodeclaims/'],
  *check(claim, { workspace }) {
    if (claim.at('metadata')?.node.kind !== 'map' || claim.at('spec') === undefined) return;
    const sign = signOfKarpenter(claim, workspace);
    const at = claim.at('metadata', 'name') ?? claim.at('metadata', 'generateName') ?? claim.anchor('metadata', 'name');
    yield sign === undefined
      ? {
          at,
          message: `NodeClaim \`${claim.name}\` asks for one node outside of any NodePool: nothing limits it, consolidates it or replaces it when it is gone.`,
          help: 'Use a NodePool, with `replicas` if the number of nodes is to be fixed (from Karpenter 1.8 on, with the feature gate `StaticCapacity`).',
          severity: 'note',
        }
      : {
          at,
          message: `NodeClaim \`${claim.name}\` was made by Karpenter (${sign}): applied from Git, it launches an instance that is outside the limits of its NodePool, again and again.`,
          help: 'Remove it from the repository; keep the NodePool.',
        };
  },
});

function signOfKarpenter(claim: Resource, workspace: Workspace): string | undefined {
  if (claim.at('metadata', 'ownerReferences')?.items().length) return 'it has an owner';
  const pool = claim.at('metadata', 'labels', nodePoolLabel)?.text;
  if (pool !== undefined) return `its label \`${nodePoolLabel}: ${pool}\``;
  if (claim.at('metadata', 'generateName') !== undefined) return 'its name is generated';
  const isGenerated = workspace
    .ofKind('karpenter.sh', 'NodePool')
    .some(({ name }) => name !== '' && claim.name.startsWith(`${name}-`) && /^[a-z0-9]{5}$/.test(claim.name.slice(name.length + 1)));
  return isGenerated ? 'its name is generated' : undefined;
}
