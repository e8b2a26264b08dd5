import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { Finding } from '../src/core/finding.ts';
import { applyEdits } from '../src/core/fix.ts';
import { Source } from '../src/core/source.ts';
import { ruleMetas } from '../src/linter.ts';
import { rules } from '../src/rules/index.ts';
import { lineOf, lintFixture, loadFixtures } from './fixture.ts';
import type { Fixture } from './fixture.ts';

const fixturesFolder = join(import.meta.dirname, '../fixtures/rules');

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  const folder = join(fixturesFolder, id);
  const fixtures = existsSync(folder) ? loadFixtures(folder) : [];

  it('has a fixture that fires and one that stays silent', () => {
    const fires = fixtures.filter(({ markers }) => markers.some((marker) => marker.rule === id));
    expect(fires.length).toBeGreaterThan(0);
    expect(fixtures.length - fires.length).toBeGreaterThan(0);
  });

  it.each(fixtures.map((fixture) => [fixture.name, fixture] as const))('%s: every marker is met and nothing else is said', (_, fixture) => {
    const named = new Set([id, ...fixture.markers.map((marker) => marker.rule)]);
    const findings = lintFixture(fixture.sources, fixture.stage).findings.filter(({ rule, group }) => named.has(rule) || group === 'validity');
    const found = findings.map((finding) => describeFinding(finding, fixture));
    const expected = fixture.markers.map(({ file, line, rule }) => `${file}:${line} ${rule}`);
    expect(found.sort()).toEqual(expected.sort());
    for (const marker of fixture.markers) {
      const there = findings.filter((finding) => describeFinding(finding, fixture) === `${marker.file}:${marker.line} ${marker.rule}`);
      expect(there.map(({ message, help }) => `${message} ${help ?? ''}`).join('\n')).toContain(marker.message ?? '');
      if (marker.severity !== undefined) expect(there.map(({ severity }) => severity)).toContain(marker.severity);
    }
  });

  it('is missed by its fixtures once it says nothing', () => {
    const muted = vi.spyOn(rule, 'check').mockReturnValue([]);
    const meets = fixtures.every(({ sources, markers, stage }) => {
      const spoke = lintFixture(sources, stage).findings.filter((finding) => finding.rule === id);
      return spoke.length === markers.filter((marker) => marker.rule === id).length;
    });
    muted.mockRestore();
    expect(meets).toBe(false);
  });

  const fixed = fixtures.filter(({ sources }) => sources.some(({ file }) => existsSync(join(folder, fixedName(file)))));
  if (rule.fix !== undefined) {
    it('has a fixture for its fix', () => {
      expect(fixed.length).toBeGreaterThan(0);
    });
  }

  it.each(fixed.map((fixture) => [fixture.name, fixture] as const))('%s: its fix gives the fixed files, once and for all', (_, { sources, stage }) => {
    const edits = fixesOf(lintFixture(sources, stage).findings, id);
    const after = sources.map(
      ({ file, text }) =>
        new Source(
          file,
          applyEdits(
            text,
            edits.filter((edit) => edit.file === file),
          ),
        ),
    );
    for (const { file, text } of after) {
      const expected = join(folder, fixedName(file));
      expect(text).toBe(readFileSync(existsSync(expected) ? expected : join(folder, file), 'utf8'));
    }
    const again = lintFixture(after, stage).findings;
    expect(fixesOf(again, id)).toEqual([]);
    expect(again.filter(({ group }) => group === 'validity')).toEqual([]);
  });

  it('gives only the kind of fix that it declares', () => {
    const fixes = fixtures
      .flatMap(({ sources, stage }) => lintFixture(sources, stage).findings)
      .flatMap((finding) => (finding.rule === id && finding.fix ? [finding.fix] : []));
    expect(fixes.filter(({ safety }) => rule.fix === undefined || (rule.fix === 'safe' && safety === 'unsafe'))).toEqual([]);
  });
});

describe('rule metadata', () => {
  it('has no id twice', () => {
    expect(new Set(ruleMetas.map(({ id }) => id)).size).toBe(ruleMetas.length);
  });

  it.each(ruleMetas.map((meta) => [meta.id, meta] as const))('%s is described in one sentence and has a source', (_, meta) => {
    expect(meta.summary).toMatch(/^[A-Z`].*\.$/);
    expect(meta.references.length).toBeGreaterThan(0);
    expect(meta.id).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);
  });
});

function describeFinding(finding: Finding, fixture: Fixture): string {
  return `${finding.file}:${lineOf(finding, fixture.sources)} ${finding.rule}`;
}

function fixedName(name: string): string {
  return name.replace(/\.(ya?ml|json)$/, '.fixed.$1');
}

function fixesOf(findings: readonly Finding[], rule: string) {
  return findings.filter((finding) => finding.rule === rule).flatMap(({ fix }) => fix?.edits ?? []);
}
