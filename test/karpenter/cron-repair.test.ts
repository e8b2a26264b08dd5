import { describe, expect, it } from 'vitest';
import { repairCron } from '../../src/karpenter/cron-repair.ts';

describe('repairCron', () => {
  it.each([
    ['0 9 * * 7', '0 9 * * 0'],
    ['0 9 * * 1,7', '0 9 * * 1,0'],
    ['0 9 * * 5-7', '0 9 * * 5-6,0'],
    ['0 9 * * 6-7', '0 9 * * 6,0'],
    ['0 9 * * 1-7', '0 9 * * 0-6'],
    ['0 9 * * 0-7', '0 9 * * 0-6'],
    ['0 9 * * sat-sun', '0 9 * * sat,sun'],
    ['0 9 * * SAT-SUN', '0 9 * * SAT,sun'],
    ['0 9 * * fri-mon', '0 9 * * fri-sat,sun-mon'],
    ['0 9 * * 5-1', '0 9 * * 5-6,0-1'],
    ['0 9 * * 6-0', '0 9 * * 6,0'],
    ['0 9 * * mon,fri-sun', '0 9 * * mon,fri-sat,sun'],
    ['TZ=UTC 0 9 * * mon-fri', '0 9 * * mon-fri'],
    ['CRON_TZ=Etc/UTC @daily', '@daily'],
    ['TZ=UTC 0 9 * * 7', '0 9 * * 0'],
    ['0  9 * *  7', '0  9 * *  0'],
  ])('mends `%s`', (written, meant) => {
    expect(repairCron(written)).toBe(meant);
  });

  it.each([
    ['0 9 * * mon-fri'],
    ['0 9 7 7 *'],
    ['0 22-6 * * *'],
    ['TZ=Europe/Berlin 0 9 * * 1'],
    ['0 0 9 * * 7'],
    ['0 9 * * 7-2'],
    ['0 9 * * 1-7/2'],
    ['0 9 * * 1#2'],
    ['@dailyx'],
    [''],
  ])('leaves `%s` alone', (text) => {
    expect(repairCron(text)).toBe(text);
  });
});
