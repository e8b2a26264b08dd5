#!/usr/bin/env node
// Writes every generated file of the project; with --check it only compares and fails when one is stale.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const check = process.argv.includes('--check');

const generators = [
  async () => (await import('./generate/validators.mjs')).generateValidators(),
  async () => (await import('./generate/rule-index.mjs')).generateRuleIndex(root),
  async () => (await import('./generate/rule-docs.mjs')).generateRuleDocs(root),
  async () => (await import('./generate/cli-docs.mjs')).generateCliDocs(root),
  async () => (await import('./generate/terminal-picture.mjs')).generateTerminalPicture(root),
];

let stale = 0;
for (const generate of generators) {
  for (const [path, text] of await generate()) {
    const target = join(root, path);
    const current = await readFile(target, 'utf8').catch(() => undefined);
    if (current === text) continue;
    stale++;
    if (check) console.error(`stale: ${path}`);
    else {
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, text);
      console.log(`wrote ${path}`);
    }
  }
}
if (check && stale > 0) {
  console.error('Run `npm run generate` and commit the result.');
  process.exitCode = 1;
}
