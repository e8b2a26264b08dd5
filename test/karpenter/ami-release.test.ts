import { expect, it } from 'vitest';
import { releaseOfAlias } from '../../src/karpenter/ami-release.ts';

it.each([
  ['al2023@v20250915', '2025-09-15', true],
  ['al2@v20240807', '2024-08-07', true],
  ['bottlerocket@v1.20.4', '2024-07-30', false],
  ['bottlerocket@1.26.0', '2024-10-24', false],
  ['bottlerocket@v1.0.3', '2023-01-24', false],
  ['bottlerocket@v1.99.0', undefined, undefined],
  ['al2023@latest', undefined, undefined],
  ['al2023@v20251399', undefined, undefined],
  ['al2023@1.2.3', undefined, undefined],
])('the release of %s', (alias, day, isExact) => {
  const release = releaseOfAlias(alias);
  expect(release?.date.toISOString().slice(0, 10)).toBe(day);
  expect(release?.isExact).toBe(isExact);
});
