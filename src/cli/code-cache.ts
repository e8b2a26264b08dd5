import { closeSync, fstatSync, openSync, readFileSync, readSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { Module } from 'node:module';
import { dirname, resolve } from 'node:path';
import { constants, Script } from 'node:vm';

interface Loaded {
  readonly script: Script;
  /** Where the code of the script is kept; undefined where it is kept already. */
  readonly cache: string | undefined;
}

/** What Node gives to a CommonJS script, and to this one as well. To import `node:module` in its place takes half a millisecond. */
const { wrap } = module.constructor as typeof Module;

/**
 * Loads CommonJS scripts, in ASCII, with what V8 compiled in an earlier run, which lies beside them as `.pyc` files do beside Python's.
 * V8 compiles again what another version, or one with other flags, has left; a script whose text changes must change its name.
 */
export class CodeCache {
  readonly #loaded = new Map<string, Loaded>();
  readonly #isOff = process.env['NODE_DISABLE_COMPILE_CACHE'] !== undefined;

  /** What a script exports. Those that it requires by a relative path are loaded in the same way; all others are Node's own. */
  load(file: string): unknown {
    const known = require.cache[file];
    if (known !== undefined) return known.exports;
    const cache = `${file}.${process.version}-${process.arch}.cache`;
    const cachedData = this.#isOff ? undefined : readCache(cache);
    const script = new Script(readWrapped(file), {
      filename: file,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
      ...(cachedData === undefined ? {} : { cachedData }),
    });
    this.#loaded.set(file, { script, cache: cachedData === undefined ? cache : undefined });
    return this.#run(file, script);
  }

  /** Writes down the functions compiled so far of the scripts that pass, where no earlier run did; a folder that cannot be written to is left alone. */
  keep(passes: (file: string) => boolean): void {
    if (this.#isOff) return;
    for (const [file, { script, cache }] of this.#loaded) if (cache !== undefined && passes(file)) writeCache(cache, script.createCachedData());
  }

  #run(file: string, script: Script): unknown {
    const loaded = new (module.constructor as typeof Module)(file);
    // Programs that import the package find the same objects.
    require.cache[file] = loaded;
    const folder = dirname(file);
    const requireCached = (id: string): unknown => (id.startsWith('./') ? this.load(resolve(folder, id)) : module.require(id));
    const define = script.runInThisContext() as (this: unknown, ...globals: unknown[]) => void;
    define.call(loaded.exports, loaded.exports, requireCached, loaded, file, folder);
    return loaded.exports;
  }
}
const [opening = '', closing = ''] = wrap('\0').split('\0');

/** The text of a script as the body of a function, put together before it becomes a string: V8 would copy a sum of strings. */
function readWrapped(file: string): string {
  const descriptor = openSync(file, 'r');
  try {
    const { size } = fstatSync(descriptor);
    const bytes = Buffer.allocUnsafeSlow(opening.length + size + closing.length);
    bytes.write(opening, 'latin1');
    let read = 0;
    // Nothing more comes of a file that was cut meanwhile.
    for (let more = -1; more !== 0 && read < size; read += more) more = readSync(descriptor, bytes, opening.length + read, size - read, null);
    if (read < size) throw new Error(`${file} changed while it was read.`);
    bytes.write(closing, opening.length + size, 'latin1');
    return bytes.toString('latin1');
  } finally {
    closeSync(descriptor);
  }
}

function readCache(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/** Whole or not at all, since other runs may read it meanwhile. */
function writeCache(path: string, data: Buffer): void {
  const draft = `${path}.${String(process.pid)}`;
  try {
    writeFileSync(draft, data);
    renameSync(draft, path);
  } catch {
    rmSync(draft, { force: true });
  }
}
