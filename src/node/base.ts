import { realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Base } from '../core/base.ts';
import { Source } from '../core/source.ts';
import { UsageError } from '../core/usage-error.ts';
import { hostOf } from '../gitops/host.ts';
import { makeBase } from '../linter.ts';
import { isInside, isInstallerName, isManifestName, isNeverRead, relativeName } from './find.ts';
import { Git } from './git.ts';
import { IgnoreFiles } from './ignore-files.ts';
import { decode, maxFileBytes } from './read.ts';
import { toManifest } from './read-manifests.ts';
import type { SessionOptions } from './session-options.ts';

/** A file of a commit. */
interface Entry {
  readonly id: string;
  readonly path: string;
  /** As findings name it. */
  readonly file: string;
}

/**
 * The named folders as they were in the last commit that a Git ref shares with the checked out one, so that what others did
 * meanwhile does not count. Reads Git's objects and leaves the work tree alone. Throws UsageError where Git cannot tell.
 */
export async function readBase(ref: string, options: SessionOptions): Promise<Base> {
  const { workingFolder, loaded } = options;
  const git = new Git(workingFolder, '--base');
  const { top } = git;
  const commit = git.sharedCommit(git.commitOf(ref));
  if (commit === undefined || commit === '') {
    throw new UsageError(`The work tree shares no commit with \`${ref}\`. A shallow clone may lack it: fetch more, such as by \`git fetch --unshallow\`.`);
  }
  const entries = entriesOf(git.run('-C', top, 'ls-tree', '-r', '-z', '--long', commit), top, realpathSync(workingFolder));
  const wanted = await below(options, entries);
  const reader = new TreeReader(git, entries);
  const sources = reader.readAll(wanted);
  const manifests = sources.filter(({ source }) => isManifestName(source.file)).map((reading) => toManifest(reading, false));
  const beside = sources.flatMap(({ source }) => (isInstallerName(source.file) ? [source] : []));
  return makeBase(manifests, { ref, commit, beside, host: reader.host, config: loaded.config, matches: loaded.matches });
}

/** Links and submodules are left out. https://git-scm.com/docs/git-ls-tree#_output_format */
function entriesOf(listing: string, top: string, workingFolder: string): Entry[] {
  return listing.split('\0').flatMap((line) => {
    const [, mode = '', id = '', size = '', name = ''] = /^([0-9]+) blob ([0-9a-f]+) +([0-9]+)\t(.*)$/s.exec(line) ?? [];
    if (!mode.startsWith('100') || Number(size) > maxFileBytes) return [];
    const path = join(top, name);
    return [{ id, path, file: relativeName(path, workingFolder) }];
  });
}

/** What a run over these folders would have read. */
async function below({ paths, workingFolder, loaded }: SessionOptions, entries: readonly Entry[]): Promise<Entry[]> {
  const folders = paths.map((path) => realpathSync(resolve(workingFolder, path)));
  const ignoreFiles = new IgnoreFiles(workingFolder);
  const found: Entry[] = [];
  for (const entry of entries) {
    const { path, file } = entry;
    if (!folders.some((folder) => isInside(path, folder)) || isNeverRead(file)) continue;
    if (!(isManifestName(path) || isInstallerName(path)) || loaded.matches(loaded.config.ignore, file)) continue;
    if (!(await ignoreFiles.above(path)).ignores(path, false)) found.push(entry);
  }
  return found;
}

/** Reads files of a commit, each once. */
class TreeReader {
  readonly #git: Git;
  readonly #entries: ReadonlyMap<string, Entry>;
  readonly #folders: ReturnType<typeof hostOf>;
  readonly #known = new Map<string, Source>();

  constructor(git: Git, entries: readonly Entry[]) {
    this.#git = git;
    this.#entries = new Map(entries.map((entry) => [entry.file, entry]));
    this.#folders = hostOf(entries.map(({ file }) => new Source(file, '')));
  }

  readAll(entries: readonly Entry[]) {
    const blobs = this.#git.blobs([...new Set(entries.map(({ id }) => id))]);
    return entries.map(({ id, file }) => {
      const reading = decode(blobs.get(id) ?? new Uint8Array(), file);
      this.#known.set(file, reading.source);
      return reading;
    });
  }

  get host() {
    return { read: (file: string) => this.#read(file), list: (folder: string) => this.#folders.list(folder) };
  }

  #read(file: string): Source | undefined {
    const known = this.#known.get(file);
    const entry = this.#entries.get(file);
    if (known !== undefined || entry === undefined) return known;
    const [reading] = this.readAll([entry]);
    return reading?.failure === undefined ? reading?.source : undefined;
  }
}
