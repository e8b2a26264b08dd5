#!/usr/bin/env node
// Builds dist/: bundles without dependencies, types, schemas, and the licences of what was bundled.
import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { chmod, copyFile, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderConfigSchema } from './config-schema.mjs';
import { loadSource } from './load-source.mjs';
import { renderNotices } from './notices.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });

const shared = {
  bundle: true,
  format: 'esm',
  target: 'node20',
  minify: true,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
  define: { KARPLINT_VERSION: JSON.stringify(version) },
};

const node = await build({
  ...shared,
  entryPoints: { cli: join(root, 'src/cli/bin.ts'), index: join(root, 'src/index.ts') },
  outdir: dist,
  platform: 'node',
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  // Bundled CommonJS packages still call require for Node's own modules.
  banner: { js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);" },
});

const browser = await build({
  ...shared,
  entryPoints: { browser: join(root, 'src/browser.ts') },
  outdir: dist,
  platform: 'browser',
  target: 'es2023',
});

await writeFile(join(root, 'THIRD-PARTY-NOTICES.md'), await renderNotices(root, [node.metafile, browser.metafile]));
await cp(join(root, 'src/catalog/ec2.generated.json'), join(dist, 'catalog/ec2.generated.json'));
await copyFile(join(root, 'src/reporters/report.schema.json'), join(dist, 'report.schema.json'));
const configSchema = renderConfigSchema(await loadSource(root, 'src/browser.ts'));
await writeFile(join(dist, 'config.schema.json'), `${JSON.stringify(configSchema, null, 2)}\n`);
execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(root, 'tsconfig.build.json')], { stdio: 'inherit' });
await chmod(join(dist, 'cli.js'), 0o755);
