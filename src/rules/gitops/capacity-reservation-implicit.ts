import { defineRule } from '../../core/rule.ts';
import type { Resource } from '../../core/resource.ts';
import type { Workspace } from '../../core/workspace.ts';
import { karpenterChart } from '../../karpenter/chart.ts';
import { featureGates, isGateOn } from '../../karpenter/feature-gates.ts';
import { nodeClassKind } from '../../karpenter/node-class-reference.ts';
import { openReservationSign } from '../../cloud/open-reservations.ts';
import { crossingFrom } from '../../karpenter/version-crossing.ts';
import { has } from '../../karpenter/written.ts';
import { releasesAround } from '../../kubernetes/chart-release.ts';

export default defineRule({
  id: 'capacity-reservation-implicit',
  group: 'gitops',
  severity: { default: 'improvement', prod: 'improvement', staging: 'improvement', dev: 'note' },
  preset: 'recommended',
  kinds: ['EC2NodeClass'],
  apiVersions: ['v1'],
  needs: 'base',
  summary: 'An upgrade to Karpenter 1.6 leaves open capacity reservations unused.',
  references: ['https://karpenter.sh/docs/upgrading/upgrade-guide/#upgrading-to-160', 'https://karpenter.sh/docs/tasks/odcrs/'],
  options: {
    openReservations: { type: 'boolean', description: 'There are open capacity reservations, although no file says so.', default: false },
  },
  yieldsTo: ['capacity-reservation-unused'],
  *check(nodeClass, context) {
    const { workspace, karpenter, options } = context;
    const before = crossingFrom(nodeClass, context, '1.6');
    if (before === undefined || !isFirst(nodeClass, workspace) || isSwitchedOff(nodeClass, workspace, karpenter)) return;
    const sign = openReservationSign(workspace);
    if (sign === undefined && options['openReservations'] !== true) return;
    const known = sign === undefined ? 'the configuration says that there are some' : `\`${sign}\` speaks of some`;
    yield {
      at: nodeClass.anchor('spec', 'capacityReservationSelectorTerms'),
      message: `From 1.6 on, Karpenter uses open capacity reservations only where a class selects them, and ${known}: after the upgrade from ${before} to ${karpenter} they stay empty, and you pay for both.`,
      help: 'Select them in `capacityReservationSelectorTerms`, and allow `reserved` in `karpenter.sh/capacity-type` of the NodePools.',
    };
  },
});

/** One class speaks for all that meet it, as long as none of them selects a reservation. */
function isFirst(nodeClass: Resource, workspace: Workspace): boolean {
  const classes = workspace.inScope(nodeClass, nodeClassKind.group, nodeClassKind.kind);
  return (
    classes[0] === nodeClass &&
    !classes.some((each) => has(each.at('spec'), 'capacityReservationSelectorTerms')) &&
    !workspace.mayHold(nodeClass, nodeClassKind.kind)
  );
}

function isSwitchedOff(nodeClass: Resource, workspace: Workspace, karpenter: string): boolean {
  return releasesAround(workspace, nodeClass, karpenterChart).some((release) => isGateOn(release, featureGates.reservedCapacity, karpenter) === false);
}
