import { describe, expect, it } from 'vitest';
import { findFiles, relativeName } from '../../src/node/find.ts';
import type { Tree } from '../tree.ts';
import { plant } from '../tree.ts';

const yaml = 'a: 1\n';

async function found(tree: Tree, paths: readonly string[], folder = ''): Promise<string[]> {
  const root = plant(tree);
  const { files, failures } = await findFiles(paths, `${root}${folder}`);
  expect(failures).toEqual([]);
  return files.map(({ file }) => file).sort();
}

describe('a named folder', () => {
  it('is searched for YAML and JSON, hidden folders included', async () => {
    const tree = { 'a.yaml': yaml, 'b.YML': yaml, 'c.json': '{}', 'd.txt': '', '.github/e.yml': yaml, 'deep/er/f.yaml': yaml, 'empty/': '' };
    expect(await found(tree, ['.'])).toEqual(['.github/e.yml', 'a.yaml', 'b.YML', 'c.json', 'deep/er/f.yaml']);
  });

  it('is searched for what Helm makes objects of, whatever its name ends with', async () => {
    const tree = { 'chart/templates/pool.tpl': yaml, 'chart/templates/in/class.tpl': yaml, 'chart/templates/_helpers.tpl': yaml, 'script.tpl': yaml };
    expect(await found(tree, ['.'])).toEqual(['chart/templates/in/class.tpl', 'chart/templates/pool.tpl']);
  });

  it('never gives what node_modules and .git hold', async () => {
    const tree = { 'a.yaml': yaml, 'node_modules/x/b.yaml': yaml, 'sub/node_modules/c.yaml': yaml, '.git/d.yaml': yaml, link: { to: 'node_modules/x' } };
    expect(await found(tree, ['.'])).toEqual(['a.yaml']);
  });

  it('above the working folder gives names that lead there', async () => {
    expect(await found({ 'a.yaml': yaml, 'sub/b.yaml': yaml }, ['..'], '/sub')).toEqual(['../a.yaml', 'b.yaml']);
  });

  it('that is empty gives nothing and is no failure', async () => {
    expect(await found({ 'sub/': '' }, ['sub'])).toEqual([]);
  });
});

describe('symbolic links', () => {
  it('that run in a circle give each file once, under its own name', async () => {
    const tree = { 'a/x.yaml': yaml, 'a/loop': { to: '..' }, 'a/self': { to: '.' }, b: { to: 'a' }, 'z/one': { to: 'two' }, 'z/two': { to: 'one' } };
    expect(await found(tree, ['.'])).toEqual(['a/x.yaml']);
  });

  it('to an outer folder do not lead out of the named one', async () => {
    expect(await found({ 'sub/x.yaml': yaml, 'sub/up': { to: '..' }, 'other.yaml': yaml }, ['sub'])).toEqual(['sub/x.yaml']);
  });

  it('to folders and files elsewhere are followed', async () => {
    const tree = { 'in/dir': { to: '../out' }, 'in/file.yaml': { to: '../single.yaml' }, 'out/y.yaml': yaml, 'single.yaml': yaml };
    expect(await found(tree, ['in'])).toEqual(['in/dir/y.yaml', 'in/file.yaml']);
  });

  it('that lead nowhere hold nothing, even where a glob matches them', async () => {
    expect(await found({ 'a.yaml': yaml, 'gone.yaml': { to: 'nowhere' } }, ['.', '*.yaml'])).toEqual(['a.yaml']);
  });

  it('keep the name that was asked for', async () => {
    expect(await found({ 'real.yaml': yaml, 'link.yaml': { to: 'real.yaml' } }, ['link.yaml', '.'])).toEqual(['link.yaml']);
  });
});

describe('a glob', () => {
  const tree = { 'prod/a.yaml': yaml, 'prod/b.md': '', 'prod/more/c.yaml': yaml, 'dev/d.yaml': yaml, 'dev/e.tpl': '', 'node_modules/f.yaml': yaml };

  it.each([
    ['**/*.yaml', ['dev/d.yaml', 'prod/a.yaml', 'prod/more/c.yaml']],
    ['prod/*', ['prod/a.yaml', 'prod/more/c.yaml']],
    ['prod/**', ['prod/a.yaml', 'prod/more/c.yaml']],
    ['{prod,dev}/?.yaml', ['dev/d.yaml', 'prod/a.yaml']],
    ['d*', ['dev/d.yaml']],
    ['dev/*.tpl', ['dev/e.tpl']],
  ])('%s', async (glob, files) => {
    expect(await found(tree, [glob])).toEqual(files);
  });

  it('keeps ignore files', async () => {
    const ignored = { '.git/': '', '.gitignore': 'dev/\n', 'prod/.karplintignore': 'a.yaml\n', ...tree };
    expect(await found(ignored, ['**/*.yaml', '*'])).toEqual(['prod/more/c.yaml']);
  });

  it('matches links to files', async () => {
    expect(await found({ 'real.txt': yaml, 'link.yaml': { to: 'real.txt' } }, ['*.yaml'])).toEqual(['link.yaml']);
  });

  it('that matches nothing is a failure with its own words', async () => {
    const { failures } = await findFiles(['*.yaml'], plant({}));
    expect(failures).toEqual([{ file: '*.yaml', reason: 'matches no file', isNamed: true }]);
  });

  it('is a plain name where a file is called that', async () => {
    expect(await found({ '[a].yaml': yaml, 'a.yaml': yaml }, ['[a].yaml'])).toEqual(['[a].yaml']);
  });
});

