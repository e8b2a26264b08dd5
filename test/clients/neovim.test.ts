import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'karplint-neovim-'));
afterAll(() => rmSync(folder, { recursive: true }));

const pool = `apiVersion: karpenter.sh/v1
kind: NodePool
metadata:
  name: apples
spec:
  disruption:
    consolidateAfter: 5m # unhurried
  template:
    spec:
      nodeClassRef: { group: karpenter.k8s.aws, kind: EC2NodeClass, name: default }
      requirements: []
`;

describe('Neovim', () => {
  it('shows a finding when a file is saved, and a code action mends it', () => {
    const file = join(folder, 'pool.yaml');
    writeFileSync(file, pool);
    const settings = { arg_file: file, arg_cli: join(root, 'dist/cli.cjs'), arg_rule: 'consolidation-disabled' };
    const assignments = Object.entries(settings).map(([name, value]) => `${name} = ${JSON.stringify(value)}`);
    const args = ['--clean', '--headless', '-n', '-c', `lua ${assignments.join('; ')}`, '-c', `luafile ${join(import.meta.dirname, 'neovim.lua')}`];
    const { stdout, stderr } = spawnSync('nvim', args, { encoding: 'utf8', timeout: 100_000 });
    expect(`${stdout}${stderr}`).toContain('clean: true');
    expect(stdout).toContain('seen: true');
    expect(stdout).toMatch(/^at: .*\b7:consolidation-disabled/m);
    expect(stdout).toContain('mended: true');
    expect(readFileSync(file, 'utf8')).toBe(pool);
  });
});
