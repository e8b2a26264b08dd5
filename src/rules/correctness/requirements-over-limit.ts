import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { normalizeLabel } from '../../karpenter/label-aliases.ts';
import { readRequirements } from '../../karpenter/written-requirements.ts';

/** The requirements that a NodeClaim may hold. https://github.com/kubernetes-sigs/karpenter/blob/main/pkg/apis/v1/nodeclaim.go */
const most = 100;

/** What Karpenter adds to each NodeClaim of a pool. */
const added = [
  'karpenter.sh/nodepool',
  'karpenter.k8s.aws/ec2nodeclass',
  'node.kubernetes.io/instance-type',
  'karpenter.sh/capacity-type',
  'topology.kubernetes.io/zone',
];

export default defineRule({
  id: 'requirements-over-limit',
  group: 'correctness',
  severity: 'critical',
  preset: 'all',
  kinds: ['NodePool'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'A NodePool has more requirements and labels than its NodeClaims can hold.',
  references: ['https://karpenter.sh/docs/concepts/nodepools/#spectemplatespecrequirements'],
  yieldsTo: ['api-rejected'],
  *check(pool) {
    const { requirements } = readRequirements(pool);
    const keys = new Set(requirements.map(({ key }) => normalizeLabel(key)));
    const own = keys.size;
    for (const key of added) keys.add(key);
    if (own < most - added.length) return;
    const isSure = own > most;
    yield {
      at: placeOf(pool),
      message: isSure
        ? `NodePool \`${pool.name}\` speaks of ${own} different labels, but a NodeClaim holds at most ${most} requirements, so the API server refuses every node of the pool.`
        : `NodePool \`${pool.name}\` speaks of ${own} different labels, and Karpenter adds ${keys.size - own} to each NodeClaim, which holds at most ${most} requirements.`,
      help: 'Move labels that nothing selects nodes by out of the template, or split the pool.',
      ...(isSure ? {} : { severity: 'note' as const }),
    };
  },
});

function placeOf(pool: Resource) {
  const list = pool.at('spec', 'template', 'spec', 'requirements');
  return list?.keyPlace ?? pool.anchor('spec', 'template', 'spec', 'requirements');
}
