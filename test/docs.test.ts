import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Source } from '../src/core/source.ts';
import { ruleMetas } from '../src/linter.ts';
import { lintFixture, readStage } from './fixture.ts';

const folder = join(import.meta.dirname, '../docs/rules');
const pages = new Map(ruleMetas.map(({ id }) => [id, readFileSync(join(folder, `${id}.md`), 'utf8')]));

interface Example {
  readonly verdict: string;
  readonly stage: string;
  readonly text: string;
}

/** The files of an example: lines such as `# file: apps/pools.yaml` begin the next one. */
function filesOf(text: string): Source[] {
  const [first = '', ...rest] = text.split(/^# file: (.*)\n/m);
  const named = rest.flatMap((name, index) => (index % 2 === 0 ? [new Source(name, rest[index + 1] ?? '')] : []));
  return first === '' ? named : [new Source('example.yaml', first), ...named];
}

/** `yaml bad` and `yaml good` fences; words behind them set the stage as a fixture's first line does. */
function findExamples(page: string): Example[] {
  return [...page.matchAll(/^```yaml (bad|good)(.*)\n([^]*?)^```$/gm)].map(([, verdict = '', stage = '', text = '']) => ({
    verdict,
    stage: stage.trim(),
    text,
  }));
}

describe('docs/rules', () => {
  it('has one page for each rule and no other', () => {
    const files = readdirSync(folder).filter((name) => name !== 'README.md');
    expect(files.sort()).toEqual(ruleMetas.map(({ id }) => `${id}.md`).sort());
  });
});

describe.each(ruleMetas.map((meta) => [meta.id, meta] as const))('docs/rules/%s.md', (id, meta) => {
  const page = pages.get(id) ?? '';
  const examples = findExamples(page);

  it('says why, shows examples, and when not to use it', () => {
    const headings = [...page.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
    const wanted = ['Why it matters', 'Examples', ...(meta.options === undefined ? [] : ['Options']), 'When not to use it', 'References'];
    expect(headings).toEqual(wanted);
  });

  it('explains each option', () => {
    for (const option of Object.keys(meta.options ?? {})) expect(page.slice(page.indexOf('## Options'))).toContain(`\`${option}\``);
  });

  it('has a bad and a good example', () => {
    if (['internal-error', 'unreadable-file', 'baseline-entry-stale'].includes(id)) return;
    expect(examples.some(({ verdict }) => verdict === 'bad')).toBe(true);
    expect(examples.some(({ verdict }) => verdict === 'good')).toBe(true);
  });

  it.each(examples.map((example, index) => [`${example.verdict} example ${index + 1}`, example] as const))('%s', (_, { verdict, stage, text }) => {
    const rules = lintFixture(filesOf(text), readStage(`# fixture: ${stage}`.trim())).findings.map(({ rule }) => rule);
    if (verdict === 'bad') expect(rules).toContain(id);
    else expect(rules.filter((rule) => rule === id || ruleMetas.find((other) => other.id === rule)?.group === 'validity')).toEqual([]);
  });
});
