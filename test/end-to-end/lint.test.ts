import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import type { Tree } from '../tree.ts';
import { plant } from '../tree.ts';
import { cli, karplint, root, runCommand } from './karplint.ts';

const pool = 'apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: { name: apples }\nspek: {}\n';
const clean = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, namespace: b }\n';
const levels = 10_000;

function aliasBomb(): string {
  const lists = Array.from({ length: 12 }, (_, level) => `  l${level + 1}: &l${level + 1} [${Array.from({ length: 10 }, () => `*l${level}`).join(', ')}]`);
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: bomb }\ndata:\n  l0: &l0 [lol]\n${lists.join('\n')}\n`;
}

const validate = new Ajv({ strict: false, allErrors: true, logger: false }).compile(
  JSON.parse(readFileSync(join(root, 'dist/report.schema.json'), 'utf8')) as object,
);

interface Report {
  readonly summary: { readonly files: number; readonly skipped: readonly unknown[] };
  readonly findings: readonly { readonly rule: string; readonly file: string; readonly message: string }[];
}

function report(out: string): Report {
  const parsed: unknown = JSON.parse(out);
  expect(validate(parsed), JSON.stringify(validate.errors)).toBe(true);
  return parsed as Report;
}

describe('examples/', () => {
  const result = karplint(['examples', '--format', 'json']);

  it('has findings in several groups and a template that is skipped', () => {
    expect(result.code).toBe(1);
    const { findings, summary } = report(result.out);
    expect(new Set(findings.map(({ rule }) => rule)).size).toBeGreaterThan(5);
    expect(summary.skipped).toHaveLength(1);
    expect(result.error).toMatch(/^skipped: examples\/charts\/.*: a Go template/);
  });

  it('ends with 0 where nothing is to fail', () => {
    expect(karplint(['examples', '--fail-on', 'never']).code).toBe(0);
  });
});

describe('exit codes', () => {
  it.each<[string, number, string[], Tree]>([
    ['nothing to object to', 0, ['.'], { 'a.yaml': clean }],
    ['no file at all', 0, ['.'], {}],
    ['a finding', 1, ['.'], { 'a.yaml': pool }],
    ['an unknown flag', 2, ['--unknown'], {}],
    ['a path that is not there', 2, ['nothing.yaml'], {}],
    ['a broken configuration', 2, ['.'], { 'karplint.yaml': 'rules: [\n' }],
    ['a configuration that means nothing', 2, ['.'], { 'karplint.yaml': 'rules: { no-such-rule: off }\n' }],
  ])('for %s: %i', (_, code, argv, tree) => {
    const { code: actual, error } = karplint(argv, { folder: plant(tree) });
    expect(actual, error).toBe(code);
    expect(error === '').toBe(code < 2);
  });
});

describe('bad input', () => {
  const deep = {
    flow: `${pool}deep: ${'['.repeat(levels)}${']'.repeat(levels)}\n`,
    json: `{"apiVersion":"v1","kind":"A","a":${'['.repeat(levels)}${']'.repeat(levels)}}`,
  };
  const block = `${pool}deep:\n  ${'- '.repeat(levels)}a\n`;

  it.each<[string, string, string | Uint8Array, string]>([
    ['binary', 'a.yaml', Uint8Array.from({ length: 4096 }, (_, index) => (index * 7) % 256), 'binary file'],
    ['Latin-1', 'a.yaml', Buffer.from(`${clean}# ä\n`, 'latin1'), 'not valid UTF-8'],
    ['50 MB large', 'a.yaml', Buffer.alloc(50_000_000, `${clean}---\n`), 'This file has 48 MiB'],
    ['10,000 flow levels deep', 'a.yaml', deep.flow, 'Nested deeper than'],
    ['10,000 JSON levels deep', 'a.json', deep.json, 'Nested deeper than'],
    ['10,000 block levels deep', 'a.yaml', block, 'Nested deeper than'],
    ['an alias bomb', 'a.yaml', aliasBomb(), 'Aliases expand'],
    ['an anchor inside itself', 'a.yaml', `${clean}data: &a { b: *a }\n`, 'contains itself'],
    ['half a JSON value', 'a.json', '{"apiVersion": "v1", "kind": ', 'Not valid YAML'],
  ])('that is %s is a finding, and the next file is linted', (_, name, content, message) => {
    const { code, out } = karplint(['.', '--format', 'json'], { folder: plant({ [name]: content, 'z.yaml': pool }) });
    const { findings } = report(out);
    expect(findings.filter(({ file }) => file === name).map((finding) => finding.message)).toEqual([expect.stringContaining(message)]);
    expect(findings.filter(({ file }) => file === 'z.yaml').map(({ rule }) => rule)).toContain('unknown-field');
    expect(code).toBe(1);
  });

  // Root reads everything, so the process gives root up where it has it.
  const user = process.getuid?.() === 0 ? { user: 65534 } : {};

  it('that cannot be read is a finding where a walk meets it, and wrong usage where it is named', () => {
    const folder = plant({ 'a.yaml': clean, 'shut/b.yaml': clean, 'z.yaml': pool, 'cli.js': '' });
    chmodSync(folder, 0o755);
    chmodSync(join(folder, 'a.yaml'), 0);
    chmodSync(join(folder, 'shut'), 0);
    const walked = karplint(['.', '--format', 'json'], { folder, ...user });
    expect(walked.code, walked.error).toBe(1);
    const found = report(walked.out).findings.filter(({ rule }) => rule === 'unreadable-file');
    expect(found.map(({ file, message }) => `${file}: ${message}`)).toEqual([
      'a.yaml: This path could not be read: permission denied.',
      'shut: This path could not be read: permission denied.',
    ]);
    const named = karplint(['./a.yaml', 'shut/b.yaml', 'z.yaml'], { folder, ...user });
    chmodSync(join(folder, 'shut'), 0o755);
    expect(named.code).toBe(2);
    expect(named.error).toContain('cannot open `a.yaml`: permission denied');
    expect(named.error).toContain('cannot open `shut/b.yaml`: permission denied');
    expect(named.out).toContain('unknown-field');
  });
});

