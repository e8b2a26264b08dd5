import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { karpenterChart } from '../../karpenter/chart.ts';
import { poolInstances } from '../../karpenter/instances/pool-instances.ts';
import { placeOfNarrowest } from '../../karpenter/instances/narrowest.ts';
import { allowsSpot, isStaticPool } from '../../karpenter/nodepool.ts';
import { releasesAround } from '../../kubernetes/chart-release.ts';

/** Source: MinInstanceTypesForSpotToSpotConsolidation in sigs.k8s.io/karpenter pkg/controllers/disruption/consolidation.go. */
const typesNeeded = 15;

export default defineRule({
  id: 'spot-to-spot-insufficient',
  group: 'cost',
  severity: { default: 'note', prod: 'note', staging: 'note', dev: 'off' },
  preset: 'all',
  kinds: ['NodePool'],
  apiVersions: ['v1'],
  since: '0.34',
  summary: 'Spot-to-spot consolidation is on, but a NodePool has too few types for it.',
  references: ['https://karpenter.sh/docs/concepts/disruption/#spot-consolidation'],
  yieldsTo: ['spot-family-diversity-low'],
  *check(pool, context) {
    if (!allowsSpot(pool) || isStaticPool(pool) || !consolidates(pool)) return;
    const gates = releasesAround(context, pool, karpenterChart)
      .filter(({ values }) => values.isComplete)
      .flatMap(({ values }) => {
        const gate = values.at('settings', 'featureGates', 'spotToSpotConsolidation');
        return gate?.value.value === true ? [{ resource: values.resource, at: gate.place }] : [];
      });
    const instances = gates.length === 0 ? undefined : poolInstances(pool, context);
    if (instances === undefined || !instances.isKnown || instances.mayBeNewer) return;
    const { types } = instances;
    if (types.length === 0 || types.length >= typesNeeded) return;
    yield {
      at: placeOfNarrowest(pool, instances),
      message: `NodePool \`${pool.name}\` leaves ${types.length} instance types, but to move a spot node to cheaper spot capacity Karpenter needs ${typesNeeded} types that are cheaper, so that never happens here.`,
      help: `Allow more types; deleting spot nodes and replacing several by one work with fewer.`,
      related: gates.map(({ resource, at }) => ({ message: 'This switches spot-to-spot consolidation on.', resource, at })),
    };
  },
});

function consolidates(pool: Resource): boolean {
  const disruption = pool.at('spec', 'disruption');
  return disruption?.at('consolidateAfter')?.text !== 'Never' && disruption?.at('consolidationPolicy')?.text !== 'WhenEmpty';
}
