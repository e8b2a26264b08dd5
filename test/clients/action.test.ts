import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'karplint-action-'));
const repository = join(folder, 'repository');

interface Step {
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string; readonly description: string }>>;
  readonly runs: { readonly steps: readonly Step[] };
}

const action = parse(readFileSync(join(root, 'action.yml'), 'utf8')) as Action;
const [lint] = action.runs.steps.filter(({ id }) => id === 'lint');

/** Runs the step that lints as GitHub does, with the build of this checkout in place of the package. */
function runStep(inputs: Readonly<Record<string, string>>) {
  const outputFile = join(folder, 'output');
  const summaryFile = join(folder, 'summary');
  for (const file of [outputFile, summaryFile]) writeFileSync(file, '');
  const valueOf = (expression: string): string =>
    expression.replace(/\$\{\{ inputs\.([a-z-]+) \}\}/g, (_, name: string) => inputs[name] ?? action.inputs[name]?.default ?? '');
  const variables = Object.fromEntries(Object.entries(lint?.env ?? {}).map(([name, value]) => [name, valueOf(value)]));
  const { stdout, stderr, status } = spawnSync('bash', ['-c', lint?.run ?? ''], {
    cwd: repository,
    encoding: 'utf8',
    env: {
      ...process.env,
      ...variables,
      PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`,
      GITHUB_ACTION_PATH: root,
      GITHUB_OUTPUT: outputFile,
      GITHUB_STEP_SUMMARY: summaryFile,
      GITHUB_ACTIONS: 'true',
    },
  });
  const outputs = Object.fromEntries(
    readFileSync(outputFile, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split('=')),
  );
  return { stdout, stderr, status, outputs: outputs as Record<string, string>, summary: readFileSync(summaryFile, 'utf8') };
}

beforeAll(() => {
  mkdirSync(join(folder, 'bin'));
  mkdirSync(join(repository, 'with blank'), { recursive: true });
  const npx = `#!/usr/bin/env bash\n[ "$1 $2" = "--yes karplint@latest" ] || exit 9\nshift 2\nexec node ${join(root, 'dist/cli.cjs')} "$@"\n`;
  writeFileSync(join(folder, 'bin/npx'), npx);
  chmodSync(join(folder, 'bin/npx'), 0o755);
  writeFileSync(join(repository, 'with blank/pool.yaml'), 'apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: { name: a }\nspec: { tmplate: {} }\n');
  writeFileSync(join(repository, 'other.yaml'), 'a: 1\n');
});

afterAll(() => rmSync(folder, { recursive: true }));

describe('action.yml', () => {
  it('describes every input and pins what it uses', () => {
    for (const { description } of Object.values(action.inputs)) expect(description).toMatch(/^[A-Za-z].*\.$/);
    for (const { uses } of action.runs.steps) if (uses !== undefined) expect(uses).toMatch(/@[0-9a-f]{40}$/);
  });

  it('lints, annotates, summarizes and writes SARIF', () => {
    const { stdout, status, outputs, summary } = runStep({});
    expect(status).toBe(0);
    expect(outputs).toMatchObject({ 'exit-code': '1', 'has-sarif': 'true' });
    expect(Number(outputs['critical'])).toBeGreaterThan(0);
    expect(stdout).toMatch(/^::error .*file=with blank\/pool\.yaml,line=4,/m);
    expect(summary).toContain('unknown-field');
    const sarif = JSON.parse(readFileSync(join(repository, 'karplint.sarif'), 'utf8')) as { runs: { results: unknown[] }[] };
    expect(sarif.runs[0]?.results.length).toBeGreaterThan(0);
  });

  it('takes one path a line, and lets nothing in an input become a command', () => {
    const { outputs, stdout } = runStep({ paths: 'other.yaml\n$(touch hacked); echo', 'fail-on': 'never' });
    expect(outputs['exit-code']).toBe('2');
    expect(spawnSync('ls', [join(repository, 'hacked')]).status).not.toBe(0);
    expect(stdout).not.toMatch(/^::error .*file=with blank/m);
  });

  it('leaves annotations away where they are not wanted', () => {
    const { stdout, outputs } = runStep({ annotations: 'false', 'fail-on': 'never' });
    expect(outputs['exit-code']).toBe('0');
    expect(stdout).not.toContain('::error');
    expect(stdout).toContain('unknown-field');
  });
});
