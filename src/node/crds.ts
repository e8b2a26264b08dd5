import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CrdSet } from '../crd/check.ts';
import { readCrds } from '../crd/read.ts';
import type { CrdVersion } from '../crd/schema.ts';
import { UsageError } from '../core/usage-error.ts';
import { reasonOf, relativeName } from './find.ts';
import { readFile } from './read.ts';

/** Reads CustomResourceDefinitions from files and folders. Throws UsageError with every mistake and its line. */
export function loadCrds(paths: readonly string[], workingFolder: string): CrdSet {
  const versions = paths.flatMap((name) => {
    const found = filesOf(resolve(workingFolder, name), name).flatMap((path) => readFileOf(path, workingFolder));
    if (found.length === 0) throw new UsageError(`\`${name}\` holds no CustomResourceDefinition.`);
    return found;
  });
  return new CrdSet(versions);
}

function filesOf(path: string, name: string): string[] {
  try {
    if (!statSync(path).isDirectory()) return [path];
    return readdirSync(path, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(?:ya?ml|json)$/i.test(file))
      .sort()
      .map((file) => join(path, file));
  } catch (error) {
    throw new UsageError(`Cannot open \`${name}\`: ${reasonOf(error)}.`);
  }
}

function readFileOf(path: string, workingFolder: string): readonly CrdVersion[] {
  const file = relativeName(path, workingFolder);
  const { source, failure } = readAny(path, file);
  const { versions, problems } = failure === undefined ? readCrds(source) : { versions: [], problems: [failure] };
  if (problems.length === 0) return versions;
  const lines = problems.map(({ range, message }) => {
    const { line, column } = source.positionAt(range.start);
    return `${file}:${line}:${column}: ${message}`;
  });
  throw new UsageError(`The CustomResourceDefinitions are not usable.\n${lines.join('\n')}`);
}

function readAny(path: string, file: string): ReturnType<typeof readFile> {
  try {
    return readFile(path, file);
  } catch (error) {
    throw new UsageError(`Cannot read \`${file}\`: ${reasonOf(error)}.`);
  }
}
