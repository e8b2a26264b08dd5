import { defineRule } from '../../core/rule.ts';
import { overlaps, shapeOf } from '../../karpenter/instances/pool-overlap.ts';
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
    const others = context.workspace.inScope(pool, 'karpenter.sh', 'NodePool').filter((other) => other.name > pool.name);
    if (others.length === 0) return;
    const shape = shapeOf(pool, context);
    if (shape === undefined || isChosenByName(context.workspace, pool)) return;
    // Karpenter tries pools of equal weight by name, the last one first.
    const winner = others
      .filter((other) => {
        const rival = shapeOf(other, context);
        return rival !== undefined && rival.weight === shape.weight && overlaps(shape, rival);
      })
      .sort((a, b) => (a.name < b.name ? 1 : -1))[0];
    if (winner === undefined) return;
    yield {
      at: pool.at('spec', 'weight') ?? pool.at('metadata', 'name') ?? pool.anchor('spec', 'weight'),
      message: `NodePools \`${pool.name}\` and \`${winner.name}\` match the same pods with equal weight: Karpenter tries \`${winner.name}\` first, for its name, whatever the prices are.`,
      help: 'Give the pool that is preferred a higher `weight`, or keep the pools apart by taints, labels or requirements.',
      related: [{ message: `NodePool \`${winner.name}\` is here.`, resource: winner, at: winner.at('metadata', 'name') ?? winner.anchor('metadata', 'name') }],
    };
  },
});
