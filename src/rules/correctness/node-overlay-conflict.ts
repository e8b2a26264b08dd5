import { ec2Standard } from '../../catalog/catalog.ts';
import type { Catalog } from '../../catalog/catalog.ts';
import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { OwnProblem } from '../../core/rule.ts';
import { conflictOf, overlayReach } from '../../karpenter/instances/overlay-reach.ts';
import type { OverlayReach } from '../../karpenter/instances/overlay-reach.ts';

export default defineRule({
  id: 'node-overlay-conflict',
  group: 'correctness',
  severity: { default: 'improvement', prod: 'improvement', staging: 'improvement', dev: 'note' },
  preset: 'all',
  kinds: ['NodeOverlay'],
  since: '1.7',
  summary: 'A NodeOverlay changes nothing, or is dropped because another one changes the same.',
  references: ['https://karpenter.sh/docs/concepts/nodeoverlays/', 'https://github.com/kubernetes-sigs/karpenter/blob/main/pkg/apis/v1alpha1/nodeoverlay.go'],
  yieldsTo: ['requirement-conflict', 'api-rejected'],
  *check(overlay, { workspace, data }) {
    const catalog = data(ec2Standard);
    const reach = catalog === undefined ? undefined : overlayReach(overlay, catalog);
    if (catalog === undefined || reach === undefined) return;
    const idle = describeIdle(reach);
    if (idle !== undefined) {
      yield idle;
      return;
    }
    yield* findConflict(reach, workspace.inScope(overlay, overlay.group, overlay.kind), catalog);
  },
});

function describeIdle({ overlay, setsPrice, capacities, types }: OverlayReach): OwnProblem | undefined {
  const at = overlay.at('metadata', 'name') ?? overlay.anchor('metadata', 'name');
  if (!setsPrice && capacities.length === 0) {
    return {
      at,
      message: `NodeOverlay \`${overlay.name}\` sets neither a price nor a capacity, so it changes nothing.`,
      help: 'Set `price`, `priceAdjustment` or `capacity`, or remove it.',
    };
  }
  if (types.size > 0) return undefined;
  return {
    at: overlay.anchor('spec', 'requirements'),
    message: `No instance type meets the requirements of NodeOverlay \`${overlay.name}\`, so it changes nothing.`,
    help: 'Check the names of types and families, and bounds that exclude each other.',
  };
}

/** Of two overlays of one weight the one whose name is later in the alphabet stays. */
function* findConflict(reach: OverlayReach, overlays: readonly Resource[], catalog: Catalog): Iterable<OwnProblem> {
  const { overlay } = reach;
  for (const other of overlays) {
    if (other === overlay || other.name <= overlay.name) continue;
    const otherReach = overlayReach(other, catalog);
    const conflict = otherReach === undefined ? undefined : conflictOf(reach, otherReach);
    if (conflict === undefined) continue;
    const [example] = conflict.types;
    yield {
      at: overlay.at('metadata', 'name') ?? overlay.anchor('metadata', 'name'),
      message: `NodeOverlay \`${overlay.name}\` and \`${other.name}\` have the same weight and both set ${conflict.what} of the same ${conflict.types.length === 1 ? 'type' : 'types'}, such as \`${example?.name ?? ''}\`: Karpenter keeps \`${other.name}\`, whose name comes later, and drops \`${overlay.name}\` as a whole.`,
      help: 'Give them different weights, or requirements that keep them apart.',
      related: [{ message: `NodeOverlay \`${other.name}\` is here.`, resource: other, at: other.at('metadata', 'name') ?? other.anchor('metadata', 'name') }],
    };
    return;
  }
}
