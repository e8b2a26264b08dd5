import { describe, expect, it } from 'vitest';
import { nextAfter, parseCron } from '../../src/karpenter/cron.ts';

/** The first hits from the start of 2026 on, which is a Thursday. */
function hits(text: string, count = 1): (string | undefined)[] {
  const reading = parseCron(text);
  if (!reading.ok) throw new Error(reading.reason);
  const found: (string | undefined)[] = [];
  let date: Date | undefined = new Date('2025-12-31T23:59:59.500Z');
  for (let round = 0; round < count && date !== undefined; round++) {
    date = nextAfter(reading.schedule, date);
    found.push(date?.toISOString().replace(':00.000Z', ''));
  }
  return found;
}

describe('schedules that cron takes', () => {
  it.each([
    ['* * * * *', '2026-01-01T00:00'],
    ['0 9 * * mon-fri', '2026-01-01T09:00'],
    ['0 9 * * MON', '2026-01-05T09:00'],
    ['30 2 ? * 0', '2026-01-04T02:30'],
    ['*/70 5 * * *', '2026-01-01T05:00'],
    ['50/5 * * * *', '2026-01-01T00:50'],
    ['0 0 1 feb,jun *', '2026-02-01T00:00'],
    ['0 0 29 2 *', '2028-02-29T00:00'],
    ['0,,5 +3 * * *', '2026-01-01T03:00'],
    ['  0\t3 * * * ', '2026-01-01T03:00'],
    ['*-9 3 * * *', '2026-01-01T03:00'],
    ['@yearly', '2026-01-01T00:00'],
    ['@monthly', '2026-01-01T00:00'],
    ['@weekly', '2026-01-04T00:00'],
    ['@hourly ', '2026-01-01T00:00'],
    ['@every 90m', '2026-01-01T01:29:59.000Z'],
  ])('%s hits at %s', (text, first) => {
    expect(hits(text)).toEqual([first]);
  });

  it('come round again', () => {
    expect(hits('0 22 * * sat', 3)).toEqual(['2026-01-03T22:00', '2026-01-10T22:00', '2026-01-17T22:00']);
    expect(hits('15,45 23 31 12 *', 3)).toEqual(['2026-12-31T23:15', '2026-12-31T23:45', '2027-12-31T23:15']);
  });

  it('count either day where both are restricted, and both where one is open', () => {
    expect(hits('0 0 13 * 5', 3)).toEqual(['2026-01-02T00:00', '2026-01-09T00:00', '2026-01-13T00:00']);
    expect(hits('0 0 */13 * *', 2)).toEqual(['2026-01-01T00:00', '2026-01-14T00:00']);
    expect(hits('0 0 */13 * 5', 2)).toEqual(['2026-01-01T00:00', '2026-01-02T00:00']);
    expect(hits('0 0 */1 * 5', 2)).toEqual(['2026-01-02T00:00', '2026-01-09T00:00']);
  });

  it.each(['0 0 31 2 *', ', * * * *'])('%s never hits', (text) => {
    expect(hits(text)).toEqual([undefined]);
  });
});

describe('schedules that cron refuses', () => {
  it.each([
    ['', 'it has 0 fields instead of five'],
    ['0 9 * *', 'it has 4 fields instead of five'],
    ['0 0 9 * * *', 'it has 6 fields instead of five'],
    ['TZ=Europe/Rome 0 9 * * *', '`TZ=Europe/Rome` is not allowed before the five fields: Karpenter reads every schedule in UTC'],
    ['60 9 * * *', '`60` is outside of the minutes, which run from 0 to 59'],
    ['0 24 * * *', '`24` is outside of the hours, which run from 0 to 23'],
    ['0 9 0 * *', '`0` is outside of the days of the month, which run from 1 to 31'],
    ['0 9 * 1-13 *', '`1-13` is outside of the months, which run from 1 to 12'],
    ['0 9 * * 7', '`7` is outside of the days of the week, which run from 0 to 6; Sunday is 0'],
    ['0 9 * * fri-mon', 'the range `fri-mon` runs backwards'],
    ['0 22-6 * * *', 'the range `22-6` runs backwards'],
    ['0 9 L * *', '`L` is not a day of the month'],
    ['0 9 * * monday', '`monday` is not a day of the week'],
    ['-5 9 * * *', '`-5` lacks a value'],
    ['0 1-2-3 * * *', '`1-2-3` has more than one hyphen'],
    ['1/2/3 9 * * *', '`1/2/3` has more than one slash'],
    ['*/0 9 * * *', 'the step of `*/0` is 0'],
    ['*/x 9 * * *', 'the step of `*/x` is not a number'],
    ['@every 5', '`@every` needs a duration behind it, and of this one its number `5` has no unit'],
  ])('%s: %s', (text, reason) => {
    expect(parseCron(text)).toEqual({ ok: false, reason });
  });

  it('names the macros that there are', () => {
    expect(parseCron('@reboot')).toMatchObject({ ok: false, reason: expect.stringContaining('`@midnight`, `@hourly`') });
    expect(parseCron('@constructor').ok).toBe(false);
  });
});
