import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSource } from '../scripts/load-source.mjs';
import { writeManifests } from './manifests.mjs';

/** What the time of a run goes to, in one process: reading YAML, the layers and rules, each report. */
export async function benchPhases(root) {
  const { readSource, lintManifests, renderText, renderJson, renderSarif, Source, ruleMetas, docsOf } = await loadSource(root, 'bench/entry.ts');
  const texts = generate();
  const size = texts.reduce((sum, { text }) => sum + text.length, 0) / 1e6;
  for (let round = 0; round < 3; round++) {
    const manifests = time('read', size, () => texts.map(({ file, text }) => readSource(new Source(file, text))), round);
    const report = time('check', size, () => lintManifests(manifests, {}), round);
    const sources = new Map(manifests.map(({ source }) => [source.file, source]));
    time('text', size, () => renderText(report, sources, { version: '0' }), round);
    time('json', size, () => renderJson(report, sources, { version: '0' }), round);
    time('sarif', size, () => renderSarif(report, sources, { version: '0', metas: ruleMetas, docsOf, helpOf: () => undefined, root: '' }), round);
  }
}

function generate() {
  const folder = mkdtempSync(join(tmpdir(), 'karplint-bench-'));
  writeManifests(folder, { files: 200, documents: 10 });
  const files = readdirSync(folder, { recursive: true }).filter((file) => file.endsWith('.yaml'));
  const texts = files.map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }));
  rmSync(folder, { recursive: true, force: true });
  return texts;
}

/** Only the last round is shown: the ones before it warm the compiler up. */
function time(name, megabytes, work, round) {
  const start = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(start);
  const seconds = (user + system) / 1e6;
  if (round === 2)
    console.log(`${name.padEnd(6)} ${(seconds * 1000).toFixed(0).padStart(5)} ms CPU for 2,000 documents, ${(megabytes / seconds).toFixed(1)} MB/s`);
  return result;
}
