import { defineRule } from '../../core/rule.ts';
import { encloses, peersOf, shapeOf } from '../../karpenter/instances/pool-overlap.ts';
import type { PoolShape } from '../../karpenter/instances/pool-overlap.ts';
import { capacityTypeLabel, zoneLabel } from '../../karpenter/nodepool.ts';

export default defineRule({
  id: 'nodepool-shadowed',
  group: 'cost',
  severity: 'note',
  preset: 'all',
  kinds: ['NodePool'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'A NodePool can do nothing that a heavier one does not do first.',
  references: ['https://karpenter.sh/docs/concepts/scheduling/#weighted-nodepools'],
  yieldsTo: ['requirements-unsatisfiable'],
  *check(pool, context) {
    if (context.workspace.inScope(pool, 'karpenter.sh', 'NodePool').length < 2) return;
    const shape = shapeOf(pool, context);
    if (shape === undefined) return;
    for (const heavier of peersOf(shape, context)) {
      if (heavier.weight <= shape.weight || !encloses(heavier, shape) || isFallback(heavier, shape)) continue;
      const other = heavier.pool;
      yield {
        at: pool.at('spec', 'weight') ?? pool.at('metadata', 'name') ?? pool.anchor('spec', 'weight'),
        message: `NodePool \`${other.name}\` has a higher weight and serves every pod that \`${pool.name}\` does, so \`${pool.name}\` is used only when the other one cannot launch.`,
        help: 'Remove one of the pools, swap their weights, or give the heavier one limits if the other is meant as its reserve.',
        related: [{ message: `NodePool \`${other.name}\` is here.`, resource: other, at: other.at('metadata', 'name') ?? other.anchor('metadata', 'name') }],
      };
      return;
    }
  },
});

/** A reserve on purpose: the heavier pool ends somewhere, and the lighter one goes on with other capacity. */
function isFallback(heavier: PoolShape, lighter: PoolShape): boolean {
  const ends = heavier.pool.at('spec', 'limits') !== undefined || heavier.sets.get(capacityTypeLabel)?.values.has('reserved') === true;
  if (!ends) return false;
  const differs = (key: string): boolean =>
    String([...(heavier.sets.get(key)?.values ?? [])].sort()) !== String([...(lighter.sets.get(key)?.values ?? [])].sort());
  return differs(capacityTypeLabel) || differs(zoneLabel) || heavier.launchable.types.length !== lighter.launchable.types.length;
}
