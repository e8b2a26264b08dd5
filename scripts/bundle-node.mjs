import { build, transform } from 'esbuild';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { rolldown } from 'rolldown';

/** What a plain run of `karplint lint` needs. */
const plainRun = ['src/cli/program.ts'];

/**
 * Bundles the command line and the public API, and gives the paths of all modules in them.
 * What a plain run needs is one script, for whose compiled code V8 has a cache; everything else is loaded when it is called.
 * The public API shares the scripts: two small ES modules stand before them.
 */
export async function bundleNode(root, dist, define) {
  const needed = await findStaticClosure(root, plainRun);
  const bundle = await rolldown({
    cwd: root,
    input: { program: 'src/cli/program.ts', index: 'src/index.ts' },
    platform: 'node',
    transform: { target: 'node20', define },
    treeshake: { propertyReadSideEffects: false },
    plugins: [yamlEventsOnly],
    onLog: (level, log, handle) => (log.code === 'INEFFECTIVE_DYNAMIC_IMPORT' ? undefined : handle(level, log)),
  });
  const { output } = await bundle.generate({
    format: 'cjs',
    exports: 'named',
    comments: false,
    entryFileNames: 'chunks/[name]-[hash].cjs',
    chunkFileNames: 'chunks/[name]-[hash].cjs',
    codeSplitting: { groups: [{ name: 'engine', test: (id) => needed.has(id) }] },
  });
  await bundle.close();
  const engine = output.find(({ name, isEntry }) => name === 'engine' && !isEntry);
  for (const chunk of output) {
    const { fileName, code } = chunk;
    // ASCII is read and kept in half the space that other text takes.
    const small = await transform(chunk === engine ? withPlainExports(withRuntime(code, output)) : code, {
      minify: true,
      charset: 'ascii',
      target: 'node20',
      format: 'cjs',
      legalComments: 'none',
    });
    await write(join(dist, fileName), small.code);
  }
  const api = output.find(({ name, isEntry }) => name === 'index' && isEntry);
  await writeFile(join(dist, 'index.js'), `import api from './${api.fileName}';\nexport const { ${api.exports.join(', ')} } = api;\n`);
  await bundleEntry(root, dist, engine.fileName);
  return output.flatMap(({ moduleIds }) => moduleIds);
}

/** Every run needs the bundler's few helpers, which are not worth another file to open. */
function withRuntime(code, output) {
  return rewrite(code, /require\("\.\/(rolldown-runtime-[^"]+)"\)/, (_, file) => {
    const runtime = output.find(({ fileName }) => fileName === `chunks/${file}`);
    return `(() => { const exports = {}; ${runtime.code} return exports; })()`;
  });
}

/** The bundler gives other scripts a function for each thing that they use; nothing here changes once it is there, so that the things themselves will do. */
function withPlainExports(code) {
  return rewrite(
    code,
    /^Object\.defineProperty\(exports, "(\w+)", \{\s*enumerable: true,\s*get: function\(\) \{\s*return ([\w$]+);\s*\}\s*\}\);$/gm,
    'exports.$1 = $2;',
  );
}

/**
 * js-yaml makes its schemas, and what it writes YAML with, when it is loaded; the parser of events needs none of that. The bundler drops what
 * is made by a function that is called pure.
 */
const yamlEventsOnly = {
  name: 'yaml-events-only',
  transform(code, id) {
    if (!id.includes('node_modules/js-yaml/')) return undefined;
    const made = [
      /^(var \w+ = )((?:new Schema|define\w+Tag|\w+\.withTags)\([^]*?^[\]}]\));$/gm,
      /^(var \w+ = )(new RegExp\(.*\));$/gm,
      /^(\tscalarStyleRules: )(Object\.keys\(.*\)),$/gm,
    ];
    return made.reduce((text, pattern) => rewrite(text, pattern, (all, start, value) => `${start}/* @__PURE__ */ (() => ${value})()${all.at(-1)}`), code);
  },
};

/** Throws where there is nothing to rewrite: somebody else's code is written in another way now. */
function rewrite(code, pattern, replacement) {
  const rewritten = code.replace(pattern, replacement);
  if (rewritten === code) throw new Error(`The bundle holds nothing like ${pattern.source}`);
  return rewritten;
}

/** The entry loads the script beside it. It is no ES module: Node's loader for those takes some 7 ms to start. */
async function bundleEntry(root, dist, program) {
  const outfile = join(dist, 'cli.cjs');
  await build({
    absWorkingDir: root,
    entryPoints: ['src/cli/bin.ts'],
    outfile,
    bundle: true,
    minify: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    define: { KARPLINT_PROGRAM: JSON.stringify(program), 'import.meta.dirname': '__dirname' },
  });
  await chmod(outfile, 0o755);
}

async function write(path, text) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
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
