import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/core/usage-error.ts';
// It is loaded on demand, which must not count as the time of a test.
import '../../src/linter.ts';
import { loadConfig } from '../../src/node/config-file.ts';
import { plant } from '../tree.ts';

describe('loadConfig', () => {
  it('finds the nearest file upwards, up to the root of the repository', async () => {
    const root = plant({
      'karplint.yaml': 'environment: dev\n',
      'repo/.git/': '',
      'repo/karplint.yml': 'environment: prod\n',
      'repo/a/b/': '',
      'other/.git/': '',
    });
    expect((await loadConfig(undefined, join(root, 'repo/a/b'))).config.environment).toBe('prod');
    expect((await loadConfig(undefined, join(root, 'repo/a/b'))).file).toBe('../../karplint.yml');
    expect((await loadConfig(undefined, join(root, 'other'))).file).toBeUndefined();
  });

  it('takes the named file instead', async () => {
    const root = plant({ 'karplint.yaml': 'environment: dev\n', 'strict.yaml': 'environment: prod\n' });
    expect(await loadConfig('strict.yaml', root)).toMatchObject({ file: 'strict.yaml', config: { environment: 'prod' } });
  });

  it.each([
    ['nothing.yaml', 'Cannot read the configuration `nothing.yaml`: no such file or folder.'],
    ['folder', 'Cannot read the configuration `folder`: it is a folder.'],
    ['bad.yaml', 'The configuration is not usable.\nbad.yaml:2:1: `rulez` is not a key of the configuration. Did you mean `rules`?'],
    ['old.yaml', 'old.yaml:1:19: Karpenter `0.5` is not a version that karplint knows.'],
    ['broken.yaml', 'broken.yaml:1:'],
  ])('refuses %s', async (name, message) => {
    const root = plant({ 'folder/': '', 'bad.yaml': '# settings\nrulez: {}\n', 'old.yaml': 'karpenterVersion: 0.5\n', 'broken.yaml': 'a: [\n' });
    const failure = await loadConfig(name, root).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UsageError);
    expect((failure as Error).message).toContain(message);
  });
});

describe('globs of a configuration', () => {
  it.each([
    ['vendor', ['vendor/a.yaml', 'x/vendor/b/c.yaml', 'vendor'], ['vendors/a.yaml', 'a-vendor/b.yaml']],
    ['vendor/', ['vendor/a.yaml', 'x/vendor/b.yaml'], ['vendors/a.yaml']],
    ['/vendor', ['vendor/a.yaml'], ['x/vendor/a.yaml']],
    ['./vendor/', ['vendor/a.yaml'], ['x/vendor/a.yaml']],
    ['*.gen.yaml', ['a.gen.yaml', 'x/.y/a.gen.yaml'], ['a.yaml']],
    ['clusters/*/dev', ['clusters/a/dev/x.yaml'], ['clusters/a/b/dev/x.yaml', 'x/clusters/a/dev/x.yaml']],
    ['**/dev/**', ['dev/a.yaml', 'x/dev/y/a.yaml'], ['development/a.yaml']],
    ['{a,b}.yaml', ['a.yaml', 'x/b.yaml'], ['c.yaml']],
  ])('%s', async (glob, matching, others) => {
    const { config, matches } = await loadConfig(undefined, plant({ 'karplint.yaml': `ignore: ["${glob}"]\n` }));
    expect(matching.filter((file) => !matches(config.ignore, file))).toEqual([]);
    expect(others.filter((file) => matches(config.ignore, file))).toEqual([]);
  });

  it('take files out again after an exclamation mark', async () => {
    const { config, matches } = await loadConfig(undefined, plant({ 'karplint.yaml': 'ignore: [vendor, "!vendor/ours/"]\n' }));
    expect(matches(config.ignore, 'vendor/a.yaml')).toBe(true);
    expect(matches(config.ignore, 'vendor/ours/a.yaml')).toBe(false);
  });

  it("start from the configuration's folder, wherever karplint runs", async () => {
    const root = plant({ '.git/': '', 'karplint.yaml': 'overrides: [{ files: [clusters/dev/], environment: dev }]\n', 'clusters/dev/': '' });
    const { config, matches } = await loadConfig(undefined, join(root, 'clusters/dev'));
    expect(matches(config.overrides[0]?.files ?? [], 'a.yaml')).toBe(true);
    expect(matches(config.overrides[0]?.files ?? [], '../prod/a.yaml')).toBe(false);
  });
});
