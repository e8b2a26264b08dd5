import { resolve } from 'node:path';
import type { Manifest } from '../core/manifest.ts';
import type { Sources } from '../core/report.ts';
import { Source } from '../core/source.ts';
import { lintWorkspace, readSource } from '../linter.ts';
import type { KindDefinitions, LintOptions, LintOutcome } from '../linter.ts';
import type { LoadedConfig } from './config-file.ts';
import { packagedDatasets } from './datasets.ts';
import { diskHost } from './disk-host.ts';
import { findFiles, reasonOf } from './find.ts';
import type { FoundFiles, PathFailure } from './find.ts';
import { IgnoreFiles } from './ignore-files.ts';
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
  /** Files and folders with CustomResourceDefinitions, from the working folder. */
  readonly crds?: readonly string[];
  readonly lint: Omit<LintOptions, 'config' | 'matches'>;
}

export interface SessionResult extends LintOutcome {
  readonly sources: Sources;
  /** What the run was linted with, to lint changed texts alike. */
  readonly lint: LintOptions;
  /** Named paths that could not be opened; the report holds everything else. */
  readonly failures: readonly PathFailure[];
}

const nothingFound: FoundFiles = { files: [], failures: [], isWhole: true };

/** Finds, reads and lints; never throws for the sake of one file. */
export async function runSession(options: SessionOptions): Promise<SessionResult> {
  const { loaded, workingFolder, input } = options;
  const found = options.paths.length === 0 ? nothingFound : await findFiles(options.paths, workingFolder);
  const definitions = await loadDefinitions(options);
  const failures: PathFailure[] = [...found.failures];
  const manifests: Manifest[] = [];
  if (input !== undefined && !(await isLeftOut(input.file, options))) manifests.push(toManifest(decode(input.bytes, input.file), options.strictInput));
  for (const { path, file, isNamed } of found.files) {
    // An editor's text stands for the file of its name.
    if (file === input?.file || loaded.matches(loaded.config.ignore, file)) continue;
    try {
      const reading = readFile(path, file);
      manifests.push(reading.isOtherData && !isNamed ? passedOver(reading) : toManifest(reading, options.strictInput));
    } catch (error) {
      failures.push({ file, reason: reasonOf(error), isNamed });
    }
  }
  manifests.push(...failures.filter(({ isNamed }) => !isNamed).map(unreadable));
  const shared = {
    datasets: packagedDatasets(),
    host: diskHost(workingFolder),
    isPartial: input !== undefined || !found.isWhole,
    ...(definitions === undefined ? {} : { definitions }),
  };
  const lint = { ...shared, ...options.lint, config: loaded.config, matches: loaded.matches };
  const outcome = lintWorkspace(manifests, lint);
  const sources = new Map(outcome.manifests.map(({ source }) => [source.file, source]));
  return { ...outcome, sources, lint, failures: failures.filter(({ isNamed }) => isNamed) };
}

/** The path of definitions, with its CEL and its regular expressions, is loaded by the runs that need it. */
async function loadDefinitions({ crds = [], loaded, workingFolder }: SessionOptions): Promise<KindDefinitions | undefined> {
  const paths = [...crds, ...loaded.crds];
  return paths.length === 0 ? undefined : (await import('./crds.ts')).loadCrds(paths, workingFolder);
}

/** Standard input under the name of a file is left out where that file would be. */
async function isLeftOut(file: string, { loaded, workingFolder }: SessionOptions): Promise<boolean> {
  return loaded.matches(loaded.config.ignore, file) || (await new IgnoreFiles(workingFolder).leaveOut(resolve(workingFolder, file)));
}

/** What was read as a manifest; a failure becomes its only problem. */
export function toManifest({ source, failure }: FileReading, strict: boolean): Manifest {
  if (failure === undefined) return readSource(source, strict);
  const { rule, range, message, help } = failure;
  return { source, documents: 0, resources: [], problems: [{ rule, range, message, help, fatal: true }], passedOver: false };
}

function passedOver({ source }: FileReading): Manifest {
  return { source, documents: 0, resources: [], problems: [], passedOver: true };
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
