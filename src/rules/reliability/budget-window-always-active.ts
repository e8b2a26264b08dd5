import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { budgetsOf, covers, describeReasons, isZero, openTimes, reasonsOfPool } from '../../karpenter/budgets.ts';
import type { Budget, BudgetWindow, DisruptionReason } from '../../karpenter/budgets.ts';

export default defineRule({
  id: 'budget-window-always-active',
  group: 'reliability',
  severity: { default: 'improvement', prod: 'improvement', staging: 'improvement', dev: 'note' },
  preset: 'recommended',
  kinds: ['NodePool'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'The windows of zero budgets leave no time for disruption.',
  references: [
    'https://karpenter.sh/docs/concepts/disruption/#nodepool-disruption-budgets',
    'https://github.com/kubernetes-sigs/karpenter/blob/main/pkg/apis/v1/nodepool.go',
  ],
  yieldsTo: ['budget-cron-invalid'],
  *check(pool) {
    for (const { reasons, budgets } of blockedReasons(pool)) {
      const [first, ...others] = budgets;
      const at = first?.at.at('schedule');
      if (first === undefined || at === undefined) continue;
      const windows = budgets.map(describeWindow).join(' and ');
      yield {
        at,
        message: `The zero budget${others.length > 0 ? 's' : ''} of NodePool \`${pool.name}\` (${windows}) ${others.length > 0 ? 'leave' : 'leaves'} no minute of the year open for ${describeReasons(reasons)}: what looks like a window never ends.`,
        help: 'Shorten the duration, or thin out the schedule, so that a gap of some hours is left in each week.',
        related: others.map((other) => ({ message: 'This window joins on.', resource: pool, at: other.at.at('schedule') ?? other.at })),
      };
    }
  },
});

interface Block {
  readonly reasons: DisruptionReason[];
  readonly budgets: readonly ScheduledBudget[];
}

type ScheduledBudget = Budget & { readonly window: BudgetWindow };

/** The reasons that scheduled zero budgets block for ever, those with the same budgets together. */
function blockedReasons(pool: Resource): Block[] {
  const zeros = (budgetsOf(pool) ?? []).filter(isZero);
  const blocks = new Map<string, Block>();
  for (const reason of reasonsOfPool(pool)) {
    const covering = zeros.filter((budget) => covers(budget, reason));
    // A zero budget without a schedule is another rule's to tell.
    if (covering.some(({ window }) => window === 'always')) continue;
    const scheduled = covering.filter(hasWindow);
    if (scheduled.length === 0 || openTimes(scheduled.map(({ window }) => window)).length > 0) continue;
    const budgets = withoutNeedless(scheduled);
    const key = JSON.stringify(budgets.map(({ at }) => at.path));
    const known = blocks.get(key);
    if (known === undefined) blocks.set(key, { reasons: [reason], budgets });
    else known.reasons.push(reason);
  }
  return [...blocks.values()];
}

function hasWindow(budget: Budget): budget is ScheduledBudget {
  return typeof budget.window === 'object';
}

/** Drops each budget without which the others still leave no time. */
function withoutNeedless(budgets: readonly ScheduledBudget[]): readonly ScheduledBudget[] {
  return budgets.reduce((kept, budget) => {
    const others = kept.filter((other) => other !== budget);
    return others.length > 0 && openTimes(others.map(({ window }) => window)).length === 0 ? others : kept;
  }, budgets);
}

function describeWindow({ at }: ScheduledBudget): string {
  return `\`${at.at('schedule')?.text ?? ''}\` for \`${at.at('duration')?.text ?? ''}\``;
}
