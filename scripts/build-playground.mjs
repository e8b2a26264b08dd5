#!/usr/bin/env node
// Builds playground/dist: a page that any static host can serve, with karplint in it and the catalogue beside it.
import { build } from 'esbuild';
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const target = join(root, 'playground/dist');

await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });
await build({
  entryPoints: { main: join(root, 'playground/src/main.ts') },
  outdir: target,
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2023',
  loader: { '.yaml': 'text' },
  legalComments: 'linked',
});
for (const name of ['index.html', 'style.css']) await copyFile(join(root, 'playground', name), join(target, name));
await copyFile(join(root, 'src/catalog/ec2.generated.json'), join(target, 'ec2.json'));
