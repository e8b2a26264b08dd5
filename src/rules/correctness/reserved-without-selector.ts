import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { Workspace } from '../../core/workspace.ts';
import { capacityTypeLabel, requirementsOf } from '../../karpenter/nodepool.ts';
import type { Requirement } from '../../karpenter/nodepool.ts';
import { nodeClassesOf } from '../../karpenter/node-class-reference.ts';
import { lacks } from '../../karpenter/written.ts';

export default defineRule({
  id: 'reserved-without-selector',
  group: 'correctness',
  severity: 'critical',
  preset: 'recommended',
  kinds: ['NodePool'],
  apiVersions: ['v1'],
  since: '1.3',
  summary: 'A NodePool takes reserved capacity only, but its class selects no reservation.',
  references: ['https://karpenter.sh/docs/tasks/odcrs/', 'https://karpenter.sh/docs/concepts/nodeclasses/#speccapacityreservationselectorterms'],
  yieldsTo: ['feature-gate-disabled', 'requirement-conflict'],
  *check(pool, context) {
    const demand = requirementsOf(pool).find(demandsReservation);
    const nodeClass = demand === undefined ? undefined : classOf(pool, context.workspace);
    if (demand === undefined || nodeClass === undefined || !selectsNothing(nodeClass)) return;
    yield {
      at: demand.at,
      message: `NodePool \`${pool.name}\` takes reserved capacity only, but EC2NodeClass \`${nodeClass.name}\` selects no capacity reservation, so it launches nothing.`,
      help: 'Add `capacityReservationSelectorTerms` to the class, or allow `on-demand` as well.',
      related: [{ message: `EC2NodeClass \`${nodeClass.name}\` is here.`, resource: nodeClass, at: nodeClass.anchor('metadata', 'name') }],
    };
  },
});

/** Only a reserved node carries the labels of a reservation. */
function demandsReservation({ key, operator, values, isKnown }: Requirement): boolean {
  if (key === capacityTypeLabel) return operator === 'In' && isKnown && values.length > 0 && values.every((value) => value === 'reserved');
  return key?.startsWith('karpenter.k8s.aws/capacity-reservation-') === true && operator !== 'NotIn' && operator !== 'DoesNotExist' && isKnown;
}

/** The one class that the pool surely means. */
function classOf(pool: Resource, workspace: Workspace): Resource | undefined {
  const found = nodeClassesOf(workspace, pool);
  return found.length === 1 ? found[0] : undefined;
}

function selectsNothing(nodeClass: Resource): boolean {
  const spec = nodeClass.at('spec');
  const terms = spec?.at('capacityReservationSelectorTerms');
  return lacks(spec, 'capacityReservationSelectorTerms') || (terms?.node.kind === 'list' && terms.node.items.length === 0);
}
