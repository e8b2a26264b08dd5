import { describe, expect, it } from 'vitest';
import { complementOf } from '../../src/karpenter/cron-complement.ts';

describe('complementOf', () => {
  it.each([
    ['0 9 * * *', '8h', { schedule: '0 17 * * *', duration: '16h' }],
    ['30 22 * * *', '90m', { schedule: '0 0 * * *', duration: '22h30m' }],
    ['@daily', '23h30m', { schedule: '30 23 * * *', duration: '30m' }],
    ['0 9 * * mon-fri', '8h', undefined],
    ['0 9,12 * * *', '1h', undefined],
    ['0 9 * * *', '24h', undefined],
    ['0 9 1 * *', '8h', undefined],
    ['nonsense', '8h', undefined],
  ])('%s for %s', (schedule, duration, expected) => {
    expect(complementOf(schedule, duration)).toEqual(expected);
  });
});
