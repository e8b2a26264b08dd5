import { mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lintFlags } from '../../src/cli/lint-flags.ts';
import { root, runCommand } from './karplint.ts';

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string; readonly mode: number }[];
}

const pool = 'apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: { name: apples }\nspek: {}\n';

/** Packed bytes; a larger package needs a reason. */
const sizeBudget = 1_300_000;

describe('the package', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'karplint-package-')));
  let packed: Packed;

  beforeAll(() => {
    const { out, error, code } = runCommand('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], { folder: root });
    expect(code, error).toBe(0);
    [packed] = JSON.parse(out) as [Packed];
    writeFileSync(join(folder, 'package.json'), '{ "private": true }');
    const install = runCommand('npm', ['install', '--offline', '--no-audit', '--no-fund', join(folder, packed.filename)], { folder });
    expect(install.code, install.error).toBe(0);
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('holds what runs and what explains it, and nothing else', () => {
    const kinds = new Set(packed.files.map(({ path }) => path.replace(/^dist\/types\/.*\.d\.ts$/, 'types').replace(/^dist\/(chunks|catalog)\/.*/, '$1')));
    const pages = [...kinds].filter((path) => path.startsWith('docs/rules/'));
    const rest = [...kinds].filter((path) => !path.startsWith('docs/rules/')).sort();
    expect(pages.length).toBeGreaterThan(20);
    expect(rest).toEqual(
      expect.arrayContaining(['LICENSE', 'README.md', 'THIRD-PARTY-NOTICES.md', 'dist/cli.cjs', 'dist/index.js', 'dist/browser.js', 'package.json', 'types']),
    );
    expect(rest.filter((path) => /\.(?:ts|map|test\.js)$|^(?:src|test|fixtures|scripts|node_modules)\//.test(path))).toEqual([]);
  });

  it('is small', () => {
    expect(packed.size).toBeLessThan(sizeBudget);
  });

  it('brings no other package along', () => {
    const entries = readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'));
    expect(entries).toEqual(['karplint']);
    const manifest = JSON.parse(readFileSync(join(folder, 'node_modules/karplint/package.json'), 'utf8')) as Record<string, unknown>;
    expect(manifest['dependencies']).toBeUndefined();
  });

  it('runs where it is installed', () => {
    const run = (...argv: string[]) => runCommand(join(folder, 'node_modules/.bin/karplint'), argv, { folder, input: pool });
    expect(run('--version').out).toMatch(/^\d+\.\d+\.\d+/);
    expect(run('-')).toMatchObject({ code: 1, out: expect.stringContaining('unknown-field') as string });
    expect(run('explain', 'unknown-field')).toMatchObject({ code: 0, out: expect.stringContaining('Why it matters') as string });
    expect(JSON.parse(run('rules', '--format', 'json').out)).toContainEqual(expect.objectContaining({ id: 'unknown-field' }));
    expect(JSON.parse(run('-', '--format', 'sarif').out)).toMatchObject({ version: '2.1.0' });
  });

  it('can be imported, for Node and without a disk', () => {
    writeFileSync(join(folder, 'pool.yaml'), pool);
    const script = `
      import { lintPaths, renderText } from 'karplint';
      import { lintTexts } from 'karplint/browser';
      import schema from 'karplint/report.schema.json' with { type: 'json' };
      import config from 'karplint/config.schema.json' with { type: 'json' };
      const { report, sources } = await lintPaths(['pool.yaml']);
      const other = lintTexts([{ file: 'pool.yaml', text: ${JSON.stringify(pool)} }]);
      const same = JSON.stringify(report.findings) === JSON.stringify(other.findings);
      console.log(JSON.stringify({ same, rules: report.findings.map(({ rule }) => rule), text: renderText(report, sources, { version: '1' }).length > 0, schemas: [schema.type, config.type] }));
    `;
    const { out, error } = runCommand(process.execPath, ['--no-warnings', '--input-type=module', '-e', script], { folder });
    expect(error).toBe('');
    expect(JSON.parse(out)).toMatchObject({
      same: true,
      rules: expect.arrayContaining(['unknown-field']) as string[],
      text: true,
      schemas: ['object', 'object'],
    });
  });

  it('has a manual page with every option of karplint lint', () => {
    const page = readFileSync(join(folder, 'node_modules/karplint/dist/karplint.1'), 'utf8').replaceAll('\\-', '-');
    for (const { name } of lintFlags) expect(page).toContain(`--${name}`);
  });

  it('has a bill of materials that names what it bundles', () => {
    const bill = JSON.parse(readFileSync(join(folder, 'node_modules/karplint/dist/sbom.cdx.json'), 'utf8')) as { components: { name: string; purl: string }[] };
    const notices = readFileSync(join(folder, 'node_modules/karplint/THIRD-PARTY-NOTICES.md'), 'utf8');
    const named = [...notices.matchAll(/^## (\S+) (\S+)$/gm)].map(([, name = '', version = '']) => `pkg:npm/${name.replace('@', '%40')}@${version}`);
    expect(bill.components.map(({ purl }) => purl)).toEqual(named);
  });

  it('names the licence of everything that it bundles', () => {
    const notices = readFileSync(join(folder, 'node_modules/karplint/THIRD-PARTY-NOTICES.md'), 'utf8');
    for (const name of ['js-yaml', 'fast-glob', 'ignore', 'micromatch']) expect(notices).toMatch(new RegExp(`^## ${name} \\d`, 'm'));
  });
});

describe('a release', () => {
  const check = (tag: string) => runCommand(process.execPath, ['scripts/check-release.mjs', tag]);

  it('needs a tag that agrees with the version', () => {
    expect(check('v99.0.0')).toMatchObject({ code: 1, out: '', error: expect.stringContaining('they must agree') as string });
  });

  it('needs a section of the changelog', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    const hasSection = new RegExp(`^## ${version}\\b`, 'm').test(readFileSync(join(root, 'CHANGELOG.md'), 'utf8'));
    expect(check(`v${version}`).code).toBe(hasSection ? 0 : 1);
  });
});
