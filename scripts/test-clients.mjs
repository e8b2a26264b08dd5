#!/usr/bin/env node
// Tries karplint with the programs that it works beside: installs those that are missing, then runs test/clients against the build.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** How each program is installed where it is missing: Debian's packages, and Go's. */
const programs = [
  { command: 'nvim', debian: 'neovim' },
  { command: 'chromium', debian: 'chromium' },
  { command: 'xmllint', debian: 'libxml2-utils' },
  { command: 'reviewdog', go: 'github.com/reviewdog/reviewdog/cmd/reviewdog@v0.21.0' },
  { command: 'kustomize', go: 'sigs.k8s.io/kustomize/kustomize/v5@v5.7.1' },
  { command: 'helm', go: 'helm.sh/helm/v3/cmd/helm@v3.19.0' },
];

const goFolder = join(run('go', ['env', 'GOPATH']).stdout?.trim() || join(process.env.HOME ?? tmpdir(), 'go'), 'bin');
process.env.PATH = `${process.env.PATH}${delimiter}${goFolder}`;

installMissing();
const result = join(mkdtempSync(join(tmpdir(), 'karplint-clients-')), 'result.json');
const { status } = spawnSync(
  'npx',
  ['vitest', 'run', '--config', 'vitest.clients.config.ts', '--reporter=default', '--reporter=json', `--outputFile.json=${result}`],
  {
    stdio: 'inherit',
  },
);
const { passed, failed } = countTests();
rmSync(result, { force: true });
console.log(`${passed} passed, ${failed + (status !== 0 && failed === 0 ? 1 : 0)} failed`);
process.exitCode = status ?? 1;

function installMissing() {
  const missing = programs.filter(({ command }) => run(command, ['--version']).error !== undefined && run(command, ['version']).error !== undefined);
  const debian = missing.flatMap((program) => program.debian ?? []);
  if (debian.length > 0) {
    run('apt-get', ['update', '-qq']);
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...debian], {
      stdio: 'ignore',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  }
  for (const { go } of missing) if (go !== undefined) run('go', ['install', go], { stdio: 'inherit' });
}

function run(command, args, options = {}) {
  return spawnSync(command, args, { encoding: 'utf8', ...options });
}

function countTests() {
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(result, 'utf8'));
    return { passed: numPassedTests, failed: numFailedTests };
  } catch {
    return { passed: 0, failed: 1 };
  }
}
