#!/usr/bin/env node
// Makes CustomResourceDefinitions and objects from a seed, and compares what karplint says through --crd with a judge.
// node scripts/fuzz-crds.mjs --judge <program> [--count 50] [--objects 40] [--seed 1] [--keep <folder>]
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { lintLayers, toServerPath } from './conformance/api.mjs';
import { createRandom } from './fuzz/random.mjs';
import { createCrd, createObject } from './fuzz/random-crd.mjs';
import { loadSource } from './load-source.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { values: options } = parseArgs({
  options: {
    judge: { type: 'string' },
    count: { type: 'string', default: '50' },
    objects: { type: 'string', default: '40' },
    seed: { type: 'string', default: '1' },
    keep: { type: 'string' },
  },
});
if (options.judge === undefined) {
  console.error('Usage: node scripts/fuzz-crds.mjs --judge <program> [--count n] [--objects n] [--seed n] [--keep folder]');
  process.exit(2);
}

const karplint = await loadSource(root, 'scripts/conformance/entry.ts');
const random = createRandom(Number(options.seed));
const totals = { definitions: 0, unusable: 0, objects: 0, accepted: 0, disagreements: 0 };

for (let index = 0; index < Number(options.count); index++) judgeDefinition(createCrd(random));
console.log(
  `seed ${options.seed}: ${totals.definitions} definitions (${totals.unusable} that no server takes), ${totals.objects} objects (${totals.accepted} accepted), ${totals.disagreements} disagreements`,
);
process.exitCode = totals.disagreements === 0 ? 0 : 1;

function judgeDefinition(crd) {
  const folder = mkdtempSync(join(tmpdir(), 'karplint-fuzz-'));
  try {
    mkdirSync(join(folder, 'crds'));
    writeFileSync(join(folder, 'crds/thing.yaml'), JSON.stringify(crd, null, 1));
    totals.definitions++;
    if (spawnSync(options.judge, ['--crds', join(folder, 'crds'), '--check-crds']).status !== 0) {
      totals.unusable++;
      return;
    }
    const texts = Array.from({ length: Number(options.objects) }, () => JSON.stringify(createObject(random, crd), null, 1));
    compareObjects(folder, texts);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function compareObjects(folder, texts) {
  const files = texts.map((text, index) => {
    const file = join(folder, `${index}.json`);
    writeFileSync(file, text);
    return file;
  });
  const { stdout } = spawnSync(options.judge, ['--crds', join(folder, 'crds'), ...files], { encoding: 'utf8', maxBuffer: 2 ** 30 });
  const verdicts = new Map(
    stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
      .map((verdict) => [verdict.file, verdict]),
  );
  const definitions = karplint.loadCrds(['crds'], folder);
  files.forEach((file, index) => compareObject({ folder, text: texts[index], verdict: verdicts.get(file), definitions }));
}

/** The fields that only one of the two complains about; rules and choices between schemas speak of a parent. */
function missedPlaces({ errors }, findings) {
  // The server names no place for a choice between schemas, and the form that came nearest as well.
  if (errors.some(({ field }) => field === '<nil>')) return [];
  const found = findings.filter(({ rule }) => rule === 'api-rejected').map(({ path }) => plain(toServerPath(path)));
  const wanted = errors.map(({ field }) => plain(field));
  const isNear = (a, b) => a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`) || b === '';
  return [...wanted.filter((field) => !found.some((path) => isNear(path, field))), ...found.filter((path) => !wanted.some((field) => isNear(path, field)))];
}

/** Items and entries as steps like any other. */
function plain(place) {
  return place.replace(/\[([^\]]*)\]/g, '.$1').replace(/^\./, '');
}

function compareObject({ folder, text, verdict, definitions }) {
  totals.objects++;
  totals.accepted += verdict.accepted ? 1 : 0;
  const findings = lintLayers(karplint, karplint.decode(Buffer.from(text), 'thing.json'), { version: '1.14', definitions });
  const said = findings.map(({ rule, path, message }) => `${rule} ${toServerPath(path ?? [])}: ${message}`);
  const unknown = findings.filter(({ rule }) => rule === 'unknown-field').map(({ path }) => plain(toServerPath(path)));
  // An object inside that cannot be read is looked at no further by the server, and on by karplint.
  const isUnread = verdict.errors.some(({ type }) => type === 'DecodeError');
  const isSame = isUnread || JSON.stringify(unknown.sort()) === JSON.stringify(verdict.unknownFields.map(plain).sort());
  if ((findings.length === 0) === verdict.accepted && isSame && (isUnread || missedPlaces(verdict, findings).length === 0)) return;
  totals.disagreements++;
  const wanted = [...verdict.errors.map(({ field, message }) => `${field}: ${message}`), ...verdict.unknownFields.map((field) => `unknown ${field}`)];
  console.log(`#${totals.disagreements} judge: ${wanted.join(' | ') || 'accepted'}\n    karplint: ${said.join(' | ') || 'accepted'}`);
  if (options.keep === undefined) return;
  mkdirSync(options.keep, { recursive: true });
  writeFileSync(join(options.keep, `seed${options.seed}-${totals.disagreements}.json`), text);
  spawnSync('cp', [join(folder, 'crds/thing.yaml'), join(options.keep, `seed${options.seed}-${totals.disagreements}-crd.yaml`)]);
}
