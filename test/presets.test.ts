import { describe, expect, it } from 'vitest';
import { isIn } from '../src/core/rule.ts';
import type { Preset, RuleMeta } from '../src/core/rule.ts';

describe('isIn', () => {
  const rule = (preset: Preset, offIn?: readonly Preset[]): RuleMeta => ({
    ...{ id: 'ripe', group: 'cost', severity: 'note', kinds: [], summary: 'Ripe.', references: [] },
    preset,
    ...(offIn === undefined ? {} : { offIn }),
  });

  it.each([
    ['recommended', rule('essential'), true],
    ['recommended', rule('recommended'), true],
    ['recommended', rule('all'), false],
    ['essential', rule('recommended'), false],
    ['essential', rule('essential', ['recommended']), true],
    ['recommended', rule('essential', ['recommended']), false],
    ['all', rule('essential', ['recommended']), true],
  ] as const)('%s', (preset, meta, expected) => {
    expect(isIn(preset, meta)).toBe(expected);
  });
});
