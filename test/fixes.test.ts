import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { Source } from '../src/core/source.ts';
import { lintWorkspace, refusalsOf } from '../src/linter.ts';
import type { LintOptions } from '../src/linter.ts';
import { fixSession } from '../src/node/fix-session.ts';
import { toManifest } from '../src/node/read-manifests.ts';
import { loadFixtures } from './fixture.ts';
import type { Fixture } from './fixture.ts';

const folder = join(import.meta.dirname, '../fixtures/rules');
const fixtures = readdirSync(folder).flatMap((rule) =>
  existsSync(join(folder, rule)) ? loadFixtures(join(folder, rule)).map((fixture) => ({ rule, fixture })) : [],
);

function lint(texts: ReadonlyMap<string, string>, { stage }: Fixture) {
  const options: LintOptions = {
    preset: 'all',
    environment: { name: stage.environment, source: 'option' },
    config: { ignore: [], overrides: [], rules: new Map([...stage.options].map(([rule, settings]) => [rule, { options: settings }])) },
    ...(stage.karpenter === undefined ? {} : { karpenter: { version: stage.karpenter, source: 'option' } }),
  };
  const manifests = [...texts].map(([file, text]) => toManifest({ source: new Source(file, text) }, false));
  const sources = new Map(manifests.map(({ source }) => [source.file, source]));
  return { ...lintWorkspace(manifests, options), sources, lint: options, failures: [] };
}

function fix(texts: ReadonlyMap<string, string>, fixture: Fixture, unsafe: boolean) {
  const outcome = fixSession(lint(texts, fixture), { unsafe }, false);
  return { ...outcome, texts: new Map([...outcome.result.sources].map(([file, { text }]) => [file, text])) };
}

function textsOf({ sources }: Fixture, change: (text: string) => string = String): ReadonlyMap<string, string> {
  return new Map(sources.map(({ file, text }) => [file, change(text)]));
}

describe.each([
  ['safe', false],
  ['unsafe', true],
])('%s fixes of every fixture', (_, unsafe) => {
  it.each(fixtures.map(({ rule, fixture }) => [`${rule}/${fixture.name}`, fixture] as const))('%s', (_, fixture) => {
    const before = textsOf(fixture);
    const once = fix(before, fixture, unsafe);
    if (once.files.length === 0) return;
    expect(fix(once.texts, fixture, unsafe).files).toEqual([]);
    for (const { file, before: old, after } of once.files) {
      if (parseAllDocuments(old).every(({ errors }) => errors.length === 0)) {
        expect(parseAllDocuments(after).flatMap(({ errors }) => errors)).toEqual([]);
      }
      const [worse, known] = [after, old].map((text) => refusalsOf(toManifest({ source: new Source(file, text) }, false), once.result.lint));
      for (const [object, messages] of worse ?? []) expect(messages.length).toBeLessThanOrEqual(known?.get(object)?.length ?? 0);
    }
    if (!unsafe) return;
    const windows = fix(
      textsOf(fixture, (text) => text.replaceAll('\n', '\r\n')),
      fixture,
      unsafe,
    );
    expect(windows.texts).toEqual(new Map([...once.texts].map(([file, text]) => [file, text.replaceAll('\n', '\r\n')])));
  });
});