describe('ignore files', () => {
  it('hold below their folder, deeper ones last', async () => {
    const tree = {
      '.git/': '',
      '.gitignore': '*.gen.yaml\n',
      'a.gen.yaml': yaml,
      'sub/.gitignore': '!keep.gen.yaml\n',
      'sub/keep.gen.yaml': yaml,
      'sub/b.gen.yaml': yaml,
    };
    expect(await found(tree, ['.'])).toEqual(['sub/keep.gen.yaml']);
  });

  it('of the folders above hold as well, up to the root of the repository', async () => {
    const tree = { '.gitignore': 'x.yaml\n', 'repo/.git/': '', 'repo/.gitignore': 'y.yaml\n', 'repo/sub/x.yaml': yaml, 'repo/sub/y.yaml': yaml };
    expect(await found(tree, ['sub'], '/repo')).toEqual(['sub/x.yaml']);
  });

  it('of the working folder hold outside a repository', async () => {
    const tree = { '.karplintignore': 'sub/x.yaml\n', 'sub/x.yaml': yaml, 'sub/y.yaml': yaml };
    expect(await found(tree, ['sub', 'sub/x.yaml'])).toEqual(['sub/y.yaml']);
  });

  it('of Git yield to a file or folder that is named', async () => {
    const tree = { '.git/': '', '.gitignore': 'rendered/\nx.yaml\n', 'rendered/deep/a.yaml': yaml, 'x.yaml': yaml };
    expect(await found(tree, ['.'])).toEqual([]);
    expect(await found(tree, ['rendered', 'x.yaml'])).toEqual(['rendered/deep/a.yaml', 'x.yaml']);
    expect(await found(tree, ['rendered/deep'])).toEqual(['rendered/deep/a.yaml']);
  });

  it('of karplint do not', async () => {
    const tree = { '.git/': '', '.karplintignore': 'rendered/\nx.yaml\n', 'rendered/a.yaml': yaml, 'x.yaml': yaml, 'y.yaml': yaml };
    expect(await found(tree, ['rendered', 'x.yaml', 'rendered/a.yaml', 'y.yaml'])).toEqual(['y.yaml']);
  });
});

describe('a named file', () => {
  it('is taken whatever it is called, and once', async () => {
    expect(await found({ 'manifest.txt': yaml, 'sub/': '' }, ['manifest.txt', './sub/../manifest.txt'])).toEqual(['manifest.txt']);
  });

  it.each([
    ['nothing.yaml', 'no such file or folder'],
    ['file.yaml/below', 'no such file or folder'],
    ['loop', 'its symbolic links run in a circle'],
    [`${'x'.repeat(300)}.yaml`, 'the name is too long'],
  ])('that cannot be opened is a failure that stops no other: %s', async (name, reason) => {
    const root = plant({ 'file.yaml': yaml, loop: { to: 'loop' } });
    const { files, failures } = await findFiles([name, 'file.yaml'], root);
    expect(failures).toEqual([{ file: name, reason, isNamed: true }]);
    expect(files.map(({ file }) => file)).toEqual(['file.yaml']);
  });

  it('may be one of thousands', async () => {
    const names = Array.from({ length: 3000 }, (_, index) => `file-${index}.yaml`);
    const tree = Object.fromEntries(names.map((name) => [name, '']));
    expect(await found({ ...tree, '.karplintignore': 'file-7.yaml\n' }, names)).toHaveLength(2999);
  });
});

describe('relativeName', () => {
  it.each([
    ['/a/b/c.yaml', '/a/b', 'c.yaml'],
    ['/a/x.yaml', '/a/b', '../x.yaml'],
    ['/a/b', '/a/b', '.'],
  ])('%s from %s', (path, folder, name) => {
    expect(relativeName(path, folder)).toBe(name);
  });
});
