import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeManifests } from './manifests.mjs';
import { median, medianRatio, peakMemory, run, runInTurn } from './measure.mjs';

/** Goal: at most this many times the CPU time of kubeconform, which checks nothing but the schema. */
const goal = 1;

/** 10,000 documents in 1,000 files, beside kubeconform with JSON schemas of the same kinds, where it is installed. */
export function benchManyDocuments(cli) {
  const folder = mkdtempSync(join(tmpdir(), 'karplint-bench-'));
  const schemas = mkdtempSync(join(tmpdir(), 'karplint-bench-schemas-'));
  writeManifests(folder, { files: 1000, documents: 10 });
  const lint = [process.execPath, cli, '.', '--format', 'json'];
  run([process.execPath, cli, 'schema', '--all', '--output', schemas], folder);
  const kubeconform = ['kubeconform', '-schema-location', join(schemas, '{{ .ResourceKind }}_{{ .ResourceAPIVersion }}.json'), '-strict', '.'];
  const hasKubeconform = spawnSync('kubeconform', ['-v']).status === 0;
  const [own, other] = runInTurn(hasKubeconform ? [lint, kubeconform] : [lint], { times: 5, folder });
  const beside =
    other === undefined
      ? 'kubeconform is not installed'
      : `${medianRatio(own, other).toFixed(2)} times kubeconform's ${median(other).toFixed(2)} s (goal ${goal})`;
  console.log(`10,000 documents in 1,000 files: ${median(own).toFixed(2)} s CPU, ${beside}`);
  console.log(`  peak memory ${peakMemory(lint.slice(1), folder).toFixed(0)} MiB`);
  for (const path of [folder, schemas]) rmSync(path, { recursive: true, force: true });
}
