import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root, runCommand } from '../end-to-end/karplint.ts';

describe('Node 24', () => {
  const folder = mkdtempSync(join(tmpdir(), 'karplint-node-'));
  const node = join(folder, 'node_modules/.bin/node');

  beforeAll(() => {
    writeFileSync(join(folder, 'package.json'), '{ "private": true }');
    const pack = runCommand('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { folder: root });
    expect(pack.code, pack.error).toBe(0);
    const install = runCommand('npm', ['install', '--no-audit', '--no-fund', 'node@24', join(folder, pack.out.trim())], { folder });
    expect(install.code, install.error).toBe(0);
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('runs the installed package, and says the same', () => {
    const argv = [join(folder, 'node_modules/karplint/dist/cli.cjs'), 'examples', '--format', 'json'];
    const newer = runCommand(node, argv, { folder: root });
    expect(runCommand(node, ['--version']).out).toMatch(/^v24\./);
    expect(newer.code, newer.error).toBe(1);
    expect(newer).toEqual(runCommand(process.execPath, argv, { folder: root }));
  });
});

describe('the manual page', () => {
  it('is what groff takes without a warning', () => {
    const { out, error, code } = runCommand('groff', ['-man', '-Tutf8', '-ww', join(root, 'dist/karplint.1')]);
    expect(code).toBe(0);
    expect(error).toBe('');
    expect(out).toContain('--fail-on');
  });
});
