import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Report, Sources } from '../core/report.ts';
import { Source } from '../core/source.ts';
import type { Host } from '../gitops/host.ts';
import { diskHost } from './disk-host.ts';
import { findFiles } from './find.ts';
import { decode } from './read.ts';
import type { SessionOptions } from './session-options.ts';
import { writeAtomically } from './write.ts';

/** What a run said, for another run over the same texts. */
export interface CachedRun {
  readonly report: Report;
  readonly sources: Sources;
}

interface Entry {
  readonly key: string;
  /** What references led to besides the files that were found, and what was there. */
  readonly looks: readonly (readonly [kind: 'read' | 'list', name: string, digest: string])[];
  readonly report: Report;
}

/**
 * Remembers one run for each way of calling karplint. An answer is given only when nothing differs that could change it:
 * karplint itself, the configuration, the options, the day, every text by content, and everything that references looked at.
 */
export class RunCache {
  readonly #options: SessionOptions;
  readonly #path: string;
  readonly #key: string;
  readonly #texts: ReadonlyMap<string, Source>;
  readonly #looks = new Map<string, Entry['looks'][number]>();

  private constructor(options: SessionOptions, folder: string, texts: ReadonlyMap<string, Source>) {
    this.#options = options;
    this.#texts = texts;
    const call = describeCall(options);
    this.#path = join(folder, `${digest(call).slice(0, 32)}.json`);
    this.#key = digest([call, ...[...texts].map(([file, { text }]) => `${file}\0${digest(text)}`)].join('\n'));
  }

  /** Undefined where a run also depends on what no key can hold: programs, CustomResourceDefinitions, or files that cannot be read. */
  static async open(options: SessionOptions, folder: string): Promise<RunCache | undefined> {
    const { crds = [], plugins = [], loaded } = options;
    if (options.input !== undefined || options.render === true || crds.length + plugins.length + loaded.crds.length > 0 || loaded.config.catalog !== undefined)
      return undefined;
    const found = await findFiles(options.paths, options.workingFolder);
    if (found.failures.length > 0) return undefined;
    try {
      const texts = [...found.files, ...found.beside].map(({ path, file }) => [file, decode(readFileSync(path), file).source] as const);
      return new RunCache(options, folder, new Map(texts));
    } catch {
      return undefined;
    }
  }

  /** What an equal run said; undefined where there was none, or where anything has changed since. */
  read(): CachedRun | undefined {
    const entry = this.#readEntry();
    if (entry === undefined || entry.key !== this.#key) return undefined;
    const host = diskHost(this.#options.workingFolder);
    if (entry.looks.some(([kind, name, known]) => lookAt(host, kind, name) !== known)) return undefined;
    const referenced = entry.looks.flatMap(([kind, name]) => (kind === 'read' ? [[name, host.read(name) ?? new Source(name, '')] as const] : []));
    return { report: entry.report, sources: new Map([...referenced, ...this.#texts]) };
  }

  /** The same host, which notes what it was asked for. */
  watching(host: Host): Host {
    const note = (kind: 'read' | 'list', name: string): void => {
      this.#looks.set(`${kind} ${name}`, [kind, name, lookAt(host, kind, name)]);
    };
    return {
      read: (file) => (note('read', file), host.read(file)),
      list: (folder) => (note('list', folder), host.list(folder)),
    };
  }

  /** Keeps what a run said, unless a file changed while it ran. A cache that cannot be written is none; the run goes on. */
  write({ report, sources }: CachedRun): void {
    if ([...this.#texts].some(([file, { text }]) => (sources.get(file)?.text ?? text) !== text)) return;
    const entry: Entry = { key: this.#key, looks: [...this.#looks.values()], report };
    try {
      writeAtomically(this.#path, JSON.stringify(entry));
    } catch {
      rmSync(this.#path, { force: true });
    }
  }

  #readEntry(): Entry | undefined {
    if (!existsSync(this.#path)) return undefined;
    try {
      return JSON.parse(readFileSync(this.#path, 'utf8')) as Entry;
    } catch {
      return undefined;
    }
  }
}

function lookAt(host: Host, kind: 'read' | 'list', name: string): string {
  return digest(JSON.stringify(kind === 'read' ? (host.read(name)?.text ?? null) : (host.list(name) ?? null)));
}

/** Everything but the texts. The program stands for itself by its file: a build of the same version may differ. */
function describeCall({ workingFolder, paths, strictInput, loaded, lint }: SessionOptions): string {
  const { mtimeMs, size } = statSync(import.meta.filename);
  const program = [import.meta.filename, mtimeMs, size, process.version];
  const day = (lint.now ?? new Date()).toISOString().slice(0, 10);
  return JSON.stringify([program, resolve(workingFolder), paths, strictInput, loaded.config, loaded.folder, { ...lint, now: day }], (_, value: unknown) =>
    value instanceof Map ? [...(value as Map<unknown, unknown>)] : value,
  );
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
