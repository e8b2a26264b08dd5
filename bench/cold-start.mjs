import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeManifests } from './manifests.mjs';
import { median, medianRatio, runInTurn } from './measure.mjs';

/** Goal: at most this many times the CPU time of a Node that does nothing. */
const goal = 1.6;

/** One small file, as an editor or a commit hook lints it. */
export function benchColdStart(cli) {
  const folder = mkdtempSync(join(tmpdir(), 'karplint-bench-'));
  writeManifests(folder, { files: 1, documents: 2 });
  const file = join(folder, 'team-0/manifests-0.yaml');
  const [lint, bare] = runInTurn(
    [
      [process.execPath, cli, file],
      [process.execPath, '-e', '0'],
    ],
    { times: 15, folder },
  );
  rmSync(folder, { recursive: true, force: true });
  const ratio = medianRatio(lint, bare);
  console.log(`cold start, one file: ${(median(lint) * 1000).toFixed(0)} ms CPU, ${ratio.toFixed(2)} times \`node -e 0\` (goal ${goal})`);
}
