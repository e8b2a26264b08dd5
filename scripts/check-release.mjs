#!/usr/bin/env node
// Holds a tag to package.json and the changelog, and prints the notes of its version: `node scripts/check-release.mjs v1.2.3`.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [tag = ''] = process.argv.slice(2);
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');

const notes = changelog.split(/^## /m).find((section) => section.startsWith(`${version} `) || section.startsWith(`${version}\n`));
if (tag !== `v${version}`) fail(`The tag is \`${tag}\`, and package.json has the version ${version}: they must agree.`);
if (notes === undefined) fail(`CHANGELOG.md has no section \`## ${version}\`; rename \`## Unreleased\`.`);
process.stdout.write(`${notes.slice(notes.indexOf('\n')).trim()}\n`);

function fail(message) {
  console.error(message);
  process.exit(1);
}
