import { build, transform } from 'esbuild';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { rolldown } from 'rolldown';

/** What a plain run of `karplint lint` starts from. The entry itself awaits, so that no other file may wait for it in turn. */
const plainRun = ['src/cli/main.ts', 'src/cli/streams.ts'];

/**
 * Bundles the command line and the public API into ES modules, and gives the paths of all modules in them.
 * What a plain run needs is one file, since each module costs some 2 ms to load; everything else is loaded when it is called.
 */
export async function bundleNode(root, dist, define) {
  const needed = await findStaticClosure(root, plainRun);
  const bundle = await rolldown({
    cwd: root,
    input: { cli: 'src/cli/bin.ts', index: 'src/index.ts' },
    platform: 'node',
    transform: { target: 'node20', define },
    onLog: (level, log, handle) => (log.code === 'INEFFECTIVE_DYNAMIC_IMPORT' ? undefined : handle(level, log)),
  });
  const { output } = await bundle.generate({
    format: 'esm',
    comments: false,
    chunkFileNames: 'chunks/[name]-[hash].js',
    codeSplitting: { groups: [{ name: 'engine', test: (id) => needed.has(id) }] },
  });
  await bundle.close();
  for (const { fileName, code } of output) {
    const path = join(dist, fileName);
    // ASCII is read and kept in half the space that other text takes.
    const small = await transform(code, { minify: true, charset: 'ascii', target: 'node20', format: 'esm', legalComments: 'none' });
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, small.code);
  }
  await chmod(join(dist, 'cli.js'), 0o755);
  return output.flatMap(({ moduleIds }) => moduleIds);
}

/** Absolute paths of the entries and of all that they import, dynamic imports aside. */
async function findStaticClosure(root, entryPoints) {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints,
    outdir: 'dist',
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'node',
  });
  const closure = new Set();
  const visit = (path) => {
    if (closure.has(path)) return;
    closure.add(path);
    for (const { path: imported, kind, external } of metafile.inputs[path].imports) if (kind !== 'dynamic-import' && !external) visit(imported);
  };
  for (const entry of entryPoints) visit(entry);
  return new Set([...closure].map((path) => join(root, path)));
}
