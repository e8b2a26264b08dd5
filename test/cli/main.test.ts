import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commands } from '../../src/cli/main.ts';
import { plant } from '../tree.ts';
import { karplint } from './fake-io.ts';

/** One critical and one improvement; nothing else. */
const pool = `apiVersion: karpenter.sh/v1
kind: NodePool
metadata:
  name: apples
spec:
  limits: { cpu: 100 }
  unknwon: 1
  disruption: { consolidateAfter: Never }
  template:
    spec:
      nodeClassRef: { group: karpenter.k8s.aws, kind: EC2NodeClass, name: default }
      requirements: []
`;
const clean = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, namespace: b }\n';

interface Json {
  readonly karpenter: { readonly version: string; readonly source: string; readonly file?: string };
  readonly environment: { readonly name: string; readonly source: string };
  readonly summary: { readonly critical: number; readonly improvement: number; readonly skipped: readonly { readonly file: string }[] };
  readonly findings: readonly { readonly rule: string; readonly severity: string; readonly file: string }[];
}

async function lintJson(argv: readonly string[], folder: string): Promise<Json> {
  const { out } = await karplint([...argv, '--format', 'json'], folder);
  return JSON.parse(out) as Json;
}

describe('exit codes', () => {
  it('is 0 for what is clean and 1 for a finding at or over --fail-on', async () => {
    const root = plant({ 'clean.yaml': clean, 'pool.yaml': pool, 'improvable.yaml': pool.replace('  unknwon: 1\n', '') });
    expect((await karplint(['clean.yaml'], root)).code).toBe(0);
    expect((await karplint(['pool.yaml'], root)).code).toBe(1);
    expect((await karplint(['lint', 'pool.yaml', '--fail-on', 'never'], root)).code).toBe(0);
    expect((await karplint(['improvable.yaml'], root)).code).toBe(0);
    expect((await karplint(['improvable.yaml', '--fail-on', 'improvement'], root)).code).toBe(1);
  });

  it.each([
    [['nothing.yaml'], 'cannot open `nothing.yaml`: no such file or folder'],
    [['*.txt'], 'cannot open `*.txt`: matches no file'],
    [['--flag'], '`--flag` is not an option of `karplint lint`'],
    [['--karpenter-version', '0.1'], 'Karpenter `0.1` is not a version that karplint knows. It knows: '],
    [['--karpenter-version', 'latest'], 'Karpenter `latest` is not a version that karplint knows.'],
    [['--config', 'nothing.yaml'], 'Cannot read the configuration `nothing.yaml`: no such file or folder.'],
    [['--format', 'xml'], 'There is no format `xml`; there are text, json, sarif'],
    [['--format', 'jsn'], 'Did you mean `json`?'],
    [['--format', 'json', '--format', 'sarif'], 'Only one format can go to standard output'],
    [['--format', 'json='], '`--format json=` needs a file behind the equals sign.'],
    [['--format', 'json=a', '--format', 'sarif=a'], 'Two formats go to `a`; give each a file of its own.'],
    [['--format', 'json=pool.yaml/x', 'pool.yaml'], 'Cannot write `pool.yaml/x`'],
    [['--max-findings', '-1'], '`--max-findings` needs a whole number, not `-1`.'],
    [['explain'], 'Say which rule'],
    [['explain', 'consolidation-disable'], 'Did you mean `consolidation-disabled`?'],
    [['explain', '../config'], 'No rule is called `../config`.'],
    [['rules', '--format', 'sarif'], '`--format` cannot be `sarif`'],
  ])('is 2 for %j', async (argv, message) => {
    const { code, error } = await karplint(argv, plant({ 'pool.yaml': pool }));
    expect(error).toContain(message);
    expect(code).toBe(2);
  });

  it('is 2 for a path that cannot be opened, and the rest is reported', async () => {
    const { code, out } = await karplint(['nothing.yaml', 'pool.yaml'], plant({ 'pool.yaml': pool }));
    expect(code).toBe(2);
    expect(out).toContain('unknown-field');
  });

  it('is 3 for what was not foreseen', async () => {
    const { code, error } = await karplint(['-'], plant({}), { readInput: () => Promise.reject(new Error('no input')) });
    expect(code).toBe(3);
    expect(error).toContain('this is a bug');
  });
});

describe('a word that is nearly a command', () => {
  it('is read as a path, with a hint', async () => {
    const { code, error } = await karplint(['ruels'], plant({}));
    expect(code).toBe(2);
    expect(error).toContain('say `karplint rules`');
  });
});

