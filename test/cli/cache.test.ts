import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TestWorkspace, nodeClass } from './workspace.ts';

const overlay = {
  'overlay/kustomization.yaml': 'resources: [../base]\n',
  'base/kustomization.yaml': 'resources: [class.yaml]\n',
  'base/class.yaml': nodeClass('a'),
};

/** A workspace whose cache is filled by one run, and whose cached report says so: only an answer from the cache can show it. */
async function filled(files: Record<string, string>, ...args: string[]) {
  const workspace = new TestWorkspace(files);
  const store = new TestWorkspace();
  const environment = { XDG_CACHE_HOME: store.folder };
  const run = (...more: string[]) => workspace.runWith({ environment }, '--cache', ...args, ...more);
  const before = await run();
  const folder = join(store.folder, 'karplint');
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('"message":"', '"message":"Kept: '));
  }
  return { workspace, before, run, isKept: async (...more: string[]) => (await run(...more)).out.includes('Kept: ') };
}

describe('--cache', () => {
  it('answers an equal run from what it kept, with the same code and the same report', async () => {
    const { before, run, isKept } = await filled({ 'a.yaml': nodeClass('a') });
    expect(await isKept()).toBe(true);
    const again = await run();
    expect(again.code).toBe(before.code);
    // The words that mark it may wrap differently, so only what does not depend on them is compared.
    expect(again.out.split('\n').filter((line) => line.includes('│'))).toEqual(before.out.split('\n').filter((line) => line.includes('│')));
    expect(again.out.split('\n').slice(-4)).toEqual(before.out.split('\n').slice(-4));
  });

  it.each([
    ['a text', (workspace: TestWorkspace) => workspace.write('a.yaml', `${nodeClass('a')}# more\n`)],
    ['a new file', (workspace: TestWorkspace) => workspace.write('b.yaml', nodeClass('b'))],
    ['an ignore file', (workspace: TestWorkspace) => workspace.write('.karplintignore', 'a.yaml\n')],
    ['the configuration', (workspace: TestWorkspace) => workspace.write('karplint.yaml', 'preset: all\n')],
  ])('forgets it after a change of %s', async (_, change) => {
    const { workspace, isKept } = await filled({ 'a.yaml': nodeClass('a') });
    change(workspace);
    expect(await isKept()).toBe(false);
  });

  it.each([
    ['another environment', ['--environment', 'prod']],
    ['another preset', ['--preset', 'all']],
    ['another Karpenter', ['--karpenter-version', '1.6']],
    ['another day', ['--now', '2030-01-01']],
    ['fixes', ['--fix-dry-run']],
  ])('does not answer for %s', async (_, args) => {
    const { isKept } = await filled({ 'a.yaml': nodeClass('a') });
    expect(await isKept(...args)).toBe(false);
  });

  it('looks again at what references led to', async () => {
    const { workspace, isKept } = await filled(overlay, 'overlay');
    expect(await isKept()).toBe(true);
    workspace.write('base/class.yaml', `${nodeClass('a')}# more\n`);
    expect(await isKept()).toBe(false);
  });

  it('is off unless it is asked for', async () => {
    const store = new TestWorkspace();
    await new TestWorkspace({ 'a.yaml': nodeClass('a') }).runWith({ environment: { XDG_CACHE_HOME: store.folder } });
    expect(readdirSync(store.folder)).toEqual([]);
  });
});
