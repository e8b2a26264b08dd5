import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { unifiedDiff } from '../../src/reporters/unified-diff.ts';

it('says nothing of equal texts', () => {
  expect(unifiedDiff('a', 'x\n', 'x\n')).toBe('');
});

it('shows three lines around a change, and joins changes that are near', () => {
  const lines = Array.from({ length: 30 }, (_, index) => `line ${index}`);
  const changed = lines.with(10, 'changed').with(14, 'changed').with(28, 'changed');
  const diff = unifiedDiff('a b.yaml', `${lines.join('\n')}\n`, `${changed.join('\n')}\n`);
  expect(diff.split('\n').filter((line) => /^(?:@@|---|\+\+\+)/.test(line))).toEqual([
    '--- a/a b.yaml',
    '+++ b/a b.yaml',
    '@@ -8,11 +8,11 @@',
    '@@ -26,5 +26,5 @@',
  ]);
});

it('gives patches that Git applies, whatever the texts and the names', () => {
  const folder = mkdtempSync(join(tmpdir(), 'karplint-diff-'));
  try {
    const line = fc.constantFrom('a', 'b', 'c', '', '  x', '-- y', '++ z', '\\ q', 'd\r');
    const text = fc.tuple(fc.array(line, { maxLength: 25 }), fc.constantFrom('', '\n')).map(([lines, end]) => lines.join('\n') + (lines.length > 0 ? end : ''));
    const pairs = fc.sample(fc.tuple(text, text), { numRuns: 200, seed: 7 }).filter(([before]) => before !== '');
    const names = pairs.map((_, index) => (index % 3 === 0 ? `file ${index}` : index % 3 === 1 ? `späth-${index}` : `q"uo\\te\t${index}`));
    for (const [index, [before]] of pairs.entries()) writeFileSync(join(folder, names[index] ?? ''), before);
    const patch = pairs.map(([before, after], index) => unifiedDiff(names[index] ?? '', before, after)).join('');
    // An empty result makes Git keep the file, since the patch does not say that it is gone.
    execFileSync('git', ['apply', '--unidiff-zero', '--whitespace=nowarn', '-'], { cwd: folder, input: patch, stdio: 'pipe' });
    for (const [index, [, after]] of pairs.entries()) expect(readFileSync(join(folder, names[index] ?? ''), 'utf8')).toBe(after);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
