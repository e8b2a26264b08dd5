import { addItem } from '../../core/fix.ts';
import type { Fix } from '../../core/fix.ts';
import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { requirementItems } from '../../karpenter/label-uses.ts';
import { allowedValues, capacityTypeLabel } from '../../karpenter/nodepool.ts';
import { ec2NodeClassName } from '../../karpenter/node-class-reference.ts';
import { allows } from '../../karpenter/requirements.ts';
import { has } from '../../karpenter/written.ts';

export default defineRule({
  id: 'capacity-reservation-unused',
  group: 'cost',
  severity: { default: 'improvement', prod: 'improvement', staging: 'improvement', dev: 'note' },
  preset: 'recommended',
  kinds: ['EC2NodeClass'],
  apiVersions: ['v1'],
  since: '1.3',
  summary: 'A class selects capacity reservations that no NodePool may use.',
  references: ['https://karpenter.sh/docs/tasks/odcrs/', 'https://karpenter.sh/docs/upgrading/upgrade-guide/#upgrading-to-130'],
  fix: 'unsafe',
  yieldsTo: ['feature-gate-disabled'],
  *check(nodeClass, context) {
    const terms = nodeClass.at('spec', 'capacityReservationSelectorTerms');
    if (terms === undefined || !has(nodeClass.at('spec'), 'capacityReservationSelectorTerms') || terms.items().length === 0) return;
    const pools = context.workspace.inScope(nodeClass, 'karpenter.sh', 'NodePool').filter((pool) => ec2NodeClassName(pool)?.text === nodeClass.name);
    if (pools.length === 0 || context.workspace.mayHold(nodeClass, 'NodePool') || pools.some(mayUseReserved)) return;
    const fix = makeFix(pools);
    const names = pools.map(({ name }) => `\`${name}\``).join(', ');
    yield {
      at: terms.keyPlace,
      message: `EC2NodeClass \`${nodeClass.name}\` selects capacity reservations, but ${pools.length === 1 ? `NodePool ${names} does` : `the NodePools ${names} do`} not allow the capacity type \`reserved\`: Karpenter never launches into them, not even as on-demand, and you pay for both.`,
      help: 'Add `reserved` to the values of `karpenter.sh/capacity-type`.',
      related: pools.slice(0, 3).map((pool) => ({ message: `NodePool \`${pool.name}\` is here.`, resource: pool, at: pool.anchor('metadata', 'name') })),
      ...(fix === undefined ? {} : { fix }),
    };
  },
});

function mayUseReserved(pool: Resource): boolean {
  const allowed = allowedValues(pool, capacityTypeLabel);
  return allowed === undefined || allows(allowed, 'reserved');
}

/** Only where every pool has one list to add to, in one file. */
function makeFix(pools: readonly Resource[]): Fix | undefined {
  const edits = pools.map((pool) => {
    const items = requirementItems(pool).filter((item) => item.at('key')?.text === capacityTypeLabel);
    const list = items.length === 1 && items[0]?.at('operator')?.text === 'In' ? items[0].at('values') : undefined;
    return list === undefined ? undefined : addItem(pool, list, 'reserved');
  });
  const all = edits.filter((edit) => edit !== undefined);
  return all.length < pools.length ? undefined : { title: 'Allow `reserved`', safety: 'unsafe', edits: all };
}