describe('the version and the environment', () => {
  it('come from flags before the configuration', async () => {
    const root = plant({ 'karplint.yaml': 'karpenterVersion: 1.14\nenvironment: dev\n', 'pool.yaml': pool });
    expect(await lintJson(['.'], root)).toMatchObject({
      karpenter: { version: '1.14', source: 'config', file: 'karplint.yaml' },
      environment: { name: 'dev', source: 'config' },
    });
    const flags = ['--karpenter-version', 'v1.14.1', '--environment', 'prod'];
    expect(await lintJson(['.', ...flags], root)).toMatchObject({
      karpenter: { version: '1.14', source: 'option' },
      environment: { name: 'prod', source: 'option' },
    });
  });

  it('that is newer than any known stands for the newest, with a note', async () => {
    const { code, error } = await karplint(['clean.yaml', '--karpenter-version', '9.9'], plant({ 'clean.yaml': clean }));
    expect(code).toBe(0);
    expect(error).toMatch(/^note: Karpenter 9\.9 is newer than this karplint; linting for 1\.\d+, the newest that it knows\.\n$/);
  });
});

describe('formats', () => {
  it('go to files beside text on standard output', async () => {
    const root = plant({ 'pool.yaml': pool });
    const { out } = await karplint(['pool.yaml', '--format', 'json=out/a.json', '--format', 'sarif=out/a.sarif'], root);
    expect(out).toContain('pool.yaml');
    expect(JSON.parse(readFileSync(join(root, 'out/a.json'), 'utf8'))).toMatchObject({ schemaVersion: 1 });
    expect(JSON.parse(readFileSync(join(root, 'out/a.sarif'), 'utf8'))).toMatchObject({ version: '2.1.0' });
  });

  it('leave standard output to the one without a file', async () => {
    const { out } = await karplint(['pool.yaml', '--format=text=a.txt', '--format=json'], plant({ 'pool.yaml': pool }));
    expect(JSON.parse(out)).toMatchObject({ schemaVersion: 1 });
  });

  it('are coloured on a terminal and nowhere else', async () => {
    const root = plant({ 'pool.yaml': pool });
    expect((await karplint(['pool.yaml'], root)).out).not.toContain('\u001b');
    expect((await karplint(['pool.yaml'], root, { stdoutIsTerminal: true })).out).toContain('\u001b[');
    expect((await karplint(['pool.yaml'], root, { stdoutIsTerminal: true, environment: { NO_COLOR: '1' } })).out).not.toContain('\u001b');
    await karplint(['pool.yaml', '--format', 'text=a.txt'], root, { stdoutIsTerminal: true });
    expect(readFileSync(join(root, 'a.txt'), 'utf8')).not.toContain('\u001b');
  });

  it('in SARIF start from the root of the repository', async () => {
    const root = plant({ '.git/': '', 'infra/pools/a.yaml': pool });
    const { out } = await karplint(['pools', '--format', 'sarif'], join(root, 'infra'));
    expect(out).toContain('"infra/pools/a.yaml"');
  });
});

describe('--quiet and --max-findings', () => {
  it('show less, and count and fail as before', async () => {
    const root = plant({ 'pool.yaml': pool });
    const all = await lintJson(['pool.yaml'], root);
    const quiet = await lintJson(['pool.yaml', '--quiet'], root);
    const few = await lintJson(['pool.yaml', '--max-findings', '1'], root);
    expect(quiet.findings.length).toBeLessThan(all.findings.length);
    expect(quiet.findings.every(({ severity }) => severity === 'critical')).toBe(true);
    expect(few.findings).toHaveLength(1);
    expect([quiet.summary, few.summary]).toEqual([all.summary, all.summary]);
    expect((await karplint(['pool.yaml', '--max-findings', '0'], root)).code).toBe(1);
    expect((await karplint(['pool.yaml', '-q', '--fail-on', 'improvement'], root)).out).not.toContain('improvement');
  });

  it('print nothing where nothing is critical', async () => {
    expect(await karplint(['clean.yaml', '--quiet'], plant({ 'clean.yaml': clean }))).toEqual({ code: 0, out: '', error: '' });
  });
});

