import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'karplint-vscode-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the VS Code extension', () => {
  it('packs with the server inside, which then runs without the repository', () => {
    for (const name of ['editors/vscode', 'dist', 'docs/rules', 'package.json', 'LICENSE', 'THIRD-PARTY-NOTICES.md', '.npmrc', 'tsconfig.json']) {
      cpSync(join(root, name), join(folder, name), { recursive: true, filter: (path) => !path.includes('node_modules') });
    }
    const extension = join(folder, 'editors/vscode');
    execFileSync('npm', ['ci', '--silent'], { cwd: extension });
    execFileSync('npm', ['run', '--silent', 'package'], { cwd: extension });
    const unpacked = join(folder, 'unpacked');
    execFileSync('python3', ['-m', 'zipfile', '-e', join(extension, 'karplint.vsix'), unpacked]);
    const version = execFileSync('node', [join(unpacked, 'extension/server/dist/cli.cjs'), '--version'], { encoding: 'utf8', cwd: tmpdir() });
    expect(version).toMatch(/^\d+\.\d+\.\d+/);
    const page = execFileSync('node', [join(unpacked, 'extension/server/dist/cli.cjs'), 'explain', 'unknown-field'], { encoding: 'utf8', cwd: tmpdir() });
    expect(page).toContain('unknown-field');
  });
});
