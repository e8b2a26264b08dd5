import { describe, expect, it } from 'vitest';
import { parseDuration } from '../../src/karpenter/duration.ts';

describe('durations', () => {
  it.each([
    ['0', 0],
    ['0s', 0],
    ['90m', 5400],
    ['1h30m5s', 5405],
    ['1.5h', 5400],
    ['.5s', 0.5],
    ['-2m', -120],
    ['+2m', 120],
    ['30m1h', 5400],
    ['250ms', 0.25],
    ['3\u00b5s', 0.000003],
    ['2562047h47m16s', 9_223_372_036],
    ['-9223372036854775808ns', -9_223_372_036.854_776],
  ])('%s is %d seconds', (text, seconds) => {
    expect(parseDuration(text)).toEqual({ ok: true, seconds });
  });

  it.each([
    ['', 'it is empty'],
    ['-', 'it is empty'],
    ['5', 'its number `5` has no unit'],
    ['1h5', 'its number `5` has no unit'],
    ['30d', '`d` is not a unit; the longest is `h`'],
    ['1H', '`H` is not a unit; the longest is `h`'],
    ['1h 5m', '`h ` is not a unit; the longest is `h`'],
    ['Never', '`Never` does not begin with a number'],
    ['.s', '`.s` does not begin with a number'],
    ['2562048h', 'it is longer than 292 years, more than Karpenter can count'],
    ['1000000h1000000h1000000h', 'it is longer than 292 years, more than Karpenter can count'],
    ['9223372036854775808ns', 'it is longer than 292 years, more than Karpenter can count'],
  ])('%s is none: %s', (text, reason) => {
    expect(parseDuration(text)).toEqual({ ok: false, reason });
  });
});
