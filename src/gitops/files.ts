import type { Manifest } from '../core/manifest.ts';
import type { Source } from '../core/source.ts';
import type { Host } from './host.ts';
import { nameOf } from './paths.ts';

/** What a run has read, and what it reads because a file refers to it. */
export class Files {
  readonly #known: Map<string, Manifest>;
  readonly #host: Host;
  readonly #read: (source: Source) => Manifest;

  constructor(manifests: readonly Manifest[], host: Host, read: (source: Source) => Manifest) {
    this.#known = new Map(manifests.map((manifest) => [manifest.source.file, manifest]));
    this.#host = host;
    this.#read = read;
  }

  get manifests(): readonly Manifest[] {
    return [...this.#known.values()];
  }

  manifest(file: string): Manifest | undefined {
    const known = this.#known.get(file);
    if (known !== undefined) return known;
    const source = this.#host.read(file);
    if (source === undefined) return undefined;
    const manifest = this.#read(source);
    this.#known.set(file, manifest);
    return manifest;
  }

  /** Takes another reading of a file. */
  replace(manifest: Manifest): void {
    this.#known.set(manifest.source.file, manifest);
  }

  /** The text of a file, whatever it holds. */
  source(file: string): Source | undefined {
    return this.manifest(file)?.source;
  }

  isFolder(path: string): boolean {
    return this.#host.list(path) !== undefined;
  }

  /** The names of files in a folder and, if asked, below it, sorted. */
  list(folder: string, isRecursive: boolean): string[] {
    const entries = this.#host.list(folder) ?? [];
    const prefix = folder === '' ? '' : `${folder}/`;
    return entries
      .flatMap(({ name, isFolder }) => {
        if (!isFolder) return [prefix + name];
        return isRecursive && name !== '.git' && name !== 'node_modules' ? this.list(prefix + name, true) : [];
      })
      .sort();
  }

  /** The names of files that this run read, with one of some names. */
  named(names: readonly string[]): string[] {
    return [...this.#known.keys()].filter((file) => names.includes(nameOf(file)));
  }
}
