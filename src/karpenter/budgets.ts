import { perObject } from '../core/remembered.ts';
import { perResource } from '../core/resource.ts';
import type { Resource, Value } from '../core/resource.ts';
import { hitsBetween, nextAfter, parseCron } from './cron.ts';
import type { CronSchedule } from './cron.ts';
import { isStaticPool } from './nodepool.ts';
import { knownCount, knownItems, knownSeconds, knownText } from './written.ts';

/** https://karpenter.sh/docs/concepts/disruption/#nodepool-disruption-budgets */
export const disruptionReasons = ['Drifted', 'Empty', 'Underutilized'] as const;
export type DisruptionReason = (typeof disruptionReasons)[number];

/** How many nodes a budget lets go at once; percentages round up. */
export type Allowance = { readonly nodes: number } | { readonly percent: number };

/** A budget is active for `seconds` after each hit of its schedule. */
export interface BudgetWindow {
  readonly schedule: CronSchedule;
  readonly seconds: number;
}

/** One entry of `spec.disruption.budgets`, as far as it can be read. */
export interface Budget {
  readonly at: Value;
  /** Undefined where it is filled in later or refused. */
  readonly allowance: Allowance | undefined;
  /** What the entry limits; no reasons at all mean every one, an empty list none. Undefined where some reason is filled in later. */
  readonly reasons: readonly DisruptionReason[] | undefined;
  /** Undefined where it is filled in later or refused. */
  readonly window: 'always' | BudgetWindow | undefined;
}

/** A stretch of time, in milliseconds. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** The budgets that a NodePool writes; undefined where it writes none, or where the list is filled in later. */
export const budgetsOf = perResource((pool): readonly Budget[] | undefined =>
  knownItems(pool.at('spec', 'disruption', 'budgets'))?.map((at) => readBudget(at, pool.version !== 'v1beta1')),
);

/** The reasons for which Karpenter disrupts nodes of a pool: a static pool only knows drift. */
export function reasonsOfPool(pool: Resource): readonly DisruptionReason[] {
  return isStaticPool(pool) ? ['Drifted'] : disruptionReasons;
}

/** The number of nodes that a pool can have, where it is written. */
export function mostNodesOf(pool: Resource): number | undefined {
  return knownCount(pool.at('spec', 'replicas')) ?? knownCount(pool.at('spec', 'limits', 'nodes'));
}

/** True where the entry surely limits a reason. */
export function covers({ reasons }: Budget, reason: DisruptionReason): boolean {
  return reasons?.includes(reason) ?? false;
}

/** True for an entry that stops its reasons while it is active. */
export function isZero({ allowance }: Budget): boolean {
  return allowance !== undefined && ('nodes' in allowance ? allowance.nodes : allowance.percent) === 0;
}

/** "all reasons", or their names. */
export function describeReasons(reasons: readonly DisruptionReason[]): string {
  if (reasons.length === disruptionReasons.length) return 'all reasons';
  return reasons.map((reason) => `\`${reason}\``).join(' and ');
}

const day = 86_400_000;

/** Cron looks no further ahead for a hit, and a schedule without one counts as active: so does a window that is longer. */
const longestPause = 6 * 366 * day;

/** A stretch of time that shows all that some schedules do. */
class Sample implements Stretch {
  readonly start = Date.UTC(2028, 0, 1);
  readonly end: number;
  readonly #activeTimes = new WeakMap<CronSchedule, Map<number, readonly Stretch[]>>();
  /** What one window leaves open, since many pools have the same. */
  readonly #openBeside = perObject((active: readonly Stretch[]) => this.#findOpenTimes(active));

  constructor(days: number) {
    this.end = this.start + days * day;
  }

