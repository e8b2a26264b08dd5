import type { Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { isStaticPool } from '../../karpenter/nodepool.ts';

/** https://karpenter.sh/docs/concepts/disruption/#nodepool-disruption-budgets */
const allReasons = ['Drifted', 'Empty', 'Underutilized'];

export default defineRule({
  id: 'budget-blocks-all-disruption',
  group: 'reliability',
  severity: { default: 'improvement', prod: 'improvement', staging: 'improvement', dev: 'note' },
  preset: 'recommended',
  kinds: ['NodePool'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'A disruption budget of zero is active at all times.',
  references: ['https://karpenter.sh/docs/concepts/disruption/#nodepool-disruption-budgets'],
  yieldsTo: ['budget-cron-invalid'],
  *check(pool) {
    for (const budget of pool.at('spec', 'disruption', 'budgets')?.items() ?? []) {
      const nodes = budget.at('nodes');
      if (nodes === undefined || !isZero(nodes) || hasWindow(budget)) continue;
      const reasons = reasonsOf(budget);
      const blocksDrift = reasons.includes('Drifted');
      // Drift is the only reason that a static pool knows.
      if (isStaticPool(pool) ? !blocksDrift : reasons.length === 0) continue;
      yield {
        at: nodes,
        message: `Budget \`nodes: ${asWritten(nodes.text ?? '')}\` has no schedule, so it is active at all times for ${describeReasons(reasons)}: Karpenter never ${describeEffect(reasons, isStaticPool(pool))} nodes of NodePool \`${pool.name}\`${whatIgnoresBudgets(pool)}.`,
        help: blocksDrift
          ? 'Give the budget a `schedule` and a `duration`, or set `nodes: "1"`, so that new AMIs and security fixes can roll out.'
          : 'Give the budget a `schedule` and a `duration`, or allow at least one node.',
        ...(blocksDrift && !isStaticPool(pool) ? {} : { severity: 'note' }),
      };
    }
  },
});

function isZero(nodes: Value): boolean {
  return /^0+%?$/.test(nodes.text ?? '');
}

/** A number without quotes would be refused; a percentage needs none. */
function asWritten(nodes: string): string {
  return nodes.endsWith('%') ? nodes : `"${nodes}"`;
}

/** A schedule that is still to be filled in may leave time for disruption. */
function hasWindow(budget: Value): boolean {
  return ['schedule', 'duration'].some((key) => budget.at(key)?.isNull === false);
}

/** The known reasons that the budget holds for. No reasons at all means every one; an empty list means none. */
function reasonsOf(budget: Value): readonly string[] {
  const reasons = budget.at('reasons');
  if (reasons === undefined || reasons.isNull) return allReasons;
  const written = reasons.items().map(({ text }) => text);
  return allReasons.filter((reason) => written.includes(reason));
}

function describeReasons(reasons: readonly string[]): string {
  if (reasons.length === allReasons.length) return 'all reasons';
  return reasons.map((reason) => `\`${reason}\``).join(' and ');
}

function describeEffect(reasons: readonly string[], isStatic: boolean): string {
  if (isStatic) return 'replaces drifted';
  const effects = { Drifted: 'replaces drifted', Empty: 'removes empty', Underutilized: 'consolidates underused' };
  const verbs = Object.entries(effects).flatMap(([reason, verb]) => (reasons.includes(reason) ? [verb] : []));
  return [verbs.slice(0, -1).join(', '), ...verbs.slice(-1)].filter((part) => part !== '').join(' or ');
}

/** In v1beta1 expiry kept to the budgets as well. */
function whatIgnoresBudgets(pool: Resource): string {
  return pool.version === 'v1' ? ', while expiry and interruption, which ignore budgets, still take them' : '';
}
