import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'karplint-pre-commit-'));
const hooks = join(folder, 'karplint');
const repository = join(folder, 'repository');
const environment = { ...process.env, PRE_COMMIT_HOME: join(folder, 'home'), PATH: `${join(folder, 'venv/bin')}:${process.env['PATH'] ?? ''}` };

const pool = `apiVersion: karpenter.sh/v1
kind: NodePool
metadata:
  name: apples
spec:
  limits: { cpu: 100, memory: 400Gi }
  disruption:
    consolidateAfter: 5m
  template:
    spec:
      terminationGracePeriod: 24h
      nodeClassRef: { group: karpenter.k8s.aws, kind: EC2NodeClass, name: default }
      requirements: []
`;

function git(where: string, ...args: string[]): string {
  return execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'init.defaultBranch=main', ...args], {
    cwd: where,
    encoding: 'utf8',
    env: environment,
  });
}

/** A repository with the project as it stands, since pre-commit installs hooks from Git. */
function copyProject(): string {
  const files = git(root, 'ls-files', '-z', '--cached', '--others', '--exclude-standard')
    .split('\0')
    .filter((file) => file !== '');
  for (const file of files) {
    mkdirSync(dirname(join(hooks, file)), { recursive: true });
    cpSync(join(root, file), join(hooks, file));
  }
  git(hooks, 'init', '-q');
  git(hooks, 'add', '-A');
  git(hooks, 'commit', '-q', '-m', 'Copy the project');
  return git(hooks, 'rev-parse', 'HEAD').trim();
}

function configure(hook: string, revision: string): void {
  writeFileSync(join(repository, '.pre-commit-config.yaml'), `repos:\n  - repo: ${hooks}\n    rev: ${revision}\n    hooks:\n      - id: ${hook}\n`);
}

function commit(message: string) {
  git(repository, 'add', '-A');
  const args = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', 'commit', '-q', '-m', message];
  const { status, stdout, stderr } = spawnSync('git', args, { cwd: repository, encoding: 'utf8', env: environment });
  return { status, output: `${stdout}${stderr}` };
}

let revision: string;

beforeAll(() => {
  execFileSync('python3', ['-m', 'venv', join(folder, 'venv')]);
  execFileSync(join(folder, 'venv/bin/pip'), ['install', '-q', '--disable-pip-version-check', 'pre-commit']);
  revision = copyProject();
  mkdirSync(repository);
  git(repository, 'init', '-q');
  configure('karplint', revision);
  execFileSync('pre-commit', ['install', '--install-hooks'], { cwd: repository, env: environment });
}, 600_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('pre-commit', () => {
  it('lets a good commit through and passes over what is no manifest', () => {
    writeFileSync(join(repository, 'pool.yaml'), pool);
    writeFileSync(join(repository, 'compose.yaml'), 'services:\n  web: { image: nginx }\n');
    const { status, output } = commit('Add a pool');
    expect(output).toMatch(/karplint\.+Passed/);
    expect(status).toBe(0);
  });

  it('stops a bad commit with a message that names the line', () => {
    writeFileSync(join(repository, 'pool.yaml'), pool.replace('consolidateAfter', 'consolidateAfer'));
    const { status, output } = commit('Break it');
    expect(status).not.toBe(0);
    expect(output).toMatch(/karplint\.+Failed/);
    expect(output).toContain('Did you mean `consolidateAfter`?');
    expect(output).toMatch(/^\s*8 │/m);
    git(repository, 'checkout', '-q', 'HEAD', '--', 'pool.yaml');
  });

  it('looks at changed lines only where that is asked for', () => {
    const old = pool.replace('consolidateAfter: 5m', 'consolidateAfter: 5m\n    consolidationPolcy: WhenEmpty');
    writeFileSync(join(repository, 'old.yaml'), old);
    git(repository, 'add', '-A');
    git(repository, 'commit', '-q', '--no-verify', '-m', 'An old mistake');
    configure('karplint-changed', revision);
    writeFileSync(join(repository, 'old.yaml'), `${old}# a comment\n`);
    expect(commit('Touch it').status).toBe(0);
    expect(readFileSync(join(repository, 'old.yaml'), 'utf8')).toContain('a comment');
  });
});
