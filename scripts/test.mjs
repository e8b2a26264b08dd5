#!/usr/bin/env node
// Runs every check of the project, shows each one's outcome, and counts the tests: the last line is `N passed, N failed`.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const checks = ['typecheck', 'lint', 'layers', 'dead-code', 'fresh', 'unit', 'build', 'end-to-end', 'package-check'];
const folder = mkdtempSync(join(tmpdir(), 'karplint-test-'));
let passed = 0;
let failed = 0;

for (const check of checks) {
  const result = join(folder, `${check}.json`);
  const isVitest = check === 'unit' || check === 'end-to-end';
  const reporters = isVitest ? ['--', '--reporter=dot', '--reporter=json', `--outputFile.json=${result}`] : [];
  const started = Date.now();
  const { status } = spawnSync('npm', ['run', '--silent', check, ...reporters], { stdio: 'inherit', shell: process.platform === 'win32' });
  const counts = isVitest ? countTests(result) : { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1 };
  // A runner that dies before it counts anything has failed.
  if (status !== 0 && counts.failed === 0) counts.failed = 1;
  passed += counts.passed;
  failed += counts.failed;
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${check} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
}

rmSync(folder, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function countTests(path) {
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(path, 'utf8'));
    return { passed: numPassedTests, failed: numFailedTests };
  } catch {
    return { passed: 0, failed: 1 };
  }
}
