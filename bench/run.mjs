#!/usr/bin/env node
// Runs the benchmarks, or those that are named, on what `npm run build` made.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { benchColdStart } from './cold-start.mjs';
import { benchLanguageServer } from './language-server.mjs';
import { benchManyDocuments } from './many-documents.mjs';
import { benchPhases } from './phases.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const cli = join(root, 'dist/cli.cjs');
const benchmarks = {
  'cold-start': () => benchColdStart(cli),
  'many-documents': () => benchManyDocuments(cli),
  'language-server': () => benchLanguageServer(cli),
  phases: () => benchPhases(root),
};

const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(benchmarks);
for (const name of wanted) {
  if (!Object.hasOwn(benchmarks, name)) throw new Error(`There is no benchmark ${name}; there are ${Object.keys(benchmarks).join(', ')}.`);
  await benchmarks[name]();
}
