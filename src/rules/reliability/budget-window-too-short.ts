import { perObject } from '../../core/remembered.ts';
import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { budgetsOf, covers, isZero, openTimes, reasonsOfPool } from '../../karpenter/budgets.ts';
import type { Budget, BudgetWindow, DisruptionReason, Stretch } from '../../karpenter/budgets.ts';
import { formatSeconds } from '../../karpenter/duration.ts';
import { knownSeconds } from '../../karpenter/written.ts';

/** What a disruption takes at least: starting a replacement and draining the node. */
const workSeconds = 30 * 60;
const leastWindowSeconds = 10 * 60;

export default defineRule({
  id: 'budget-window-too-short',
  group: 'reliability',
  severity: { default: 'note', prod: 'note', staging: 'note', dev: 'off' },
  preset: 'all',
  kinds: ['NodePool'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'The windows of zero budgets leave too little time, or are too short to protect anything.',
  references: ['https://karpenter.sh/docs/concepts/disruption/#nodepool-disruption-budgets'],
  yieldsTo: ['budget-cron-invalid', 'budget-window-always-active'],
  *check(pool) {
    const budgets = (budgetsOf(pool) ?? []).filter(isZero);
    for (const { at, window } of budgets) {
      const schedule = at.at('schedule');
      if (typeof window !== 'object' || schedule === undefined || window.schedule.every !== undefined || window.seconds >= leastWindowSeconds) continue;
      yield {
        at: at.at('duration') ?? at,
        message: `The zero window \`${schedule.text}\` of NodePool \`${pool.name}\` lasts only ${formatSeconds(window.seconds)}, which puts the next disruption off by that much and protects nothing.`,
        help: 'Let the window last as long as the time that it is to protect, or remove it.',
      };
    }
    const gap = shortestGap(pool, budgets);
    if (gap === undefined) return;
    yield {
      at: gap.first.at.at('schedule') ?? gap.first.at,
      message: `Zero budgets leave NodePool \`${pool.name}\` at most ${formatSeconds(gap.open)} at a time for \`${gap.reason}\`, less than the ${formatSeconds(gap.needed)} that it takes to find and replace a node.`,
      help: 'Leave a gap of some hours in each week.',
    };
  },
});

interface Gap {
  readonly reason: DisruptionReason;
  readonly first: Budget;
  /** In seconds, both. */
  readonly open: number;
  readonly needed: number;
}

/** The first reason whose longest open time of the year is too short. */
function shortestGap(pool: Resource, zeros: readonly Budget[]): Gap | undefined {
  const after = knownSeconds(pool.at('spec', 'disruption', 'consolidateAfter'));
  for (const reason of reasonsOfPool(pool)) {
    const covering = zeros.filter((budget) => covers(budget, reason));
    const windows = covering.flatMap(({ window }) => (isWindow(window) ? [window] : []));
    const [first] = covering;
    if (first === undefined || windows.length < covering.length) continue;
    // Drift does not wait for the node to come to rest.
    const quiet = reason === 'Drifted' || after === undefined || after === Infinity ? 0 : after;
    const open = longestSeconds(openTimes(windows));
    if (open > 0 && open < quiet + workSeconds) return { reason, first, open, needed: quiet + workSeconds };
  }
  return undefined;
}

/** Pools with the same window share its stretches. */
const longestSeconds = perObject((stretches: readonly Stretch[]) => stretches.reduce((most, { start, end }) => Math.max(most, (end - start) / 1000), 0));

function isWindow(window: Budget['window']): window is BudgetWindow {
  return typeof window === 'object';
}
