import { builtinModules } from 'node:module';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { plant } from '../tree.ts';
import { cli, root, runCommand } from './karplint.ts';

describe('src/browser.ts', () => {
  it('bundles for a browser without a module of Node', async () => {
    const { metafile, warnings } = await build({
      entryPoints: [join(root, 'src/browser.ts')],
      bundle: true,
      platform: 'browser',
      format: 'esm',
      write: false,
      metafile: true,
      logLevel: 'silent',
    });
    const imports = Object.values(metafile.inputs).flatMap((input) => input.imports.map(({ path }) => path));
    expect(imports.filter((path) => path.startsWith('node:') || builtinModules.includes(path))).toEqual([]);
    expect(warnings).toEqual([]);
  });

  it('runs without the globals of Node', () => {
    const script = `
      import { readFileSync } from 'node:fs';
      import vm from 'node:vm';
      const context = vm.createContext({ TextEncoder, TextDecoder, URL });
      const module = new vm.SourceTextModule(readFileSync(${JSON.stringify(join(root, 'dist/browser.js'))}, 'utf8'), { context });
      await module.link(() => { throw new Error('it imports something'); });
      await module.evaluate();
      const text = 'apiVersion: karpenter.sh/v1\\nkind: NodePool\\nmetadata: { name: a }\\nspek: {}\\n';
      console.log(JSON.stringify(module.namespace.lintTexts([{ file: 'a.yaml', text }]).findings.map(({ rule }) => rule)));
    `;
    const { out, error } = runCommand(process.execPath, ['--no-warnings', '--experimental-vm-modules', '--input-type=module', '-e', script]);
    expect(error).toBe('');
    expect(JSON.parse(out)).toContain('unknown-field');
  });
});

interface Loaded {
  readonly files: readonly string[];
  /** The modules of Node that were asked for. */
  readonly builtins: readonly string[];
}

/** What a run loads: a script that runs before it writes down what is required. */
function loadedBy(argv: readonly string[], files: Readonly<Record<string, string>>): Loaded {
  const preload = `
    const Module = require('node:module');
    const builtins = new Set();
    const load = Module._load;
    process.on('exit', () => {
      const files = Object.keys(require.cache).filter((file) => file !== __filename);
      require('node:fs').writeSync(2, 'LOADED ' + JSON.stringify({ files, builtins: [...builtins] }) + '\\n');
    });
    Module._load = function (request, ...rest) {
      if (request.startsWith('node:')) builtins.add(request);
      return load.call(this, request, ...rest);
    };
  `;
  const folder = plant({ ...files, 'preload.cjs': preload });
  const { error } = runCommand(process.execPath, ['--require', join(folder, 'preload.cjs'), cli, ...argv], { folder });
  return JSON.parse(/^LOADED (.*)$/m.exec(error)?.[1] ?? '') as Loaded;
}

describe('karplint lint of one file', () => {
  /** Texts that only other runs need: a language server, commands, other formats, globs, a catalogue. */
  const foreign = {
    server: 'textDocument/hover',
    globs: 'onlyDirectories',
    ignore: 'node-ignore',
    sarif: 'sarif-2.1.0',
    explain: 'Print the page of a rule',
    patterns: 'nests too deeply',
  };

  it('loads what it needs and no more', () => {
    const { files, builtins } = loadedBy(['a.yaml'], { 'a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, namespace: b }\n' });
    // Each further file costs some 2 ms, and so does each of the larger modules of Node.
    expect(files.length).toBeGreaterThan(1);
    expect(files.length).toBeLessThan(5);
    expect([...builtins].sort()).toEqual(['node:fs', 'node:path', 'node:util', 'node:vm']);
    const texts = files.map((path) => readFileSync(path, 'utf8'));
    expect(Object.entries(foreign).filter(([, mark]) => texts.some((text) => text.includes(mark)))).toEqual([]);
  });

  it('is watched for marks that exist', () => {
    const chunks = join(root, 'dist/chunks');
    const all = readdirSync(chunks)
      .filter((name) => name.endsWith('.cjs'))
      .map((name) => readFileSync(join(chunks, name), 'utf8'));
    expect(Object.entries(foreign).filter(([, mark]) => !all.some((text) => text.includes(mark)))).toEqual([]);
  });
});