describe('streams', () => {
  it('reads what another program writes', () => {
    expect(karplint(['-'], { input: pool })).toMatchObject({ code: 1, out: expect.stringContaining('<stdin>') as string });
  });

  it('reads a pipe that the shell names', () => {
    const { code, out } = runCommand('bash', ['-c', `"${process.execPath}" "${cli}" <(printf '${pool.replaceAll('\n', '\\n')}')`]);
    expect(out).toContain('unknown-field');
    expect(code).toBe(1);
  });

  it('stops reading what never ends', () => {
    const { code, out } = runCommand('bash', ['-c', `yes '# more' | "${process.execPath}" "${cli}" -`]);
    expect(out).toContain('has more than 32 MiB');
    expect(code).toBe(1);
  });

  it('keeps its exit code where the reader goes away', () => {
    const folder = plant({ 'a.yaml': Array.from({ length: 3000 }, (_, index) => pool.replace('apples', `apple-${index}`)).join('---\n') });
    const script = `"${process.execPath}" "${cli}" a.yaml | head -n 1; echo "code \${PIPESTATUS[0]}"`;
    const { out, error } = runCommand('bash', ['-c', script], { folder });
    expect(out).toContain('code 1');
    expect(error).toBe('');
  });

  it('is content without standard input', () => {
    expect(runCommand('bash', ['-c', `"${process.execPath}" "${cli}" - <&-`])).toMatchObject({ code: 0 });
  });
});

describe('many files', () => {
  it('can be named in one call', () => {
    const names = Array.from({ length: 5000 }, (_, index) => `manifests/file-${index}.yaml`);
    const folder = plant({ ...Object.fromEntries(names.map((name) => [name, clean])), 'manifests/file-4999.yaml': pool });
    const { code, out } = karplint([...names, '--format', 'json'], { folder });
    expect(code).toBe(1);
    expect(report(out).summary.files).toBe(5000);
  });
});

describe('a name', () => {
  it('never moves the cursor', () => {
    const folder = plant({ 'a\u001b[31m\u009b2J\u202e.yaml': pool.replace('apples', '"\\e[2J"'), 'b\u001b.yaml': 'kind: {{ x }}\n' });
    const { out, error } = karplint(['.', 'c\u001b[2J.yaml'], { folder });
    expect(out).toContain('a\\u{1b}[31m');
    expect(/[\u001b\u009b\u202e]/.test(out + error)).toBe(false);
  });
});

describe('npx', () => {
  it('runs the clone', () => {
    const { code, out } = runCommand('npx', ['--no-install', 'karplint', '--version']);
    expect(code).toBe(0);
    expect(out.trim()).toMatch(/^\d+\.\d+\.\d+/);
  });
});
