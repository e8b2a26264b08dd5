import { defineRule } from '../../core/rule.ts';
import { overlaps, peersOf, shapeOf } from '../../karpenter/instances/pool-overlap.ts';
import { isChosenByName } from '../../karpenter/placement.ts';

export default defineRule({
  id: 'nodepool-overlap-equal-weight',
  group: 'cost',
  severity: { default: 'improvement', prod: 'improvement', staging: 'improvement', dev: 'note' },
  preset: 'essential',
  kinds: ['NodePool'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'Two NodePools of equal weight serve the same pods.',
  references: [
    'https://karpenter.sh/docs/concepts/nodepools/',
    'https://docs.aws.amazon.com/eks/latest/best-practices/karpenter.html',
    'https://github.com/kubernetes-sigs/karpenter/blob/main/pkg/utils/nodepool/nodepool.go',
  ],
  yieldsTo: ['requirements-unsatisfiable'],
  *check(pool, context) {
    if (context.workspace.inScope(pool, 'karpenter.sh', 'NodePool').length < 2) return;
    const shape = shapeOf(pool, context);
    if (shape === undefined) return;
    // Karpenter tries pools of equal weight by name, the last one first.
    const winner = peersOf(shape, context).find((rival) => rival.weight === shape.weight && rival.name > shape.name && overlaps(shape, rival))?.pool;
    if (winner === undefined || isChosenByName(context.workspace, pool)) return;
    yield {
      at: pool.at('spec', 'weight') ?? pool.at('metadata', 'name') ?? pool.anchor('spec', 'weight'),
      message: `NodePools \`${pool.name}\` and \`${winner.name}\` match the same pods with equal weight: Karpenter tries \`${winner.name}\` first, for its name, whatever the prices are.`,
      help: 'Give the pool that is preferred a higher `weight`, or keep the pools apart by taints, labels or requirements.',
      related: [{ message: `NodePool \`${winner.name}\` is here.`, resource: winner, at: winner.at('metadata', 'name') ?? winner.anchor('metadata', 'name') }],
    };
  },
});
