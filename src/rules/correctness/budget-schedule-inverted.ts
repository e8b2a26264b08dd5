import { defineRule } from '../../core/rule.ts';
import { budgetsOf, covers, describeReasons, isZero, openTimes, reasonsOfPool } from '../../karpenter/budgets.ts';
import type { Budget, BudgetWindow, DisruptionReason } from '../../karpenter/budgets.ts';
import { addBudget } from '../../karpenter/budget-edits.ts';
import { complementOf } from '../../karpenter/cron-complement.ts';
import { knownText } from '../../karpenter/written.ts';
import type { Fix } from '../../core/fix.ts';
import type { Resource } from '../../core/resource.ts';

export default defineRule({
  id: 'budget-schedule-inverted',
  group: 'correctness',
  severity: { default: 'improvement', prod: 'critical', staging: 'improvement', dev: 'note' },
  preset: 'recommended',
  kinds: ['NodePool'],
  apiVersions: ['v1', 'v1beta1'],
  since: '0.34',
  summary: 'A budget that allows disruption in a window leaves it without any limit outside of it.',
  references: [
    'https://karpenter.sh/docs/concepts/disruption/#nodepool-disruption-budgets',
    'https://github.com/kubernetes-sigs/karpenter/issues/1939',
    'https://github.com/kubernetes-sigs/karpenter/issues/2183',
  ],
  fix: 'unsafe',
  yieldsTo: ['budget-cron-invalid'],
  *check(pool) {
    const budgets = budgetsOf(pool);
    if (budgets === undefined || budgets.some(({ reasons, window }) => reasons === undefined || window === undefined)) return;
    const open = reasonsOfPool(pool).filter((reason) => isOpenAtTimes(budgets, reason));
    for (const budget of budgets) {
      const loose = open.filter((reason) => covers(budget, reason));
      if (budget.window === 'always' || isZero(budget) || budget.allowance === undefined || loose.length === 0) continue;
      const fix = makeFix(pool, budget);
      yield {
        at: budget.at.at('schedule') ?? budget.at,
        message: `This budget limits disruption for ${describeReasons(loose)} only while its window is open; outside of it nothing does, and Karpenter may disrupt every node of NodePool \`${pool.name}\` at once.`,
        help: 'A budget never allows, it only limits: add one with `nodes: "0"` for the rest of the time, or one without a schedule.',
        ...(loose.every((reason) => reason === 'Empty') ? { severity: { default: 'note', prod: 'note', staging: 'note', dev: 'off' } } : {}),
        ...(fix === undefined ? {} : { fix }),
      };
    }
  },
});

/** True where only windows limit a reason, and they leave some time open. */
function isOpenAtTimes(budgets: readonly Budget[], reason: DisruptionReason): boolean {
  const windows = budgets.filter((budget) => covers(budget, reason)).map(({ window }) => window);
  if (windows.length === 0 || windows.includes('always')) return false;
  return openTimes(windows.filter((window): window is BudgetWindow => typeof window === 'object')).length > 0;
}

/** A block for the rest of the time, where that is one window each day. */
function makeFix(pool: Resource, { at, reasons }: Budget): Fix | undefined {
  const complement = complementOf(knownText(at.at('schedule')) ?? '', knownText(at.at('duration')) ?? '');
  const budgets = pool.at('spec', 'disruption', 'budgets');
  if (complement === undefined || budgets === undefined || reasons === undefined || at.at('reasons') !== undefined) return undefined;
  const edit = addBudget(pool, budgets, { nodes: '"0"', schedule: `"${complement.schedule}"`, duration: complement.duration });
  return edit === undefined ? undefined : { title: `Block disruption for the other ${complement.duration} of each day`, safety: 'unsafe', edits: [edit] };
}
