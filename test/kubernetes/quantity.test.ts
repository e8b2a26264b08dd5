import { expect, it } from 'vitest';
import { parseQuantity } from '../../src/kubernetes/quantity.ts';

it.each([
  ['500m', 0.5],
  ['1.5Gi', 1.5 * 2 ** 30],
  ['2e3', 2000],
  ['1E', 1e18],
  ['64M', 64e6],
  [4, 4],
  ['.5', 0.5],
  ['', undefined],
  ['12 Gi', undefined],
  ['${CPU}', undefined],
  ['1mi', undefined],
  [true, undefined],
])('%j is %s', (written, number) => {
  expect(parseQuantity(written)).toBe(number);
});
