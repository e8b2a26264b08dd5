import { builtinModules } from 'node:module';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
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

/** The modules that a run loads, by URL: a loader hook writes them down. */
function loadedBy(argv: readonly string[], folder: string): string[] {
  const hook = `import { writeSync } from 'node:fs'; export function load(url, context, next) { writeSync(2, 'LOADED ' + url + '\\n'); return next(url, context); }`;
  const register = `import { register } from 'node:module'; register(${JSON.stringify(dataUrl(hook))});`;
  const { error } = runCommand(process.execPath, ['--import', dataUrl(register), cli, ...argv], { folder });
  return [...error.matchAll(/^LOADED ((?:file|node):.*)$/gm)].map(([, url = '']) => url);
}

function dataUrl(code: string): string {
  return `data:text/javascript,${encodeURIComponent(code)}`;
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
    const folder = plant({ 'a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, namespace: b }\n' });
    const urls = loadedBy(['a.yaml'], folder);
    const files = urls.filter((url) => url.startsWith('file:')).map((url) => fileURLToPath(url));
    // Each further file costs some 2 ms, and so does each of the larger modules of Node.
    expect(files.length).toBeGreaterThan(1);
    expect(files.length).toBeLessThan(5);
    expect(urls.filter((url) => url.startsWith('node:')).sort()).toEqual(['node:fs', 'node:path', 'node:util']);
    const texts = files.map((path) => readFileSync(path, 'utf8'));
    expect(Object.entries(foreign).filter(([, mark]) => texts.some((text) => text.includes(mark)))).toEqual([]);
  });

  it('is watched for marks that exist', () => {
    const chunks = join(root, 'dist/chunks');
    const all = readdirSync(chunks).map((name) => readFileSync(join(chunks, name), 'utf8'));
    expect(Object.entries(foreign).filter(([, mark]) => !all.some((text) => text.includes(mark)))).toEqual([]);
  });
});
