import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { Ignore } from 'ignore';

/** The patterns of one `.gitignore` or `.karplintignore`, which speak of the paths below its folder. */
interface IgnoreFile {
  readonly folder: string;
  readonly patterns: Ignore;
}

/** Which ignore files to read, and the parser for them, handed in so that it is loaded only when a run needs it. */
export interface IgnoreSettings {
  readonly names: readonly string[];
  readonly parse: (text: string) => Ignore;
}

/** The ignore files that hold in a folder: those of its parents first, since deeper ones win. */
export class IgnoreStack {
  readonly #files: readonly IgnoreFile[];
  readonly #settings: IgnoreSettings;

  private constructor(settings: IgnoreSettings, files: readonly IgnoreFile[]) {
    this.#settings = settings;
    this.#files = files;
  }

  /** What holds where a walk starts: the folder's own files and those above it, up to the root of the Git repository. */
  static startingAt(folder: string, settings: IgnoreSettings): IgnoreStack {
    return foldersDownTo(folder).reduce((stack, each) => stack.entering(each), new IgnoreStack(settings, []));
  }

  /** The stack with the ignore files of one more folder. */
  entering(folder: string): IgnoreStack {
    const added = this.#settings.names.flatMap((name) => {
      const text = readIfThere(join(folder, name));
      return text === undefined ? [] : [{ folder, patterns: this.#settings.parse(text) }];
    });
    return added.length === 0 ? this : new IgnoreStack(this.#settings, [...this.#files, ...added]);
  }

  ignores(path: string, isFolder: boolean): boolean {
    let ignored = false;
    for (const { folder, patterns } of this.#files) {
      const below = relative(folder, path).split(sep).join('/');
      if (below === '' || below.startsWith('../')) continue;
      const verdict = patterns.test(isFolder ? `${below}/` : below);
      if (verdict.ignored) ignored = true;
      else if (verdict.unignored) ignored = false;
    }
    return ignored;
  }
}

/** From the root of the Git repository down to the folder; the folder alone outside a repository. */
export function foldersDownTo(folder: string): string[] {
  const chain = [folder];
  for (let current = folder; !existsSync(join(current, '.git')); current = dirname(current)) {
    if (dirname(current) === current) return [folder];
    chain.unshift(dirname(current));
  }
  return chain;
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
