#!/usr/bin/env node
// Compares the authored schemas with the CRDs that Karpenter published, one folder per minor, and lists every difference.
import { readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { readAuthored } from './generate/validators.mjs';
import { acceptExpressions, compareRules, loadRules, writeExpressions } from './check-schemas/rules.mjs';
import { compareNodes } from './check-schemas/structure.mjs';
import { loadSource } from './load-source.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { projectSchema, holdsIn } = await loadSource(root, 'src/schemas/project.ts');
const { knownVersions } = await loadSource(root, 'src/karpenter/versions.ts');
const authored = [...(await readAuthored()).values()].filter(({ group }) => group !== '');

const celRules = await loadRules(root);

const accepts = process.argv.includes('--accept');
const folders = process.argv.slice(2).filter((argument) => argument !== '--accept');
if (folders.length === 0) {
  console.error('Usage: node scripts/check-schemas.mjs [--accept] <folder of CRDs, named after a minor> …');
  console.error('--accept takes the expressions of the rules in the CRDs for known.');
  process.exit(2);
}
let differences = 0;
let compared = 0;
let folderCount = 0;
for (const folder of folders.map((path) => resolve(path)).sort(byMinor)) {
  const minor = basename(folder);
  if (byMinor(minor, knownVersions[0]) < 0) {
    console.log(`${minor} is older than ${knownVersions[0]}, the oldest minor that karplint knows; passed over`);
    continue;
  }
  folderCount++;
  for (const line of compareFolder(folder, minor)) {
    differences++;
    console.log(`${minor} ${line}`);
  }
}
if (accepts) writeExpressions();
console.log(differences === 0 ? `${compared} kinds in ${folderCount} folders agree with the authored schemas` : `${differences} differences`);
process.exitCode = differences === 0 ? 0 : 1;

function compareFolder(folder, minor) {
  const published = readVersions(folder);
  const served = authored.filter((schema) => holdsIn(schema, minor));
  const lines = [];
  for (const { group, version, kind } of served) {
    const isThere = published.some((entry) => entry.group === group && entry.version === version && entry.kind === kind);
    if (!isThere) lines.push(`${kind} ${group}/${version}: authored, but no CRD serves it`);
  }
  for (const entry of published) {
    const schema = served.find(({ group, version, kind }) => entry.group === group && entry.version === version && entry.kind === kind);
    const name = `${entry.kind} ${entry.group}/${entry.version}`;
    if (accepts) acceptExpressions(entry);
    if (schema === undefined) lines.push(`${name}: served by a CRD, but not authored`);
    else lines.push(...compareVersion(entry, schema, minor).map((line) => `${name} ${line}`));
    compared++;
  }
  return lines;
}

function compareVersion(entry, schema, minor) {
  const lines = compareNodes(entry.schema, projectSchema(schema, minor));
  if (entry.scope !== schema.scope) lines.push(`scope: CRD ${entry.scope}, authored ${schema.scope}`);
  const { status, scale } = schema.subresources;
  const subresources = { ...(status && { status: {} }), ...(scale && holdsIn(scale, minor) && { scale: paths(scale) }) };
  if (!isDeepStrictEqual(subresources, entry.subresources)) {
    lines.push(`subresources: CRD ${JSON.stringify(entry.subresources)}, authored ${JSON.stringify(subresources)}`);
  }
  return [
    ...lines,
    ...compareRules(
      entry,
      celRules.filter((rule) => holdsIn(rule, minor)),
    ),
  ];
}

function paths({ specReplicasPath, statusReplicasPath }) {
  return { specReplicasPath, statusReplicasPath };
}

/** Every version that the CRDs of a folder serve. */
function readVersions(folder) {
  const files = readdirSync(folder).filter((file) => /\.ya?ml$/.test(file));
  const crds = files.flatMap((file) => parseAllDocuments(readFileSync(join(folder, file), 'utf8')).map((document) => document.toJS()));
  return crds
    .filter((crd) => crd?.kind === 'CustomResourceDefinition')
    .flatMap(({ spec }) =>
      spec.versions
        .filter(({ served }) => served)
        .map(({ name, schema, subresources = {} }) => {
          const { group, scope, names } = spec;
          return { group, version: name, kind: names.kind, scope, subresources, schema: schema.openAPIV3Schema };
        }),
    );
}

function byMinor(a, b) {
  const [majorA, minorA] = basename(a).split('.').map(Number);
  const [majorB, minorB] = basename(b).split('.').map(Number);
  return majorA - majorB || minorA - minorB;
}
