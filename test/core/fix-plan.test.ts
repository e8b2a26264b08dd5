import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/core/finding.ts';
import type { Fix } from '../../src/core/fix.ts';
import { isWantedFix, planFixes } from '../../src/core/fix-plan.ts';
import type { FixableFinding } from '../../src/core/fix-plan.ts';
import { Source } from '../../src/core/source.ts';

const text = 'one: 1 # about one\ntwo: &t 2\nthree: *t\n';
const sources = new Map(['a', 'b'].map((file) => [file, new Source(file, text)]));

function finding(edits: readonly (readonly [file: string, start: number, end: number, text: string])[], change: Partial<Finding> = {}): FixableFinding {
  const fix: Fix = {
    title: 'Mend it',
    safety: 'safe',
    edits: edits.map(([file, start, end, replacement]) => ({ file, range: { start, end }, text: replacement })),
  };
  const range = fix.edits[0]?.range ?? { start: 0, end: 0 };
  return {
    rule: 'r',
    group: 'cost',
    severity: 'note',
    layer: 'practice',
    message: '',
    file: 'a',
    range,
    docs: '',
    fingerprint: '',
    fix,
    ...change,
  } as FixableFinding;
}

function plan(...findings: FixableFinding[]) {
  const { taken, texts } = planFixes(findings, sources, () => true);
  return { taken: taken.map((each) => findings.indexOf(each)), a: texts.get('a') ?? text, b: texts.get('b') ?? text };
}

describe('planFixes', () => {
  it('takes fixes that do not touch each other, in whatever order', () => {
    expect(plan(finding([['a', 24, 24, '0']]), finding([['a', 5, 6, '7']]))).toEqual({
      taken: [0, 1],
      a: text.replace('1', '7').replace('two: ', 'two: 0'),
      b: text,
    });
  });

  it.each([
    ['overlap', finding([['a', 0, 6, 'x']]), finding([['a', 5, 8, 'y']])],
    ['insert at one place', finding([['a', 6, 6, 'x']]), finding([['a', 6, 6, 'y']])],
    ['insert where another begins', finding([['a', 5, 5, 'x']]), finding([['a', 5, 6, 'y']])],
  ])('leaves the second for the next pass where two %s', (_, first, second) => {
    expect(plan(first, second).taken).toEqual([0]);
    expect(plan(second, first).taken).toEqual([0]);
  });

  it('takes a fix of several edits whole or not at all', () => {
    const both = finding([
      ['a', 5, 6, 'x'],
      ['b', 5, 6, 'x'],
    ]);
    expect(plan(both)).toMatchObject({ a: text.replace('1', 'x'), b: text.replace('1', 'x') });
    expect(plan(finding([['b', 4, 7, 'y']]), both)).toMatchObject({ taken: [0], a: text });
  });

  it('makes an edit once that two fixes share', () => {
    expect(plan(finding([['a', 6, 6, 'x']]), finding([['a', 6, 6, 'x']]))).toEqual({ taken: [0, 1], a: text.replace('1', '1x'), b: text });
  });

  it('overwrites an alias only when nothing else is left to do in its file', () => {
    const alias = finding([['a', text.indexOf('*t'), text.indexOf('*t') + 2, '3']]);
    const anchor = finding([['a', text.indexOf('2'), text.indexOf('2') + 1, '3']]);
    expect(plan(alias, anchor).taken).toEqual([1]);
    expect(plan(alias).a).toBe(text.replace('*t', '3'));
  });
});

describe('isWantedFix', () => {
  const comment = finding([['a', 0, text.indexOf('\n') + 1, '']]);

  it('takes a fix that loses a comment for an unsafe one', () => {
    expect(isWantedFix(comment, { unsafe: false }, sources)).toBe(false);
    expect(isWantedFix(comment, { unsafe: true }, sources)).toBe(true);
    expect(isWantedFix({ ...comment, rule: 'unused-suppression' }, { unsafe: false }, sources)).toBe(true);
  });

  it('keeps to safe fixes, and to the rules that were named', () => {
    const unsafe = { ...finding([['a', 5, 6, '']]), fix: { title: '', safety: 'unsafe' as const, edits: [] } };
    expect(isWantedFix(unsafe, { unsafe: false }, sources)).toBe(false);
    expect(isWantedFix(finding([['a', 5, 6, '']]), { unsafe: false, rules: new Set(['s']) }, sources)).toBe(false);
    expect(isWantedFix(finding([['a', 5, 6, '']]), { unsafe: false, rules: new Set(['r']) }, sources)).toBe(true);
  });
});
