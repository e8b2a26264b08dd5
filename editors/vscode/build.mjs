#!/usr/bin/env node
// Bundles the extension, and puts karplint itself (built beforehand in the root of the repository) beside it as the server.
import { build } from 'esbuild';
import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

const folder = import.meta.dirname;
const root = join(folder, '../..');

await rm(join(folder, 'server'), { recursive: true, force: true });
await mkdir(join(folder, 'server/docs'), { recursive: true });
await cp(join(root, 'dist'), join(folder, 'server/dist'), { recursive: true, filter: (path) => !path.endsWith('/types') && !path.endsWith('browser.js') });
await cp(join(root, 'docs/rules'), join(folder, 'server/docs/rules'), { recursive: true });
await cp(join(root, 'THIRD-PARTY-NOTICES.md'), join(folder, 'server/THIRD-PARTY-NOTICES.md'));
await cp(join(root, 'package.json'), join(folder, 'server/package.json'));
await cp(join(root, 'LICENSE'), join(folder, 'LICENSE'));
await build({
  entryPoints: [join(folder, 'src/extension.ts')],
  outfile: join(folder, 'dist/extension.cjs'),
  bundle: true,
  minify: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  external: ['vscode'],
});
