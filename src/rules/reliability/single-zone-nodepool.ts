import { perKey, perObject } from '../../core/remembered.ts';
import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { Workspace } from '../../core/workspace.ts';
import { nodeClassesOf } from '../../karpenter/node-class-reference.ts';
import { allowedValues, capacityTypeLabel, requirementsOf, zoneLabel } from '../../karpenter/nodepool.ts';
import { has } from '../../karpenter/written.ts';

const zoneLabels = [zoneLabel, 'topology.k8s.aws/zone-id'];

export default defineRule({
  id: 'single-zone-nodepool',
  group: 'reliability',
  severity: { default: 'improvement', prod: 'improvement', staging: 'note', dev: 'off' },
  preset: 'essential',
  kinds: ['NodePool'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'A NodePool can launch nodes in one availability zone only.',
  references: ['https://docs.aws.amazon.com/eks/latest/best-practices/karpenter.html', 'https://docs.aws.amazon.com/eks/latest/best-practices/data-plane.html'],
  *check(pool, context) {
    for (const label of zoneLabels) {
      const zone = onlyZone(pool, label);
      const at = requirementsOf(pool).find(({ key }) => key === label)?.at;
      if (zone === undefined || at === undefined || isLocalZone(zone) || isTiedToZone(context.workspace, pool)) continue;
      // Of any folder: one that is farther away may belong to the same cluster.
      const lists = [context.workspace.inScope(pool, 'karpenter.sh', 'NodePool'), context.workspace.ofKind('karpenter.sh', 'NodePool')];
      if (lists.some((pools) => [...zonesAmong(pools)(label)].some((other) => other !== zone))) continue;
      yield {
        at,
        message: `NodePool \`${pool.name}\` can only launch nodes in \`${zone}\`: when that zone fails or runs out of capacity, its pods stay pending.`,
        help: 'Allow at least three zones, or leave the requirement out and let the subnets decide; spread pods with `topologySpreadConstraints`.',
      };
    }
  },
});

function onlyZone(pool: Resource, label: string): string | undefined {
  const zones = allowedValues(pool, label);
  return zones?.isComplement === false && zones.values.size === 1 ? [...zones.values][0] : undefined;
}

/** Local and Wavelength Zones stand alone. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-regions-availability-zones.html */
function isLocalZone(zone: string): boolean {
  return /^[a-z]+(?:-[a-z]+)+-[0-9]+-/.test(zone);
}

/** Reserved capacity and placement groups of a zone come before the spread over zones. */
function isTiedToZone(workspace: Workspace, pool: Resource): boolean {
  const wantsReserved = requirementsOf(pool).some(
    ({ key, values }) => key?.startsWith('karpenter.k8s.aws/capacity-reservation-') || (key === capacityTypeLabel && values.includes('reserved')),
  );
  return (
    wantsReserved ||
    nodeClassesOf(workspace, pool).some((nodeClass) => {
      const spec = nodeClass.at('spec');
      return has(spec, 'placementGroupSelector') || (spec?.at('capacityReservationSelectorTerms')?.items() ?? []).length > 0;
    })
  );
}

/** One pool for each zone is a way to spread. */
/** The zones that pools keep to, each to one of them: every pool of a fleet asks for them. */
const zonesAmong = perObject((pools: readonly Resource[]) =>
  perKey((label: string): ReadonlySet<string> => new Set(pools.flatMap((pool) => onlyZone(pool, label) ?? []))),
);