describe('standard input', () => {
  it.each([[['-']], [['--stdin']], [['--stdin-filename', 'pools/a.yaml']]])('%j is read', async (argv) => {
    const { code, out } = await karplint(argv, plant({}), { input: pool });
    expect(code).toBe(1);
    expect(out).toContain(argv.length > 1 ? 'pools/a.yaml' : '<stdin>');
  });

  it('has the name of a file in the folder, however it is written', async () => {
    const root = plant({});
    const { out } = await karplint(['-', '--stdin-filename', join(root, 'x/../a.yaml'), '--format', 'json'], root, { input: pool });
    expect((JSON.parse(out) as Json).findings[0]?.file).toBe('a.yaml');
  });

  it('can be one path among several', async () => {
    const { out } = await karplint(['-', 'a.yaml'], plant({ 'a.yaml': pool }), { input: pool });
    expect(out).toContain('<stdin>');
    expect(out).toContain('a.yaml');
  });
});

describe('templates', () => {
  it('are named with the reason, on standard error and in the report', async () => {
    const root = plant({ 'pool.yaml': `{{ if .Values.pool }}\n${pool}{{ end }}\n` });
    const { code, error } = await karplint(['.'], root);
    expect(code).toBe(0);
    expect(error).toContain('skipped: pool.yaml: a Go template, not YAML yet: render it');
    expect((await lintJson(['.'], root)).summary.skipped).toMatchObject([{ file: 'pool.yaml' }]);
  });
});

describe('control characters', () => {
  const escape = '\u001b[2J\u009b31m\u202e';

  it('in names never reach the terminal', async () => {
    const file = `a${escape}.yaml`;
    const template = `b${escape}.yaml`;
    const root = plant({ [file]: pool.replace('apples', `"${escape}"`).replace('unknwon', `"${escape}"`), [template]: 'kind: {{ x }}\n' });
    const { out, error } = await karplint(['.', `c${escape}.yaml`], root);
    for (const character of escape.replace(/[ -~]/g, '')) expect(`${out}${error}`).not.toContain(character);
    expect(error).toContain('cannot open `c\\u{1b}[2J');
  });

  it.each([[['explain', escape]], [['--config', escape]], [[`--${escape}`]], [['--format', escape]]])('in arguments do not either: %j', async (argv) => {
    const { code, error } = await karplint(argv, plant({}));
    expect(code).toBe(2);
    expect(error).not.toContain('\u001b');
  });
});

describe('help', () => {
  it.each([['--help'], ['-h'], ['help'], ['help', 'nonsense']])('%s lists every command', async (...argv) => {
    const { code, out } = await karplint(argv, plant({}));
    expect(code).toBe(0);
    for (const name of Object.keys(commands)) expect(out).toMatch(new RegExp(`^ {2}${name} `, 'm'));
  });

  it.each(Object.keys(commands))('of %s lists its options', async (name) => {
    const command = await commands[name]?.();
    const long = await karplint([name, '--help'], plant({}));
    expect(long).toEqual(await karplint(['help', name], plant({})));
    for (const flag of command?.flags ?? []) expect(long.out).toContain(`--${flag.name}`);
    for (const [example] of command?.examples ?? []) expect(long.out).toContain(example);
  });

  it('has the version', async () => {
    expect((await karplint(['--version'], plant({}))).out).toBe('0.0.0-source\n');
  });
});

describe('rules', () => {
  it('lists every id that a finding can carry, with what it is about', async () => {
    const { out } = await karplint(['rules', '--format', 'json'], plant({}));
    const rules = JSON.parse(out) as readonly Record<string, unknown>[];
    expect(rules.map(({ id }) => id)).toEqual(expect.arrayContaining(['yaml-syntax', 'api-rejected', 'internal-error', 'consolidation-disabled']));
    for (const rule of rules) {
      expect(Object.keys(rule)).toEqual(expect.arrayContaining(['id', 'group', 'severity', 'environments', 'kinds', 'preset', 'fix', 'summary', 'docs']));
      expect(Object.keys(rule['environments'] as object)).toEqual(['prod', 'staging', 'dev']);
    }
  });

  it('shows them by group', async () => {
    const { out } = await karplint(['rules'], plant({}));
    expect(out).toMatch(/^validity\n/m);
    expect(out).toMatch(/^ {2}consolidation-disabled +improvement +\w+ +\w* +\w/m);
  });
});

describe('explain', () => {
  it('prints the page of a rule', async () => {
    const { code, out } = await karplint(['explain', 'consolidation-disabled'], plant({}));
    expect(code).toBe(0);
    expect(out).toMatch(/^consolidation-disabled\n/);
    expect(out).toContain('Why it matters');
    expect(out).not.toMatch(/^#|<!--|```/m);
  });
});
