import { expect, it } from 'vitest';
import { canonicalInteger, parseQuantity } from '../../src/kubernetes/quantity.ts';

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

it.each([
  [0, '0'],
  [100, '100'],
  [1000, '1k'],
  [1500, '1500'],
  [3840, '3840'],
  [10_000, '10k'],
  [1_000_000, '1M'],
  [-2000, '-2k'],
  [1e21, '1000E'],
])('Kubernetes writes %d as %s', (value, text) => {
  expect(canonicalInteger(value)).toBe(text);
});
