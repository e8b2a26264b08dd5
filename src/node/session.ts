import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Manifest } from '../core/manifest.ts';
import type { Report, Sources } from '../core/report.ts';
import { Source } from '../core/source.ts';
import { lintManifests, readSource } from '../linter.ts';
import type { LintOptions } from '../linter.ts';
import type { LoadedConfig } from './config-file.ts';
import { packagedDatasets } from './datasets.ts';
import { findFiles, reasonOf } from './find.ts';
import type { PathFailure } from './find.ts';
import { decode, readFile } from './read.ts';
import type { FileReading } from './read.ts';

export interface SessionOptions {
  readonly workingFolder: string;
  readonly paths: readonly string[];
  /** A text that is linted as if it were a file of this name. */
  readonly input?: { readonly bytes: Uint8Array; readonly file: string };
  /** Every document must be a Kubernetes object. */
  readonly strictInput: boolean;
  readonly loaded: LoadedConfig;
  readonly lint: Omit<LintOptions, 'config' | 'matches'>;
}

export interface SessionResult {
  readonly report: Report;
  readonly sources: Sources;
  /** Named paths that could not be opened; the report holds everything else. */
  readonly failures: readonly PathFailure[];
}

/** Finds, reads and lints; never throws for the sake of one file. */
export async function runSession(options: SessionOptions): Promise<SessionResult> {
  const { loaded, workingFolder } = options;
  const found = options.paths.length === 0 ? { files: [], failures: [] } : await findFiles(options.paths, workingFolder);
  const failures: PathFailure[] = [...found.failures];
  const manifests: Manifest[] = [];
  if (options.input !== undefined) manifests.push(toManifest(decode(options.input.bytes, options.input.file), options.strictInput));
  for (const { path, file } of found.files) {
    if (loaded.matches(loaded.config.ignore, file)) continue;
    try {
      manifests.push(toManifest(readFile(path, file), options.strictInput));
    } catch (error) {
      failures.push({ file, reason: reasonOf(error), isNamed: options.paths.includes(file) });
    }
  }
  manifests.push(...failures.filter(({ isNamed }) => !isNamed).map(unreadable));
  const shared = { datasets: packagedDatasets(), isPartial: !isWhole(options) };
  const report = lintManifests(manifests, { ...shared, ...options.lint, config: loaded.config, matches: loaded.matches });
  const sources = new Map(manifests.map(({ source }) => [source.file, source]));
  return { report, sources, failures: failures.filter(({ isNamed }) => isNamed) };
}

/** Whether only folders were named, so that no file that belongs to another one is missing. */
function isWhole({ input, paths, workingFolder }: SessionOptions): boolean {
  return input === undefined && paths.every((path) => statSync(resolve(workingFolder, path), { throwIfNoEntry: false })?.isDirectory() === true);
}

/** What was read as a manifest; a failure becomes its only problem. */
export function toManifest({ source, failure }: FileReading, strict: boolean): Manifest {
  if (failure === undefined) return readSource(source, strict);
  const { rule, range, message, help } = failure;
  return { source, documents: 0, resources: [], problems: [{ rule, range, message, help, fatal: true }], passedOver: false };
}

function unreadable({ file, reason }: PathFailure): Manifest {
  return toManifest(
    {
      source: new Source(file, ''),
      failure: {
        rule: 'unreadable-file',
        range: { start: 0, end: 0 },
        message: `This path could not be read: ${reason}.`,
        help: 'Mend its permissions, or exclude it in `.karplintignore`.',
      },
    },
    false,
  );
}
