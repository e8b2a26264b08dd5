import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Source } from '../src/core/source.ts';
import { lintManifests, readSource } from '../src/linter.ts';
import { packagedDatasets } from '../src/node/datasets.ts';
import { findMarkers } from './fixture.ts';

const folder = join(import.meta.dirname, '../fixtures/planted');
const files = readdirSync(folder).sort();
const good = 'good.yaml';

function lint(file: string) {
  const source = new Source(file, readFileSync(join(folder, file), 'utf8'));
  const { findings } = lintManifests([readSource(source)], { datasets: packagedDatasets(), now: new Date('2026-11-26') });
  return { source, findings };
}

// One typical mistake in each file, as other tools were measured with.
describe('planted mistakes', () => {
  it('are twenty-four', () => {
    expect(files.filter((file) => file !== good)).toHaveLength(24);
  });

  it.each(files.filter((file) => file !== good))('%s is found at its line', (file) => {
    const { source, findings } = lint(file);
    const markers = findMarkers(source);
    expect(markers.length).toBeGreaterThan(0);
    for (const { rule, line, message } of markers) {
      const there = findings.filter((finding) => finding.rule === rule && source.positionAt(finding.range.start).line === line);
      expect(there.map((finding) => `${finding.message} ${finding.help ?? ''}`).join('\n')).toContain(message ?? ' ');
    }
  });

  it('are all that is wrong with the file that they were planted in', () => {
    expect(lint(good).findings).toEqual([]);
  });
});
