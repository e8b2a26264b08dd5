import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { Ignore } from 'ignore';

const ownIgnoreFile = '.karplintignore';

/** The patterns of one `.gitignore` or `.karplintignore`, which speak of the paths below its folder. */
interface IgnoreFile {
  readonly folder: string;
  readonly patterns: Ignore;
}

/** Which ignore files to read, and the parser for them. */
interface IgnoreSettings {
  readonly names: readonly string[];
  readonly parse: (text: string) => Ignore;
}

/** The ignore files that hold in a folder: those of its parents first, since deeper ones win. */
export class IgnoreStack {
  readonly #files: readonly IgnoreFile[];
  readonly #settings: IgnoreSettings;

  constructor(settings: IgnoreSettings, files: readonly IgnoreFile[] = []) {
    this.#settings = settings;
    this.#files = files;
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

/** The stack of any folder; each ignore file is read once. */
class IgnoreTree {
  readonly #settings: IgnoreSettings;
  readonly #workingFolder: string;
  readonly #stacks = new Map<string, IgnoreStack>();

  constructor(settings: IgnoreSettings, workingFolder: string) {
    this.#settings = settings;
    this.#workingFolder = workingFolder;
  }

  /** What holds in a folder: its own files and those of the folders above it, as far as `foldersDownTo` goes. */
  at(folder: string): IgnoreStack {
    let stack = new IgnoreStack(this.#settings);
    for (const each of foldersDownTo(folder, this.#workingFolder)) {
      const entered = this.#stacks.get(each) ?? stack.entering(each);
      this.#stacks.set(each, entered);
      stack = entered;
    }
    return stack;
  }
}

/** The ignore files of one run; the parser for them is loaded when the first one is met. */
export class IgnoreFiles {
  readonly #workingFolder: string;
  readonly #trees = new Map<string, IgnoreTree>();
  readonly #foldersWithOwn = new Map<string, boolean>();

  constructor(workingFolder: string) {
    this.#workingFolder = workingFolder;
  }

  /** What holds for a path that a glob led to. */
  async above(path: string): Promise<IgnoreStack> {
    return (await this.#tree(['.gitignore', ownIgnoreFile])).at(dirname(path));
  }

  /** What holds in a named folder: Git's patterns only where they leave the folder itself alone, since rendered manifests are often ignored. */
  async ofNamedFolder(folder: string): Promise<IgnoreStack> {
    const ignores = (await this.#tree(['.gitignore', ownIgnoreFile])).at(folder);
    return ignores.ignores(folder, true) ? (await this.#tree([ownIgnoreFile])).at(folder) : ignores;
  }

  /** True for a named file that a `.karplintignore` above it names; most trees have none, and then no parser is loaded. */
  async leaveOut(path: string): Promise<boolean> {
    const folder = dirname(path);
    const hasOwn = this.#foldersWithOwn.get(folder) ?? foldersDownTo(folder, this.#workingFolder).some((each) => existsSync(join(each, ownIgnoreFile)));
    this.#foldersWithOwn.set(folder, hasOwn);
    return hasOwn && (await this.#tree([ownIgnoreFile])).at(folder).ignores(path, false);
  }

  async #tree(names: readonly string[]): Promise<IgnoreTree> {
    const key = names.join(' ');
    const known = this.#trees.get(key);
    if (known !== undefined) return known;
    const { default: ignore } = await import('ignore');
    const tree = new IgnoreTree({ names, parse: (text) => ignore().add(text) }, this.#workingFolder);
    this.#trees.set(key, tree);
    return tree;
  }
}

/** From the root of the Git repository down to the folder; outside a repository, from the working folder down, or the folder alone. */
function foldersDownTo(folder: string, workingFolder: string): string[] {
  const chain = [folder];
  for (let current = folder; !existsSync(join(current, '.git')); current = dirname(current)) {
    if (dirname(current) === current) return chain.includes(workingFolder) ? chain.slice(chain.indexOf(workingFolder)) : [folder];
    chain.unshift(dirname(current));
  }
  return chain;
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').replace(/^\ufeff/, '');
  } catch {
    return undefined;
  }
}
