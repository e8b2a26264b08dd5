import { readdirSync, realpathSync, statSync } from 'node:fs';
import type { Dirent, Stats } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { IgnoreFiles } from './ignore-files.ts';
import type { IgnoreStack } from './ignore-files.ts';

export interface FoundFile {
  /** Absolute. */
  readonly path: string;
  /** Relative to the working directory, with forward slashes. */
  readonly file: string;
  /** True for a file that the caller named, false for one that a folder or a glob led to. */
  readonly isNamed: boolean;
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
  /** Files below named folders that hold no manifests, but say what installs Karpenter. */
  readonly beside: readonly FoundFile[];
  /** True where only folders were named, so that no file that belongs to another one is missing. */
  readonly isWhole: boolean;
}

/**
 * Finds what to lint: named files whatever they are called, the YAML and JSON files below named folders, and what globs
 * match. Each real file comes once, under its own name where a link leads to it as well; symlink loops end.
 * `.karplintignore` always holds, `.gitignore` only for what was not named.
 */
export async function findFiles(paths: readonly string[], workingFolder: string): Promise<FoundFiles> {
  const finder = new Finder(workingFolder);
  for (const path of paths) await finder.add(path);
  finder.followLinks();
  return { files: finder.files, failures: finder.failures, beside: finder.beside, isWhole: finder.isWhole };
}

/** A symbolic link that a walk met; `holder` is the real folder that holds it. */
interface Link {
  readonly path: string;
  readonly holder: string;
  readonly ignores: IgnoreStack;
}

class Finder {
  readonly files: FoundFile[] = [];
  readonly failures: PathFailure[] = [];
  readonly beside: FoundFile[] = [];
  isWhole = true;
  readonly #workingFolder: string;
  readonly #seen = new Set<string>();
  readonly #links: Link[] = [];
  readonly #ignores: IgnoreFiles;

  constructor(workingFolder: string) {
    this.#workingFolder = workingFolder;
    this.#ignores = new IgnoreFiles(workingFolder);
  }

  async add(name: string): Promise<void> {
    const path = resolve(this.#workingFolder, name);
    const { stats, reason } = lookAt(path);
    if (stats?.isDirectory()) return this.#walk(path, realPath(path), await this.#ignores.ofNamedFolder(path), true);
    this.isWhole = false;
    if (stats !== undefined) return this.#addNamed(path);
    if (isGlob(name)) return this.#addGlob(name);
    this.failures.push({ file: this.#nameOf(path), reason, isNamed: true });
  }

  /** Links come last, so that what they lead to keeps its own name where the walk meets it too. */
  followLinks(): void {
    for (let link = this.#links.shift(); link !== undefined; link = this.#links.shift()) {
      const { path, holder, ignores } = link;
      const real = realPath(path);
      // A link that leads nowhere holds nothing, and one to a folder that it lies in runs in a circle.
      const { stats } = lookAt(path);
      if (stats === undefined || isInside(holder, real) || isNeverRead(real)) continue;
      if (stats.isDirectory() && !ignores.ignores(path, true)) this.#walk(path, real, ignores.entering(path));
      else if (stats.isFile()) this.#addFound(path, real, ignores);
    }
  }

  async #addNamed(path: string): Promise<void> {
    if (!(await this.#ignores.leaveOut(path))) this.#addFile(path, realPath(path), true);
  }

  /** A glob stands for what the shell would have named: files, and folders to walk. */
  async #addGlob(glob: string): Promise<void> {
    const { default: fastGlob } = await import('fast-glob');
    const options = {
      cwd: this.#workingFolder,
      ignore: ['**/node_modules/**', '**/.git/**'],
      followSymbolicLinks: false,
      onlyFiles: false,
      suppressErrors: true,
    };
    const matches = (await fastGlob(glob.split(sep).join('/'), options)).sort(byCodeUnit);
    if (matches.length === 0) this.failures.push({ file: glob, reason: 'matches no file', isNamed: true });
    for (const match of matches) {
      const path = resolve(this.#workingFolder, match);
      const { stats } = lookAt(path);
      const ignores = await this.#ignores.above(path);
      if (stats?.isDirectory() && !ignores.ignores(path, true)) this.#walk(path, realPath(path), ignores.entering(path));
      else if (stats?.isFile() && (isManifestName(path) || namesExtension(glob)) && !ignores.ignores(path, false)) this.#addFile(path, realPath(path));
    }
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
    for (const entry of entries.sort((a, b) => byCodeUnit(a.name, b.name))) {
      const path = join(folder, entry.name);
      const realOfEntry = join(real, entry.name);
      if (entry.isSymbolicLink()) this.#links.push({ path, holder: real, ignores });
      else if (entry.isFile()) this.#addFound(path, realOfEntry, ignores);
      else if (entry.isDirectory() && !isNeverRead(entry.name) && !ignores.ignores(path, true)) this.#walk(path, realOfEntry, ignores.entering(path));
    }
  }

  #addFound(path: string, real: string, ignores: IgnoreStack): void {
    const isManifest = isManifestName(path);
    const isInstaller = isInstallerName(path);
    if ((!isManifest && !isInstaller) || ignores.ignores(path, false)) return;
    if (isManifest) this.#addFile(path, real);
    if (isInstaller) this.beside.push({ path, file: this.#nameOf(path), isNamed: false });
  }

  #addFile(path: string, real: string, isNamed = false): void {
    if (this.#seen.has(real)) return;
    this.#seen.add(real);
    this.files.push({ path, file: this.#nameOf(path), isNamed });
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
  const message = error instanceof Error ? error.message : String(error);
  return reasons[code] ?? /^[A-Z0-9]+: ([^,]+), /.exec(message)?.[1] ?? message;
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOENT: 'no such file or folder',
  ENOTDIR: 'no such file or folder',
  EISDIR: 'it is a folder',
  ELOOP: 'its symbolic links run in a circle',
  EMFILE: 'too many open files',
  ENAMETOOLONG: 'the name is too long',
};

function lookAt(path: string): { readonly stats?: Stats; readonly reason: string } {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    return { ...(stats === undefined ? {} : { stats }), reason: 'no such file or folder' };
  } catch (error) {
    return { reason: reasonOf(error) };
  }
}

/** Pipes such as /dev/fd/63 have no real path of their own. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

export function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder + sep);
}

export function isNeverRead(path: string): boolean {
  return /(?:^|[\\/])(?:node_modules|\.git)(?:$|[\\/])/.test(path);
}

/** Helm makes an object of every file in `templates`, but for those whose names begin with `_`. */
export function isManifestName(path: string): boolean {
  return /\.(?:ya?ml|json|tf|tftpl)$|\.ya?ml\.(?:tpl|tmpl)$|[\\/]templates[\\/](?:.*[\\/])?[^_\\/][^\\/]*\.tpl$/i.test(path);
}

export function isInstallerName(path: string): boolean {
  return /(?:\.tf|[\\/]Chart\.lock)$/.test(path);
}

function isGlob(name: string): boolean {
  return /[*?{}[\]!()]/.test(name);
}

/** `*.tpl` asks for other files than YAML and JSON; `clusters/**` does not. */
function namesExtension(glob: string): boolean {
  return /\.\w[^/]*$/.test(glob);
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