  openTimes(windows: readonly BudgetWindow[]): readonly Stretch[] {
    const active = windows.map((window) => this.#activeTimesOf(window));
    const [only] = active;
    return only !== undefined && active.length === 1 ? this.#openBeside(only) : this.#findOpenTimes(active.flat().sort((a, b) => a.start - b.start));
  }

  #findOpenTimes(active: readonly Stretch[]): readonly Stretch[] {
    const open: Stretch[] = [];
    let position = this.start;
    for (const { start, end } of active) {
      if (start > position) open.push({ start: position, end: start });
      position = Math.max(position, end);
    }
    return position < this.end ? [...open, { start: position, end: this.end }] : open;
  }

  /**
   * The merged times of one window, after IsActive in sigs.k8s.io/karpenter pkg/apis/v1/nodepool.go: a budget is active while
   * its schedule's first hit after (now − duration) is not after now. A schedule that never hits gives the zero time, so it
   * is always active, and `@every` counts from that very moment, so it is active always or never.
   */
  #activeTimesOf({ schedule, seconds }: BudgetWindow): readonly Stretch[] {
    const ofSchedule = this.#activeTimes.get(schedule) ?? new Map<number, readonly Stretch[]>();
    const times = ofSchedule.get(seconds) ?? this.#findActiveTimes({ schedule, seconds });
    this.#activeTimes.set(schedule, ofSchedule.set(seconds, times));
    return times;
  }

  #findActiveTimes({ schedule, seconds }: BudgetWindow): readonly Stretch[] {
    const { start, end } = this;
    const length = seconds * 1000;
    if (schedule.every !== undefined) return schedule.every <= seconds ? [{ start, end }] : [];
    if (length >= longestPause || nextAfter(schedule, new Date(start)) === undefined) return [{ start, end }];
    const merged: { start: number; end: number }[] = [];
    for (const hit of hitsBetween(schedule, start - length, end)) {
      const last = merged.at(-1);
      if (last !== undefined && hit <= last.end) last.end = hit + length;
      else merged.push({ start: hit, end: hit + length });
    }
    return merged.map((times) => ({ start: Math.max(times.start, start), end: Math.min(times.end, end) }));
  }
}

/** A leap year that begins on a Saturday; which one it is does not matter. */
const sampleYear = new Sample(366);
/** Enough for schedules that are the same in every week: whatever they leave open is shorter than one. */
const sampleWeeks = new Sample(21);

/** The stretches of a year, or of weeks that stand for it, in which none of the windows is active, in order. */
export function openTimes(windows: readonly BudgetWindow[]): readonly Stretch[] {
  return (windows.every(isWeekly) ? sampleWeeks : sampleYear).openTimes(windows);
}

function isWeekly({ schedule }: BudgetWindow): boolean {
  return schedule.daysOfMonth.size === 31 && schedule.months.size === 12;
}

/** v1beta1 has no reasons: there an entry always limits all of them. */
function readBudget(at: Value, hasReasons: boolean): Budget {
  const reasons = hasReasons ? readReasons(at.at('reasons')) : disruptionReasons;
  return { at, allowance: readAllowance(at.at('nodes')), reasons, window: readWindow(at) };
}

function readAllowance(nodes: Value | undefined): Allowance | undefined {
  const [, number, sign] = /^([0-9]+)(%?)$/.exec(knownText(nodes) ?? '') ?? [];
  if (number === undefined) return undefined;
  return sign === '%' ? { percent: Number(number) } : { nodes: Number(number) };
}

function readReasons(reasons: Value | undefined): readonly DisruptionReason[] | undefined {
  if (reasons === undefined || reasons.isNull) return disruptionReasons;
  const names = knownItems(reasons)?.map(({ text }) => text);
  return names && disruptionReasons.filter((reason) => names.includes(reason));
}

function readWindow(budget: Value): 'always' | BudgetWindow | undefined {
  const isWritten = (key: string): boolean => budget.at(key)?.isNull === false;
  if (!isWritten('schedule') && !isWritten('duration')) return 'always';
  const reading = parseCron(knownText(budget.at('schedule')) ?? '');
  const seconds = knownSeconds(budget.at('duration'));
  // `Never` is a duration of other fields only.
  return reading.ok && seconds !== undefined && Number.isFinite(seconds) ? { schedule: reading.schedule, seconds } : undefined;
}
