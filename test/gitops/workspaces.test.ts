import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Source } from '../../src/core/source.ts';
import { findMarkers, lineOf, lintFixture, readStage } from '../fixture.ts';

const folder = join(import.meta.dirname, '../../fixtures/workspaces');

/** Rules that a story is about; the others have fixtures of their own. */
const told = new Set([
  'yaml-syntax',
  'api-rejected',
  'unknown-field',
  'nodeclass-ref-unresolved',
  'duplicate-resource-name',
  'consolidation-disabled',
  'internal-error',
]);

function filesOf(story: string): Source[] {
  return readdirSync(join(folder, story), { recursive: true, encoding: 'utf8' })
    .filter((file) => statSync(join(folder, story, file)).isFile())
    .sort()
    .map((file) => new Source(file, readFileSync(join(folder, story, file), 'utf8')));
}

describe.each(readdirSync(folder))('%s', (story) => {
  const sources = filesOf(story);
  const { findings } = lintFixture(sources, readStage(sources[0]?.text ?? ''));

  it('says what its markers expect, and nothing else', () => {
    const markers = sources.flatMap(findMarkers);
    const shown = findings.filter(({ rule }) => told.has(rule) || markers.some((marker) => marker.rule === rule));
    const found = shown.map((finding) => `${finding.file}:${lineOf(finding, sources)} ${finding.rule}`);
    expect(found.sort()).toEqual(markers.map(({ file, line, rule }) => `${file}:${line} ${rule}`).sort());
    for (const { file, line, rule, message = '' } of markers) {
      const there = shown.filter((finding) => finding.file === file && finding.rule === rule && lineOf(finding, sources) === line);
      expect(there.map((finding) => `${finding.message} ${finding.help ?? ''} ${(finding.scopes ?? []).join(', ')}`).join('\n')).toContain(message);
    }
  });
});
