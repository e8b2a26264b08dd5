#!/usr/bin/env node
// Empties the check of each rule in turn and looks whether its fixtures notice; a rule that none of them misses is not tested.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadSource } from './load-source.mjs';

const root = join(import.meta.dirname, '..');
const { lineOf, lintFixture, loadFixtures, rules } = await loadSource(root, 'scripts/mutate-rules/entry.ts');

let noticed = 0;
const missed = [];
for (const rule of rules) {
  const folder = join(root, 'fixtures/rules', rule.id);
  const fixtures = existsSync(folder) ? loadFixtures(folder) : [];
  const { check } = rule;
  const isSound = fixtures.every((fixture) => meetsMarkers(fixture, rule.id));
  rule.check = () => [];
  if (isSound && fixtures.some((fixture) => !meetsMarkers(fixture, rule.id))) noticed++;
  else missed.push(rule.id);
  rule.check = check;
}

for (const id of missed) console.log(`not noticed: ${id}`);
console.log(`${noticed} passed, ${missed.length} failed`);
process.exitCode = missed.length === 0 ? 0 : 1;

function meetsMarkers({ sources, markers, stage }, id) {
  const findings = lintFixture(sources, stage).findings.filter(({ rule }) => rule === id);
  const found = findings.map((finding) => `${finding.file}:${lineOf(finding, sources)}`).sort();
  const expected = markers.filter(({ rule }) => rule === id).map(({ file, line }) => `${file}:${line}`);
  return JSON.stringify(found) === JSON.stringify(expected.sort());
}
