import type { Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { normalizeLabel } from '../../karpenter/label-aliases.ts';
import { allowedValues, zoneLabel } from '../../karpenter/nodepool.ts';
import { canHost, poolsBeside } from '../../karpenter/placement.ts';
import { replicaRange } from '../../kubernetes/autoscalers.ts';
import { selects } from '../../kubernetes/label-selector.ts';
import { toWorkload } from '../../kubernetes/workload.ts';
import type { Workload } from '../../kubernetes/workload.ts';

/** No region has more. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-regions-availability-zones.html */
const mostZones = 6;

export default defineRule({
  id: 'zonal-anti-affinity-too-many-replicas',
  group: 'reliability',
  severity: { default: 'improvement', prod: 'critical', staging: 'improvement', dev: 'note' },
  preset: 'recommended',
  kinds: ['Deployment', 'StatefulSet', 'ReplicaSet', 'Rollout'],
  summary: 'A workload wants more replicas, one for each zone, than there are zones.',
  references: [
    'https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#inter-pod-affinity-and-anti-affinity',
    'https://karpenter.sh/docs/concepts/scheduling/#pod-affinityanti-affinity',
  ],
  yieldsTo: ['pod-no-matching-nodepool', 'topology-spread-unsatisfiable'],
  *check(resource, { workspace }) {
    const workload = toWorkload(resource);
    const term = workload?.template.requiredAntiAffinity.find((candidate) => separatesOwnPods(candidate, workload));
    if (workload === undefined || term === undefined) return;
    const { most } = replicaRange(workspace, workload);
    const zones = reachableZones(poolsBeside(workspace, resource), workload);
    const limit = zones?.size ?? mostZones;
    if (most === undefined || most <= limit || zones?.size === 0) return;
    yield {
      at: term.at('topologyKey') ?? term,
      message: `${resource.kind} \`${resource.name}\` may have ${most} replicas and lets no two of them share a zone, while its nodes reach only ${zones === undefined ? `${mostZones} zones in any region` : describeZones(zones)}: the rest stays pending for ever.`,
      help: 'Use `topologySpreadConstraints` with `maxSkew: 1`, which spreads evenly and allows several in a zone, or anti-affinity over `kubernetes.io/hostname`.',
    };
  },
});

function separatesOwnPods(term: Value, { resource, template }: Workload): boolean {
  const isZonal = normalizeLabel(term.at('topologyKey')?.text ?? '') === zoneLabel;
  const namespaces = term.at('namespaces')?.items() ?? [];
  const isElsewhere = namespaces.length > 0 && !namespaces.some(({ text }) => text === resource.namespace);
  return isZonal && !isElsewhere && selects(term.at('labelSelector'), template) === true;
}

/** Undefined where some pool that suits the workload leaves the zone open; empty where there is no such pool. */
function reachableZones(pools: readonly Resource[], { template }: Workload): ReadonlySet<string> | undefined {
  const zones = new Set<string>();
  for (const pool of pools) {
    if (canHost(pool, template) === false) continue;
    const allowed = allowedValues(pool, zoneLabel);
    if (allowed === undefined || allowed.isComplement) return undefined;
    for (const zone of allowed.values) if (canHost(pool, template, [{ key: zoneLabel, operator: 'In', values: [zone] }]) !== false) zones.add(zone);
  }
  return pools.length === 0 ? undefined : zones;
}

function describeZones(zones: ReadonlySet<string>): string {
  return `${zones.size} zone${zones.size === 1 ? '' : 's'} (${[...zones]
    .sort()
    .map((zone) => `\`${zone}\``)
    .join(', ')})`;
}
