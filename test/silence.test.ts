import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Finding } from '../src/core/finding.ts';
import { Source } from '../src/core/source.ts';
import { lintManifests, readSource } from '../src/linter.ts';

const folder = join(import.meta.dirname, '../fixtures/rules');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.yaml'))
  .sort();

/** What is found in all fixtures at once, with something written at the end of each file. */
function findingsWith(ending: string): string[] {
  const manifests = files.map((file) => readSource(new Source(file, readFileSync(join(folder, file), 'utf8') + ending)));
  const { findings } = lintManifests(manifests, { preset: 'all', now: new Date('2026-01-01') });
  return findings.map(({ rule, file, range, message }: Finding) => `${file}:${range.start} ${rule} ${message}`);
}

it('finds the same whether or not rules are run again on what they were silent about', () => {
  // Where there may be an alias, every rule is run on every object.
  const everyRule = findingsWith('\n# &\n');
  expect(everyRule.length).toBeGreaterThan(1000);
  expect(findingsWith('\n# .\n')).toEqual(everyRule);
}, 60_000);
