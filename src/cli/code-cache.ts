import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { constants, Script } from 'node:vm';

/** A program that was loaded, and how to keep what V8 made of it. */
export interface Loaded<T> {
  readonly exports: T;
  /** Writes down the functions compiled so far, where no earlier run did; a folder that cannot be written to is left alone. */
  keepCode(): void;
}

/**
 * Loads a CommonJS script, in ASCII, with what V8 compiled in an earlier run, which lies beside it as `.pyc` files do beside Python's.
 * V8 compiles again what another version, or one with other flags, has left; a script whose text changes must change its name.
 */
export function loadWithCodeCache<T>(file: string): Loaded<T> {
  const cache = `${file}.${process.version}-${process.arch}.cache`;
  const cachedData = process.env['NODE_DISABLE_COMPILE_CACHE'] === undefined ? readCache(cache) : undefined;
  const script = new Script(Module.wrap(readFileSync(file, 'latin1')), {
    filename: file,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    ...(cachedData === undefined ? {} : { cachedData }),
  });
  const require = createRequire(file);
  const module = new Module(file);
  // Scripts that are loaded later require this one in turn.
  require.cache[file] = module;
  const define = script.runInThisContext() as (this: unknown, ...globals: unknown[]) => void;
  define.call(module.exports, module.exports, require, module, file, dirname(file));
  return {
    exports: module.exports as T,
    keepCode() {
      if (cachedData === undefined && process.env['NODE_DISABLE_COMPILE_CACHE'] === undefined) writeCache(cache, script.createCachedData());
    },
  };
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
