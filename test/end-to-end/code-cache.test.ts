import { cpSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { plant } from '../tree.ts';
import { root, runCommand } from './karplint.ts';

/** A copy of the program of its own, which has not run yet. */
function install(): string {
  const folder = plant({ 'a.yaml': 'apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: { name: a }\nspek: {}\n' });
  cpSync(join(root, 'dist'), join(folder, 'dist'), { recursive: true });
  for (const name of cachesIn(folder)) rmSync(join(folder, 'dist/chunks', name));
  return folder;
}

function cachesIn(folder: string): string[] {
  return readdirSync(join(folder, 'dist/chunks')).filter((name) => /^engine-.*\.cache/.test(name));
}

function run(folder: string, argv: readonly string[], flags: readonly string[] = []): string {
  return runCommand(process.execPath, [...flags, join(folder, 'dist/cli.cjs'), ...argv], { folder }).out;
}

describe('the code cache', () => {
  it('is kept by the first run that lints, and changes nothing', () => {
    const folder = install();
    expect(run(folder, ['--version'])).toMatch(/^\d/);
    expect(cachesIn(folder)).toEqual([]);
    const first = run(folder, ['a.yaml']);
    expect(cachesIn(folder)).toEqual([expect.stringMatching(new RegExp(`^engine-.*\\.cjs\\.${process.version}-${process.arch}\\.cache$`))]);
    expect(run(folder, ['a.yaml'])).toBe(first);
    expect(first).toContain('unknown-field');
  });

  it('is not kept by a run over many files, in which V8 is told to compile less', () => {
    const folder = install();
    for (let file = 0; file < 250; file++) cpSync(join(folder, 'a.yaml'), join(folder, `many/${file}.yaml`));
    const { out, error } = runCommand(process.execPath, [join(folder, 'dist/cli.cjs'), 'many', '--format', 'json'], { folder });
    expect(error).toBe('');
    expect(JSON.parse(out)).toMatchObject({ summary: { files: 250 } });
    expect(cachesIn(folder)).toEqual([]);
    run(folder, ['a.yaml']);
    expect(cachesIn(folder)).toHaveLength(1);
  });

  it('may be broken, or of another run', () => {
    const folder = install();
    const first = run(folder, ['a.yaml']);
    const [name = ''] = cachesIn(folder);
    writeFileSync(join(folder, 'dist/chunks', name), 'no code at all');
    expect(run(folder, ['a.yaml'])).toBe(first);
    expect(run(folder, ['a.yaml'], ['--max-lazy'])).toBe(first);
  });

  it('is left alone where users say so', () => {
    const folder = install();
    const { out } = runCommand('env', ['NODE_DISABLE_COMPILE_CACHE=1', process.execPath, join(folder, 'dist/cli.cjs'), 'a.yaml'], { folder });
    expect(out).toContain('unknown-field');
    expect(cachesIn(folder)).toEqual([]);
  });
});
