#!/usr/bin/env node
// Mutates manifests with a seed and compares karplint's verdicts with a judge that answers as the API server and the controller do.
// node scripts/fuzz-api.mjs --judge <program> --crds <folder of minors> --manifests <folder> [--count 2000] [--seed 1] [--surface 0.2] [--keep <folder>] [--through-crds]
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compareVerdicts } from './fuzz/compare.mjs';
import { askJudge } from './fuzz/judge.mjs';
import { createMutator } from './fuzz/mutate.mjs';
import { createRandom } from './fuzz/random.mjs';
import { loadSource } from './load-source.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { values: options } = parseArgs({
  options: {
    judge: { type: 'string' },
    crds: { type: 'string' },
    manifests: { type: 'string' },
    count: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    batch: { type: 'string', default: '1000' },
    surface: { type: 'string', default: '0.2' },
    keep: { type: 'string' },
    'through-crds': { type: 'boolean' },
  },
});
if ([options.judge, options.crds, options.manifests].includes(undefined)) {
  console.error('Usage: node scripts/fuzz-api.mjs --judge <program> --crds <folder of minors> --manifests <folder> [--count n] [--seed n] [--keep folder]');
  process.exit(2);
}

const karplint = await loadSource(root, 'scripts/conformance/entry.ts');
const random = createRandom(Number(options.seed));
const mutate = createMutator(readTexts(options.manifests), random, Number(options.surface));
const minors = readdirSync(options.crds).filter((minor) => karplint.knownVersions.includes(minor));
const definitions = new Map();
const count = Number(options.count);
const totals = { mutants: 0, verdicts: 0, accepted: 0, disagreements: 0 };

for (let done = 0; done < count; done += Number(options.batch)) {
  const texts = Array.from({ length: Math.min(Number(options.batch), count - done) }, () => mutate());
  judgeBatch(texts, chooseMinors());
  console.error(`${totals.mutants} mutants, ${totals.verdicts} verdicts, ${totals.disagreements} disagreements`);
}
console.log(
  `seed ${options.seed}: ${totals.mutants} mutants, ${totals.verdicts} verdicts (${totals.accepted} accepted), ${totals.disagreements} disagreements`,
);
process.exitCode = totals.disagreements === 0 ? 0 : 1;

function readTexts(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:ya?ml|json)$/.test(entry.name))
    .map((entry) => readFileSync(join(entry.parentPath ?? entry.path, entry.name), 'utf8'))
    .sort();
}

/** With --through-crds the definitions of a minor, read once. */
function definitionsOf(minor) {
  if (options['through-crds'] !== true) return undefined;
  if (!definitions.has(minor)) definitions.set(minor, karplint.loadCrds([minor], options.crds));
  return definitions.get(minor);
}

/** The newest minor, whose controller is judged too, and three others. */
function chooseMinors() {
  return [...new Set(['1.14', random.pick(minors), random.pick(minors), random.pick(minors)])];
}

function judgeBatch(texts, chosen) {
  const folder = mkdtempSync(join(tmpdir(), 'karplint-fuzz-'));
  try {
    texts.forEach((text, index) => writeFileSync(join(folder, `${index}.yaml`), text));
    const verdicts = askJudge({ judge: options.judge, folder, crds: chosen.map((minor) => join(options.crds, minor)) });
    texts.forEach((text, index) => {
      totals.mutants++;
      const complaints = chosen.flatMap((minor) => {
        const verdict = verdicts.get(`${index}.yaml ${minor}`);
        totals.verdicts++;
        totals.accepted += verdict?.accepted === false ? 0 : 1;
        return compareVerdicts(karplint, { text, minor, verdict, definitions: definitionsOf(minor) });
      });
      if (complaints.length > 0) report(text, complaints);
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function report(text, complaints) {
  totals.disagreements++;
  console.log(`#${totals.disagreements} ${complaints.join('\n    ')}`);
  if (options.keep === undefined) return;
  mkdirSync(options.keep, { recursive: true });
  writeFileSync(join(options.keep, `seed${options.seed}-${totals.disagreements}.yaml`), text);
}
