import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { TestWorkspace, nodeClass } from './workspace.ts';

describe('extends', () => {
  const files = {
    'shared/base.yaml': 'environment: dev\npreset: all\nrules:\n  imdsv1-allowed: note\n  spot-family-diversity-low: { minFamilies: 7 }\n',
    'node_modules/@acme/karplint/karplint.yaml': 'extends: ./more.yaml\nenvironment: staging\nignore: [vendor/]\n',
    'node_modules/@acme/karplint/more.yaml': 'rules: { ebs-unencrypted: off }\n',
    'karplint.yaml': 'extends: [./shared/base.yaml, "@acme/karplint"]\nrules:\n  spot-family-diversity-low: { severity: note }\n',
    'a.yaml': nodeClass('a'),
    'vendor/b.yaml': nodeClass('b'),
  };

  it('builds on files and packages, later ones and the file itself winning', async () => {
    const workspace = new TestWorkspace(files);
    const { out } = await workspace.run('config', 'show', 'a.yaml', '--format', 'json');
    const shown = JSON.parse(out) as { rules: Record<string, unknown> };
    expect(shown).toMatchObject({
      configFiles: ['shared/base.yaml', 'node_modules/@acme/karplint/more.yaml', 'node_modules/@acme/karplint/karplint.yaml', 'karplint.yaml'],
      environment: 'staging',
      preset: 'all',
      ignored: false,
    });
    expect(shown.rules).toMatchObject({
      'imdsv1-allowed': { severity: 'note' },
      'ebs-unencrypted': 'off',
      'spot-family-diversity-low': { severity: 'note', minFamilies: 7 },
    });
    expect((await workspace.findings()).filter((name) => name.startsWith('vendor/'))).toEqual([]);
  });

  it.each([
    ['a file that is not there', './nowhere.yaml', 'karplint.yaml:1:10: There is no configuration `./nowhere.yaml`: it must be a .yaml file that is there.'],
    ['a package that is not there', '@acme/other', 'no `node_modules` here or above holds it'],
    ['itself', './karplint.yaml', 'builds on this configuration itself'],
    ['a file that is no configuration', './bad.yaml', 'bad.yaml:1:1: `rulez` is not a key'],
    ['a file of another kind', '/etc/passwd', 'it must be a .yaml file'],
    ['a program', './evil.js', 'it must be a .yaml file'],
  ])('refuses %s', async (_, name, message) => {
    const workspace = new TestWorkspace({ 'karplint.yaml': `extends: ${JSON.stringify(name)}\n`, 'bad.yaml': 'rulez: 1\n', 'evil.js': 'process.exit(42)' });
    const { code, error } = await workspace.run();
    expect(error).toContain(message);
    expect(code).toBe(2);
  });
});

describe('config show', () => {
  it('prints a configuration that gives the same when it is used', async () => {
    const workspace = new TestWorkspace({
      'karplint.yaml': 'preset: essential\noverrides: [{ files: [dev/], environment: dev, rules: { imdsv1-allowed: off } }]\n',
    });
    const { out } = await workspace.run('config', 'show', 'dev/a.yaml');
    expect(out).toMatch(/^# dev\/a.yaml\n# from karplint.yaml\n/);
    expect(parse(out)).toMatchObject({ environment: 'dev', preset: 'essential', rules: { 'imdsv1-allowed': 'off', 'api-rejected': 'critical' } });
    workspace.write('again.yaml', out);
    expect((await workspace.run('config', 'show', 'dev/a.yaml', '--config', 'again.yaml')).out.split('\n').slice(2)).toEqual(out.split('\n').slice(2));
  });

  it('asks which file', async () => {
    expect((await new TestWorkspace().run('config')).error).toContain('Say for which file');
  });
});

describe('init', () => {
  const repository = { 'clusters/prod-eu/class.yaml': nodeClass('a'), 'clusters/dev/class.yaml': nodeClass('b'), '.github/CODEOWNERS': '* @a\n' };

  it('writes a configuration that karplint takes, with environments by folder, and what CI and pre-commit need', async () => {
    const workspace = new TestWorkspace(repository);
    const { out, code } = await workspace.run('init');
    expect(code).toBe(0);
    expect(out).toContain('2 files with objects of Karpenter');
    expect(parse(workspace.read('karplint.yaml'))).toEqual({
      overrides: [
        { files: ['clusters/dev/**'], environment: 'dev' },
        { files: ['clusters/prod-eu/**'], environment: 'prod' },
      ],
    });
    expect(workspace.read('karplint.yaml')).toMatch(/^# yaml-language-server: \$schema=https:/);
    expect(parse(workspace.read('.github/workflows/karplint.yaml'))).toMatchObject({ permissions: { contents: 'read' } });
    expect(parse(workspace.read('.pre-commit-config.yaml'))).toHaveProperty('repos');
    expect((await workspace.run('--fail-on', 'never')).code).toBe(0);
  });

  it('pins the actions of others by the hashes that this repository uses', async () => {
    const workspace = new TestWorkspace(repository);
    await workspace.run('init');
    const uses = (text: string): string[] => text.match(/uses: actions\/.*/g) ?? [];
    const own = uses(readFileSync('.github/workflows/release.yml', 'utf8'));
    const written = uses(workspace.read('.github/workflows/karplint.yaml'));
    expect(written).toHaveLength(2);
    for (const line of written) {
      expect(line).toMatch(/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
      expect(own).toContain(line);
    }
  });

  it('leaves alone what is there, and prints what to add', async () => {
    const workspace = new TestWorkspace({ ...repository, '.pre-commit-config.yaml': 'repos: []\n' });
    const { out } = await workspace.run('init');
    expect(workspace.read('.pre-commit-config.yaml')).toBe('repos: []\n');
    expect(out).toContain('.pre-commit-config.yaml is there already; to add to it');
    expect((await workspace.run('init')).out).toContain('karplint.yaml is there already');
  });

  it('writes nothing in a dry run, and what is asked for only', async () => {
    const workspace = new TestWorkspace(repository);
    const { out } = await workspace.run('init', '--dry-run', '--ci', 'gitlab', '--no-pre-commit', '--baseline');
    expect(out).toContain('codequality');
    expect(out).toContain('baseline: karplint-baseline.json');
    expect(out).not.toContain('repos:');
    expect(() => workspace.read('karplint.yaml')).toThrow('ENOENT');
  });
});
