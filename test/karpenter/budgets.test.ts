import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openTimes } from '../../src/karpenter/budgets.ts';
import type { BudgetWindow } from '../../src/karpenter/budgets.ts';
import { parseCron } from '../../src/karpenter/cron.ts';

const hour = 3600;

function window(text: string, seconds: number): BudgetWindow {
  const reading = parseCron(text);
  if (!reading.ok) throw new Error(reading.reason);
  return { schedule: reading.schedule, seconds };
}

/** The lengths of the open stretches in hours, each length once. */
function openHours(...windows: BudgetWindow[]): number[] {
  return [...new Set(openTimes(windows).map(({ start, end }) => (end - start) / 3_600_000))];
}

describe('the time that windows leave open', () => {
  it.each<[string, BudgetWindow[], number[]]>([
    ['no window, three weeks long', [], [504]],
    ['a day of 24 hours', [window('@daily', 24 * hour)], []],
    ['an hour each hour', [window('0 * * * *', hour)], []],
    ['a minute each minute', [window('* * * * *', 60)], []],
    ['half an hour each hour', [window('0 * * * *', hour / 2)], [0.5]],
    ['two halves of a day', [window('0 0 * * *', 12 * hour), window('0 12 * * *', 12 * hour)], []],
    ['working days and the weekend', [window('0 0 * * 1-5', 24 * hour), window('0 0 * * 6,0', 24 * hour)], []],
    ['windows that overlap', [window('0 8 * * *', 6 * hour), window('0 12 * * *', 6 * hour)], [8, 14, 6]],
    ['a window that is longer than its period', [window('0 0 * * 0', 200 * hour)], []],
    ['a window of a year, once a year', [window('0 0 1 1 *', 366 * 24 * hour)], []],
    ['a window without an end', [window('0 0 1 1 *', Infinity)], []],
    ['a window of many million years', [window('* * * * *', 1e11 * hour)], []],
    ['a schedule that never hits is always active', [window('0 0 31 2 *', hour)], []],
    ['@every within its duration', [window('@every 1h', hour)], []],
    ['@every beyond its duration', [window('@every 2h', hour)], [8784]],
  ])('%s', (_, windows, hours) => {
    expect(openHours(...windows)).toEqual(hours);
  });

  it('begins with what was active at the turn of the year', () => {
    const [first] = openTimes([window('0 22 * * *', 4 * hour)]);
    expect(new Date(first?.start ?? 0).toISOString()).toBe('2028-01-01T02:00:00.000Z');
  });

  it('shows in weeks what a year shows of schedules that are the same in every week', () => {
    const field = (last: number) => fc.uniqueArray(fc.integer({ min: 0, max: last }), { minLength: 1, maxLength: 3 }).map((numbers) => numbers.join(','));
    const weekly = fc.tuple(field(59), field(23), fc.oneof(fc.constant('*'), field(6)), fc.integer({ min: 1, max: 200 }));
    // A second on one day of the year asks for a year, and changes nothing in most of its weeks.
    const onceAYear = window('0 0 1 6 *', 1);
    fc.assert(
      fc.property(fc.array(weekly, { minLength: 1, maxLength: 3 }), (rows) => {
        const windows = rows.map(([minutes, hours, days, length]) => window(`${minutes} ${hours} * * ${days}`, length * 900));
        expect(Math.max(...openHours(...windows))).toBe(Math.max(...openHours(...windows, onceAYear)));
      }),
      { numRuns: 60 },
    );
  });
});
