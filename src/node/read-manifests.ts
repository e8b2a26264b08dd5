import { resolve } from 'node:path';
import { Forms } from '../core/forms.ts';
import type { Manifest } from '../core/manifest.ts';
import { Source } from '../core/source.ts';
import { readSource } from '../linter.ts';
import type { LoadedConfig } from './config-file.ts';
import { findFiles, reasonOf } from './find.ts';
import type { FoundFiles, PathFailure } from './find.ts';
import { IgnoreFiles } from './ignore-files.ts';
import { decode, readFile } from './read.ts';
import type { FileReading } from './read.ts';

export interface ReadOptions {
  readonly workingFolder: string;
  readonly paths: readonly string[];
  /** A text that is read as if it were a file of this name. */
  readonly input?: { readonly bytes: Uint8Array; readonly file: string };
  /** Every document must be a Kubernetes object. */
  readonly strictInput: boolean;
  readonly loaded: LoadedConfig;
  /** Hears how many of the files are read. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface ManifestsReading {
  readonly manifests: readonly Manifest[];
  /** Named paths that could not be opened; the manifests hold everything else. */
  readonly failures: readonly PathFailure[];
  /** Files beside the manifests that say what installs Karpenter. */
  readonly beside: readonly Source[];
  /** False where only some files of a folder were named, or a text instead of files. */
  readonly isWhole: boolean;
}

const fewDocuments = 10;
const nothingFound: FoundFiles = { files: [], failures: [], beside: [], isWhole: true };

/** Finds and reads; never throws for the sake of one file. */
export async function readManifests(options: ReadOptions): Promise<ManifestsReading> {
  const { loaded, workingFolder, input } = options;
  const found = options.paths.length === 0 ? nothingFound : await findFiles(options.paths, workingFolder);
  const failures: PathFailure[] = [...found.failures];
  const manifests: Manifest[] = [];
  const forms = new Forms(fewDocuments);
  if (input !== undefined && !(await isLeftOut(input.file, options))) manifests.push(toManifest(decode(input.bytes, input.file), options.strictInput));
  for (const [index, { path, file, isNamed }] of found.files.entries()) {
    options.onProgress?.(index, found.files.length);
    // An editor's text stands for the file of its name.
    if (file === input?.file || loaded.matches(loaded.config.ignore, file)) continue;
    try {
      const reading = readFile(path, file);
      manifests.push(reading.isOtherData && !isNamed ? passedOver(reading) : toManifest(reading, options.strictInput, forms));
    } catch (error) {
      failures.push({ file, reason: reasonOf(error), isNamed });
    }
  }
  manifests.push(...failures.filter(({ isNamed }) => !isNamed).map(unreadable));
  const beside = found.beside.flatMap(({ path, file }) => (loaded.matches(loaded.config.ignore, file) ? [] : (readQuietly(path, file) ?? [])));
  return { manifests, failures: failures.filter(({ isNamed }) => isNamed), beside, isWhole: input === undefined && found.isWhole };
}

/** A file that nobody asked to lint may as well be unreadable. */
function readQuietly(path: string, file: string): Source | undefined {
  try {
    return readFile(path, file).source;
  } catch {
    return undefined;
  }
}

/** Standard input under the name of a file is left out where that file would be. */
async function isLeftOut(file: string, { loaded, workingFolder }: ReadOptions): Promise<boolean> {
  return loaded.matches(loaded.config.ignore, file) || (await new IgnoreFiles(workingFolder).leaveOut(resolve(workingFolder, file)));
}

/** What was read as a manifest; a failure becomes its only problem. */
export function toManifest({ source, failure }: FileReading, strict: boolean, forms?: Forms): Manifest {
  if (failure === undefined) return readSource(source, strict, forms);
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
