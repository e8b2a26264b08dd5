import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { emptyConfig } from '../core/config.ts';
import type { Config } from '../core/config.ts';
import type { Rule } from '../core/rule.ts';
import { readConfigChain } from './config-chain.ts';
import { relativeName } from './find.ts';

/** A configuration with the globs resolved: they start from the folder of its file. */
export interface LoadedConfig {
  readonly config: Config;
  /** Relative to the working directory; absent where there is none. */
  readonly file?: string;
  /** The file and those that it builds on, which come first. */
  readonly files?: readonly string[];
  /** The `crd` paths, from the working directory. */
  readonly crds: readonly string[];
  /** The rules that the configuration defines. */
  readonly rules?: readonly Rule[];
  /** The folder of the file, absolute. */
  readonly folder?: string;
  /** Says whether a file, as findings name it, matches one of the globs. */
  readonly matches: (globs: readonly string[], file: string) => boolean;
}

const fileNames = ['karplint.yaml', 'karplint.yml'];

/** Loads the named configuration, or the nearest one from the working directory upwards. Throws UsageError with every mistake and its line. */
export async function loadConfig(named: string | undefined, workingFolder: string): Promise<LoadedConfig> {
  const path = named === undefined ? findUpwards(workingFolder) : resolve(workingFolder, named);
  if (path === undefined) return { config: emptyConfig, crds: [], matches: () => false };
  const file = relativeName(path, workingFolder);
  const { config, files, rules } = await readConfigChain(path, workingFolder);
  const crds = (config.crds ?? []).map((name) => relativeName(resolve(dirname(path), name), workingFolder));
  return { config, file, files, folder: dirname(path), rules, crds, matches: await compileGlobs(config, dirname(path), workingFolder) };
}

function findUpwards(folder: string): string | undefined {
  const path = fileNames.map((name) => join(folder, name)).find((candidate) => existsSync(candidate));
  if (path !== undefined) return path;
  // The root of a repository is where a project ends; what lies above it belongs to somebody else.
  return existsSync(join(folder, '.git')) || dirname(folder) === folder ? undefined : findUpwards(dirname(folder));
}

async function compileGlobs(config: Config, folder: string, workingFolder: string): Promise<LoadedConfig['matches']> {
  const globs = [...config.ignore, ...[...config.overrides, ...(config.scopes ?? []), ...(config.environments ?? [])].flatMap(({ files }) => files)];
  if (globs.length === 0) return () => false;
  const { default: micromatch } = await import('micromatch');
  const compile = (glob: string) => globForms(glob).map((form) => micromatch.matcher(form, { dot: true }));
  const matchers = new Map(globs.map((glob) => [glob, compile(glob)]));
  return (asked, file) => {
    const below = relative(folder, resolve(workingFolder, file)).split(sep).join('/');
    return asked.reduce((matched, glob) => {
      const isMatch = matchers.get(glob)?.some((matcher) => matcher(below)) === true;
      return isMatch ? !glob.startsWith('!') : matched;
    }, false);
  };
}

/**
 * The patterns that a glob stands for, as in `.gitignore`: `vendor` and `vendor/` mean all that is in the folder; without
 * a slash before its end the name counts at any depth. A leading `!` takes files out again.
 */
function globForms(glob: string): string[] {
  const name = glob.replace(/^!/, '').replace(/\/$/, '');
  const trimmed = name.replace(/^\.?\//, '');
  const forms = [trimmed, `${trimmed}/**`];
  return name.includes('/') ? forms : [...forms, `**/${trimmed}`, `**/${trimmed}/**`];
}
