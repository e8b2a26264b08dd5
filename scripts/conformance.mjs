#!/usr/bin/env node
// Compares karplint with the verdicts of the real thing, prints the agreement of each set, and fails below the committed floor.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { judgeApi, judgeCrds } from './conformance/api.mjs';
import { judgeFormats } from './conformance/formats.mjs';
import { judgeFixes } from './conformance/fixes.mjs';
import { judgeCorpus } from './conformance/corpus.mjs';
import { judgeReading } from './conformance/reading.mjs';
import { judgeInstances } from './conformance/instances.mjs';
import { loadSource } from './load-source.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const cases = resolve(root, process.env.KARPLINT_CONFORMANCE ?? '../shared/conformance');
const isVerbose = process.argv.includes('--verbose');

if (!existsSync(cases)) {
  console.log('There is no conformance folder here; nothing to compare.');
  console.log('0 passed, 0 failed');
  process.exit(0);
}

const karplint = await loadSource(root, 'scripts/conformance/entry.ts');
const floor = JSON.parse(readFileSync(join(root, 'test/conformance-floor.json'), 'utf8'));
const crds = resolve(cases, '../crds');
const sets = [
  ...judgeApi(karplint, join(cases, 'api')),
  ...judgeCrds(karplint, join(cases, 'api'), crds),
  ...judgeCorpus(karplint, join(cases, 'corpus')),
  ...judgeReading(karplint, join(cases, 'corpus/files')),
  ...judgeFixes(await loadSource(root, 'scripts/conformance/fixes-entry.ts'), join(cases, 'corpus')),
  ...judgeFormats(await loadSource(root, 'scripts/conformance/formats-entry.ts'), join(cases, 'corpus'), root),
  ...judgeInstances({ ...karplint, root }, join(cases, 'instances')),
];

let passed = 0;
let failed = 0;
for (const { name, agreed, total, disagreements } of sets) {
  const share = total === 0 ? 1 : agreed / total;
  const least = floor[name] ?? 0;
  const isBelow = share < least;
  passed += isBelow ? 0 : 1;
  failed += isBelow ? 1 : 0;
  console.log(`${isBelow ? 'BELOW' : 'ok   '} ${name.padEnd(40)} ${agreed}/${total} ${(share * 100).toFixed(2)} % (floor ${(least * 100).toFixed(2)} %)`);
  if (isVerbose || isBelow) for (const line of disagreements.slice(0, isVerbose ? Infinity : 20)) console.log(`        ${line}`);
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
