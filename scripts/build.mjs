#!/usr/bin/env node
// Builds dist/: bundles without dependencies, types, schemas, and the licences of what was bundled.
import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleNode } from './bundle-node.mjs';
import { renderConfigSchema } from './config-schema.mjs';
import { loadSource } from './load-source.mjs';
import { renderManPage } from './man-page.mjs';
import { describePackages, renderBillOfMaterials, renderNotices } from './notices.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
const { version } = manifest;

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });

const define = { KARPLINT_VERSION: JSON.stringify(version) };

const nodeModules = await bundleNode(root, dist, define);

const browser = await build({
  absWorkingDir: root,
  entryPoints: { browser: 'src/browser.ts' },
  outdir: dist,
  bundle: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2023',
  minify: true,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
  define,
});

const browserModules = Object.keys(browser.metafile.inputs).map((path) => join(root, path));
const packages = await describePackages([...nodeModules, ...browserModules]);
await writeFile(join(root, 'THIRD-PARTY-NOTICES.md'), renderNotices(packages));
await writeFile(join(dist, 'sbom.cdx.json'), renderBillOfMaterials(packages, manifest));
await writeFile(join(dist, 'karplint.1'), await makeManPage());
await writeCatalog();
await copyFile(join(root, 'src/reporters/report.schema.json'), join(dist, 'report.schema.json'));
const configSchema = renderConfigSchema(await loadSource(root, 'src/browser.ts'));
await writeFile(join(dist, 'config.schema.json'), `${JSON.stringify(configSchema, null, 2)}\n`);
execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(root, 'tsconfig.build.json')], { stdio: 'inherit' });
// The first run keeps V8's compiled code beside the script: what a clean file takes, and what a finding does.
const planted = ['good.yaml', '08-imdsv1.yaml'].map((file) => join('fixtures/planted', file));
execFileSync(process.execPath, [join(dist, 'cli.cjs'), ...planted, '--fail-on', 'never'], { cwd: root, stdio: 'ignore' });

/** The catalogue, and beside it the part that rules read. */
async function writeCatalog() {
  const { standardPart } = await loadSource(root, 'src/catalog/catalog.ts');
  const text = await readFile(join(root, 'src/catalog/ec2.generated.json'), 'utf8');
  await mkdir(join(dist, 'catalog'));
  await writeFile(join(dist, 'catalog/ec2.json'), text);
  await writeFile(join(dist, 'catalog/ec2-standard.json'), JSON.stringify(standardPart(JSON.parse(text))));
}

async function makeManPage() {
  const { commands } = await loadSource(root, 'src/cli/main.ts');
  const { labelOf } = await loadSource(root, 'src/cli/help.ts');
  const { commonFlags } = await loadSource(root, 'src/cli/command.ts');
  const all = await Promise.all(Object.values(commands).map((load) => load()));
  return renderManPage({ commands: all, commonFlags, labelOf, version });
}
