import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../src/core/finding.ts';
import { createRules } from '../src/karpenter/admission/rules.ts';
import { lineOf, lintFixture, loadFixtures } from './fixture.ts';
import type { Fixture } from './fixture.ts';

const fixtures = loadFixtures(join(import.meta.dirname, '../fixtures/validity'));

/** What the general rules of the first three layers say. */
function findingsOf({ sources, stage }: Fixture): readonly Finding[] {
  return lintFixture(sources, stage).findings.filter(({ group }) => group === 'validity');
}

describe.each(fixtures.map((fixture) => [fixture.name, fixture] as const))('%s', (_, fixture) => {
  const findings = findingsOf(fixture);
  const describeFinding = (finding: Finding): string => `${lineOf(finding, fixture.sources)} ${finding.rule}`;

  it('meets every marker, and nothing else is said', () => {
    expect(findings.map(describeFinding).sort()).toEqual(fixture.markers.map(({ line, rule }) => `${line} ${rule}`).sort());
  });

  it('says what the markers say', () => {
    for (const { line, rule, message } of fixture.markers) {
      const there = findings.filter((finding) => describeFinding(finding) === `${line} ${rule}`);
      expect(there.map((finding) => finding.message).join('\n')).toContain(message ?? '');
    }
  });
});

describe('the rules of the CRDs', () => {
  const said = fixtures.flatMap(findingsOf).flatMap(({ serverMessage }) => serverMessage ?? []);

  it.each([...new Set(createRules.map(({ serverMessage }) => serverMessage))])('%s', (message) => {
    expect(said.filter((words) => words.endsWith(message)).length).toBeGreaterThan(0);
  });
});
