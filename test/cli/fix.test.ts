import { execFileSync } from 'node:child_process';
import { chmodSync, lstatSync, readFileSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { emptyConfig } from '../../src/core/config.ts';
import { fixSession } from '../../src/node/fix-session.ts';
import { runSession } from '../../src/node/session.ts';
import { TestWorkspace, nodeClass } from './workspace.ts';

const unused = nodeClass('a', { tokens: 'required # karplint-disable-line imdsv1-allowed' });
const clean = nodeClass('a', { tokens: 'required' });
const open = nodeClass('b');

describe('--fix', () => {
  it('applies safe fixes, and leaves unsafe ones', async () => {
    const workspace = new TestWorkspace({ 'a.yaml': unused, 'b.yaml': open });
    const { error } = await workspace.run('--fix');
    expect(workspace.read('a.yaml')).toBe(clean);
    expect(workspace.read('b.yaml')).toBe(open);
    expect(error).toMatch(/^fixed: 1 finding in 1 file; \d+ more with --unsafe-fixes\n$/);
  });

  it('applies unsafe fixes when asked, and says which ones roll nodes before it writes', async () => {
    const workspace = new TestWorkspace({ 'b.yaml': open });
    const { error } = await workspace.run('--fix', '--unsafe-fixes');
    expect(workspace.read('b.yaml')).toContain('httpTokens: required');
    expect(error).toContain('rolls nodes: b.yaml: imdsv1-allowed');
    expect(error.indexOf('rolls nodes')).toBeLessThan(error.indexOf('fixed:'));
  });

  it('applies the fixes of one rule', async () => {
    const workspace = new TestWorkspace({ 'b.yaml': `${open}    httpPutResponseHopLimit: 2 # karplint-disable-line imdsv1-allowed\n` });
    await workspace.run('--fix-rule', 'imdsv1-allowed', '--unsafe-fixes');
    expect(workspace.read('b.yaml')).toContain('httpTokens: required');
    expect(workspace.read('b.yaml')).toContain('karplint-disable-line');
  });

  it('changes nothing the second time', async () => {
    const workspace = new TestWorkspace({ 'a.yaml': unused, 'b.yaml': open });
    await workspace.run('--fix', '--unsafe-fixes', '--preset', 'all');
    const once = ['a.yaml', 'b.yaml'].map((file) => workspace.read(file));
    const { error } = await workspace.run('--fix', '--unsafe-fixes', '--preset', 'all');
    expect(['a.yaml', 'b.yaml'].map((file) => workspace.read(file))).toEqual(once);
    expect(error).toBe('fixed: 0 findings in 0 files\n');
  });

  it.each([
    ['CRLF', (text: string) => Buffer.from(text.replaceAll('\n', '\r\n'))],
    ['a byte-order mark', (text: string) => Buffer.from(`\ufeff${text}`)],
    ['UTF-16, little end first', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16, big end first', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
  ])('keeps %s', async (_, encode) => {
    const workspace = new TestWorkspace({ 'a.yaml': encode(unused) });
    await workspace.run('--fix');
    expect(readFileSync(workspace.path('a.yaml'))).toEqual(encode(clean));
  });

  it('keeps the mode of a file, and writes through a symbolic link', async () => {
    const workspace = new TestWorkspace({ 'real/a.yaml.text': unused });
    chmodSync(workspace.path('real/a.yaml.text'), 0o640);
    symlinkSync('real/a.yaml.text', workspace.path('a.yaml'));
    await workspace.run('--fix', 'a.yaml');
    expect(lstatSync(workspace.path('a.yaml')).isSymbolicLink()).toBe(true);
    expect(workspace.read('real/a.yaml.text')).toBe(clean);
    expect(statSync(workspace.path('real/a.yaml.text')).mode & 0o777).toBe(0o640);
    expect(readdirSync(workspace.path('real'))).toEqual(['a.yaml.text']);
  });

  it('gives the fixed text of standard input on standard output, and the report on standard error', async () => {
    const { out, error } = await new TestWorkspace().runWith({ input: unused }, '-', '--fix');
    expect(out).toBe(clean);
    expect(error).toContain('fixed: 1 finding');
  });

  it('does not touch what a baseline or a comment accepts', async () => {
    const suppressed = nodeClass('a', { tokens: 'optional # karplint-disable-line imdsv1-allowed -- agreed' });
    const workspace = new TestWorkspace({ 'a.yaml': suppressed });
    await workspace.run('--fix', '--unsafe-fixes', '--fix-rule', 'imdsv1-allowed');
    expect(workspace.read('a.yaml')).toBe(suppressed);
  });

  it('refuses a fix that the API would refuse, says so, and takes the others', async () => {
    const workspace = new TestWorkspace({ 'a.yaml': unused });
    const before = await runSession({
      workingFolder: workspace.folder,
      paths: ['.'],
      strictInput: false,
      loaded: { config: emptyConfig, crds: [], matches: () => false },
      lint: {},
    });
    const [finding] = before.report.findings.filter(({ fix }) => fix !== undefined);
    if (finding === undefined) throw new Error('a finding with a fix is missing');
    const at = unused.indexOf('KarpenterNodeRole');
    const harmful = { title: 'Harm', safety: 'safe' as const, edits: [{ file: 'a.yaml', range: { start: at, end: at + 17 }, text: '""' }] };
    const findings = [{ ...finding, fingerprint: 'x', fix: harmful }, ...before.report.findings];
    const outcome = fixSession({ ...before, report: { ...before.report, findings } }, { unsafe: false }, false);
    expect(outcome.refused.map(({ finding: { fix }, reason }) => [fix.title, reason])).toEqual([['Harm', expect.stringContaining('role')]]);
    expect(outcome.files).toEqual([{ file: 'a.yaml', before: unused, after: clean }]);
  });

  it.each([
    [['--unsafe-fixes'], 'add `--fix`'],
    [['--fix', '--since', 'HEAD'], 'cannot be combined'],
    [['--fix-rule', 'imdsv1-alowed'], 'Did you mean `imdsv1-allowed`'],
    [['--fix-rule', 'yaml-syntax'], 'has no fix'],
  ])('refuses %j', async (args, message) => {
    const { code, error } = await new TestWorkspace().run(...args);
    expect(error).toContain(message);
    expect(code).toBe(2);
  });
});

describe('--fix-dry-run', () => {
  it('writes nothing, and reports what would be left', async () => {
    const workspace = new TestWorkspace({ 'a.yaml': unused });
    const { error, out } = await workspace.run('--fix-dry-run');
    expect(workspace.read('a.yaml')).toBe(unused);
    expect(error).toContain('would fix: 1 finding in 1 file');
    expect(out).not.toContain('unused-suppression');
  });
});

describe('--diff', () => {
  it('prints a patch that gives what --fix gives, and exits with 1', async () => {
    const workspace = new TestWorkspace({ 'a b.yaml': unused, 'c.yaml': clean });
    const { code, out } = await workspace.run('--diff');
    expect(code).toBe(1);
    expect(workspace.read('a b.yaml')).toBe(unused);
    execFileSync('git', ['apply', '-'], { cwd: workspace.folder, input: out, stdio: 'pipe' });
    expect(workspace.read('a b.yaml')).toBe(clean);
  });

  it('exits with 0 when nothing would change', async () => {
    const { code, out } = await new TestWorkspace({ 'a.yaml': clean }).run('--diff');
    expect([code, out]).toEqual([0, '']);
  });
});
