import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { budgetsOf, describeReasons, isZero } from '../../karpenter/budgets.ts';
import type { DisruptionReason } from '../../karpenter/budgets.ts';
import { isStaticPool } from '../../karpenter/nodepool.ts';

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
    for (const budget of budgetsOf(pool) ?? []) {
      const nodes = budget.at.at('nodes');
      const { reasons } = budget;
      if (nodes === undefined || reasons === undefined || !isZero(budget) || budget.window !== 'always') continue;
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

/** A number without quotes would be refused; a percentage needs none. */
function asWritten(nodes: string): string {
  return nodes.endsWith('%') ? nodes : `"${nodes}"`;
}

function describeEffect(reasons: readonly DisruptionReason[], isStatic: boolean): string {
  if (isStatic) return 'replaces drifted';
  const effects = { Drifted: 'replaces drifted', Empty: 'removes empty', Underutilized: 'consolidates underused' };
  const verbs = reasons.map((reason) => effects[reason]);
  return [verbs.slice(0, -1).join(', '), ...verbs.slice(-1)].filter((part) => part !== '').join(' or ');
}

/** In v1beta1 expiry kept to the budgets as well. */
function whatIgnoresBudgets(pool: Resource): string {
  return pool.version === 'v1' ? ', while expiry and interruption, which ignore budgets, still take them' : '';
}
