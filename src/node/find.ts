import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import type { Dirent } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { IgnoreStack, foldersDownTo } from './ignore-files.ts';
import type { IgnoreSettings } from './ignore-files.ts';

export interface FoundFile {
  /** Absolute. */
  readonly path: string;
  /** Relative to the working directory, with forward slashes. */
  readonly file: string;
}

/** A path that could not be opened. A named one is wrong usage; one that a walk met is a finding. */
export interface PathFailure {
  readonly file: string;
  readonly reason: string;
  readonly isNamed: boolean;
}

export interface FoundFiles {
  readonly files: readonly FoundFile[];
  readonly failures: readonly PathFailure[];
}

const ownIgnoreFile = '.karplintignore';

/**
 * Finds what to lint: named files whatever they are called, the YAML and JSON files below named folders, and what globs
 * match. Each real file comes once; symlink loops end. `.karplintignore` always holds, `.gitignore` only for files that were not named.
 */
export async function findFiles(paths: readonly string[], workingFolder: string): Promise<FoundFiles> {
  const finder = new Finder(workingFolder);
  for (const path of paths) await finder.add(path);
  return { files: finder.files, failures: finder.failures };
}

class Finder {
  readonly files: FoundFile[] = [];
  readonly failures: PathFailure[] = [];
  readonly #workingFolder: string;
  readonly #seen = new Set<string>();
  readonly #ignoreStacks = new Map<string, IgnoreStack | undefined>();

  constructor(workingFolder: string) {
    this.#workingFolder = workingFolder;
  }

  async add(name: string): Promise<void> {
    const path = resolve(this.#workingFolder, name);
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats?.isDirectory()) return this.#walkFrom(path);
    if (stats !== undefined) return this.#addNamed(path);
    if (isGlob(name)) return this.#addGlob(name);
    this.failures.push({ file: this.#nameOf(path), reason: 'no such file or folder', isNamed: true });
  }

  async #walkFrom(path: string): Promise<void> {
    const settings = await ignoreSettings(['.gitignore', ownIgnoreFile]);
    const real = realpathSync(path);
    this.#walk(path, real, IgnoreStack.startingAt(path, settings), true);
  }

  async #addNamed(path: string): Promise<void> {
    const stack = await this.#ownIgnores(dirname(path));
    if (stack?.ignores(path, false)) return;
    this.#addFile(path, realpathSync(path));
  }

  async #addGlob(glob: string): Promise<void> {
    const { default: fastGlob } = await import('fast-glob');
    const settings = await ignoreSettings(['.gitignore', ownIgnoreFile]);
    const options = { cwd: this.#workingFolder, ignore: ['**/node_modules/**', '**/.git/**'], followSymbolicLinks: false, onlyFiles: true };
    const matches = (await fastGlob(glob.split(sep).join('/'), options)).sort(byCodeUnit);
    if (matches.length === 0) this.failures.push({ file: glob, reason: 'matches no file', isNamed: true });
    for (const match of matches) {
      const path = resolve(this.#workingFolder, match);
      if (!IgnoreStack.startingAt(dirname(path), settings).ignores(path, false)) this.#addFile(path, realpathSync(path));
    }
  }

  /** The `.karplintignore` files above a named file; most trees have none, and then nothing is loaded. */
  async #ownIgnores(folder: string): Promise<IgnoreStack | undefined> {
    if (!this.#ignoreStacks.has(folder)) {
      const isThere = foldersDownTo(folder).some((each) => existsSync(join(each, ownIgnoreFile)));
      this.#ignoreStacks.set(folder, isThere ? IgnoreStack.startingAt(folder, await ignoreSettings([ownIgnoreFile])) : undefined);
    }
    return this.#ignoreStacks.get(folder);
  }

  #walk(folder: string, real: string, ignores: IgnoreStack, isNamed = false): void {
    if (this.#seen.has(real)) return;
    this.#seen.add(real);
    let entries: Dirent[];
    try {
      entries = readdirSync(folder, { withFileTypes: true });
    } catch (error) {
      this.failures.push({ file: this.#nameOf(folder), reason: reasonOf(error), isNamed });
      return;
    }
    for (const entry of entries.sort((a, b) => byCodeUnit(a.name, b.name))) this.#visit(entry, folder, real, ignores);
  }

  #visit(entry: Dirent, folder: string, real: string, ignores: IgnoreStack): void {
    const path = join(folder, entry.name);
    const target = entry.isSymbolicLink() ? followLink(path) : { real: join(real, entry.name), isFolder: entry.isDirectory(), isFile: entry.isFile() };
    if (target === undefined) return;
    if (target.isFolder) {
      if (entry.name === 'node_modules' || entry.name === '.git' || ignores.ignores(path, true)) return;
      this.#walk(path, target.real, ignores.entering(path));
    } else if (target.isFile && /\.(?:ya?ml|json)$/i.test(entry.name) && !ignores.ignores(path, false)) {
      this.#addFile(path, target.real);
    }
  }

  #addFile(path: string, real: string): void {
    if (this.#seen.has(real)) return;
    this.#seen.add(real);
    this.files.push({ path, file: this.#nameOf(path) });
  }

  #nameOf(path: string): string {
    return relativeName(path, this.#workingFolder);
  }
}

/** A path as findings show it: relative to a folder, with forward slashes. */
export function relativeName(path: string, folder: string): string {
  const name = relative(folder, path);
  return (isAbsolute(name) ? path : name || '.').split(sep).join('/');
}

/** The words of the operating system for a failure, without its codes. */
export function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return reasons[code] ?? (error instanceof Error ? error.message : String(error));
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOENT: 'no such file or folder',
  EISDIR: 'it is a folder',
  ELOOP: 'its symbolic links run in a circle',
  EMFILE: 'too many open files',
};

async function ignoreSettings(names: readonly string[]): Promise<IgnoreSettings> {
  const { default: ignore } = await import('ignore');
  return { names, parse: (text) => ignore().add(text) };
}

function followLink(path: string): { real: string; isFolder: boolean; isFile: boolean } | undefined {
  try {
    const stats = statSync(path);
    return { real: realpathSync(path), isFolder: stats.isDirectory(), isFile: stats.isFile() };
  } catch {
    // A link that leads nowhere, or round in a circle, holds nothing to lint.
    return undefined;
  }
}

function isGlob(name: string): boolean {
  return /[*?{}[\]!()]/.test(name);
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
