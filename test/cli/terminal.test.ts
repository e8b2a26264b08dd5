import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { wantsHyperlinks } from '../../src/cli/io.ts';
import type { Io } from '../../src/cli/io.ts';
import { startProgress } from '../../src/cli/progress.ts';
import { TestWorkspace, nodeClass } from './workspace.ts';

const escape = '\u001b[';

describe('--color', () => {
  it.each([
    ['a pipe', {}, [], false],
    ['a terminal', { terminal: true }, [], true],
    ['NO_COLOR', { terminal: true, environment: { NO_COLOR: '1' } }, [], false],
    ['FORCE_COLOR', { environment: { FORCE_COLOR: '1' } }, [], true],
    ['--color always', { environment: { NO_COLOR: '1' } }, ['--color', 'always'], true],
    ['--color never', { terminal: true, environment: { FORCE_COLOR: '1' } }, ['--color=never'], false],
  ])('%s', async (_, io, args, expected) => {
    const workspace = new TestWorkspace({ 'a.yaml': nodeClass('a') });
    expect((await workspace.runWith(io, ...args)).out.includes(escape)).toBe(expected);
  });

  it('leaves files without colours', async () => {
    const workspace = new TestWorkspace({ 'a.yaml': nodeClass('a') });
    await workspace.run('--color', 'always', '--format', 'text=out.txt', '--format', 'json');
    expect(workspace.read('out.txt')).not.toContain('\u001b');
  });
});

describe('hyperlinks', () => {
  const wants = (environment: Record<string, string>, stdoutIsTerminal = true) => wantsHyperlinks({ environment, stdoutIsTerminal } as unknown as Io);

  it('go to terminals that can', () => {
    expect(wants({ TERM_PROGRAM: 'WezTerm' })).toBe(true);
    expect(wants({ VTE_VERSION: '7200' })).toBe(true);
    expect(wants({ TERM: 'xterm-256color' })).toBe(false);
    expect(wants({ TERM_PROGRAM: 'WezTerm', CI: 'true' })).toBe(false);
    expect(wants({ TERM_PROGRAM: 'WezTerm' }, false)).toBe(false);
    expect(wants({ FORCE_HYPERLINK: '1' }, false)).toBe(true);
  });

  it('lead from a rule to its page', async () => {
    const workspace = new TestWorkspace({ 'a.yaml': nodeClass('a') });
    const { out } = await workspace.runWith({ terminal: true, environment: { TERM_PROGRAM: 'ghostty' } });
    expect(out).toContain('\u001b]8;;https://github.com/karplint/karplint/blob/main/docs/rules/imdsv1-allowed.md\u001b\\');
  });
});

describe('progress', () => {
  function runFor(milliseconds: number, more: Partial<Io> = {}): string {
    let text = '';
    let time = 0;
    const io = { environment: {}, errorIsTerminal: true, writeError: (part: string) => (text += part), ...more } as unknown as Io;
    const progress = startProgress(io, () => time);
    for (let done = 0; done < 100; done++) {
      time = (milliseconds * done) / 100;
      progress.update(done, 100);
    }
    progress.clear();
    return text;
  }

  it('shows on long runs and is taken away', () => {
    expect(runFor(2000)).toMatch(/^\r.*reading 25 of 100 files[^]*\r[^r]*$/);
    expect(runFor(2000).endsWith('\r\u001b[2K')).toBe(true);
  });

  it('keeps still on short runs, off terminals and in CI', () => {
    expect(runFor(400)).toBe('');
    expect(runFor(2000, { errorIsTerminal: false })).toBe('');
    expect(runFor(2000, { environment: { CI: 'true' } })).toBe('');
  });
});

describe('--watch', () => {
  it('lints again when a file changes, and lives through a broken configuration', async () => {
    const workspace = new TestWorkspace({ 'a.yaml': nodeClass('a') });
    const stop = new AbortController();
    const seen: string[] = [];
    const waiting: { text: string; done: () => void }[] = [];
    const hear = (text: string): void => {
      seen.push(text);
      for (const each of waiting.filter(({ text: wanted }) => text.includes(wanted))) each.done();
    };
    const until = (text: string) => new Promise<void>((done) => waiting.push({ text, done }));
    const first = until('imdsv1-allowed');
    const run = workspace.runWith({ signal: stop.signal, writeOut: hear, writeError: hear }, '--watch');
    await first;
    const broken = until('is not usable');
    workspace.write('karplint.yaml', 'rulez: 1\n');
    await broken;
    const mended = until('1 finding (');
    workspace.write('karplint.yaml', 'preset: essential\nrules: { imdsv1-allowed: off }\n');
    await mended;
    stop.abort();
    expect((await run).code).toBe(0);
  }, 30_000);
});

describe('completion', () => {
  async function completeInBash(words: readonly string[]): Promise<string[]> {
    const { out } = await new TestWorkspace().run('completion', 'bash');
    const line = words.map((word) => `'${word}'`).join(' ');
    const script = `${out}\nCOMP_WORDS=(karplint ${line}); COMP_CWORD=${words.length}; _karplint; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return execFileSync('bash', ['-c', script], { encoding: 'utf8' }).trim().split('\n');
  }

  it.each([
    [['exp'], 'explain'],
    [['--fail-on', 'cr'], 'critical'],
    [['lint', '--format', 'ju'], 'junit'],
    [['--fix-r'], '--fix-rule'],
    [['--fix-rule', 'imdsv1'], 'imdsv1-allowed'],
    [['explain', 'unknown-f'], 'unknown-field'],
    [['rules', '--for'], '--format'],
  ])('bash: %j gives %s', async (words, expected) => {
    expect(await completeInBash(words)).toContain(expected);
  });

  it('zsh and fish: name every command and flag', async () => {
    const workspace = new TestWorkspace();
    for (const shell of ['zsh', 'fish']) {
      const { out } = await workspace.run('completion', shell);
      for (const word of ['explain', 'fix-rule', 'junit', 'imdsv1-allowed']) expect(out).toContain(word);
    }
    expect((await workspace.run('completion', 'tcsh')).code).toBe(2);
  });
});
