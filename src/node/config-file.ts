import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { emptyConfig } from '../core/config.ts';
import type { Config } from '../core/config.ts';
import type { Rule } from '../core/rule.ts';
import { Source } from '../core/source.ts';
import { UsageError } from '../core/usage-error.ts';
import type { CompiledRules } from '../own-rules/compile.ts';
import { reasonOf, relativeName } from './find.ts';

/** A configuration with the globs resolved: they start from the folder of its file. */
export interface LoadedConfig {
  readonly config: Config;
  /** Relative to the working directory; absent where there is none. */
  readonly file?: string;
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
  const source = new Source(file, readText(path, file));
  // It knows every rule, which only somebody with a configuration must wait for.
  const { readSettings } = await import('../linter.ts');
  const { config, problems } = readSettings(source);
  const own = await compileOwnRules(config);
  const all = [...problems, ...own.problems];
  if (all.length > 0) {
    const lines = all.map(({ range, message }) => {
      const { line, column } = source.positionAt(range.start);
      return `${file}:${line}:${column}: ${message}`;
    });
    throw new UsageError(`The configuration is not usable.\n${lines.join('\n')}`);
  }
  const crds = (config.crds ?? []).map((name) => relativeName(resolve(dirname(path), name), workingFolder));
  return { config, file, folder: dirname(path), rules: own.rules, crds, matches: await compileGlobs(config, dirname(path), workingFolder) };
}

/** CEL is loaded for a configuration that has rules of its own. */
async function compileOwnRules({ customRules = [] }: Config): Promise<CompiledRules> {
  if (customRules.length === 0) return { rules: [], problems: [] };
  return (await import('../own-rules/compile.ts')).compileRules(customRules);
}

function findUpwards(folder: string): string | undefined {
  const path = fileNames.map((name) => join(folder, name)).find((candidate) => existsSync(candidate));
  if (path !== undefined) return path;
  // The root of a repository is where a project ends; what lies above it belongs to somebody else.
  return existsSync(join(folder, '.git')) || dirname(folder) === folder ? undefined : findUpwards(dirname(folder));
}

function readText(path: string, file: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`Cannot read the configuration \`${file}\`: ${reasonOf(error)}.`);
  }
}

async function compileGlobs(config: Config, folder: string, workingFolder: string): Promise<LoadedConfig['matches']> {
  if (config.ignore.length === 0 && config.overrides.length === 0) return () => false;
  const { default: micromatch } = await import('micromatch');
  const compile = (glob: string) => globForms(glob).map((form) => micromatch.matcher(form, { dot: true }));
  const matchers = new Map([...config.ignore, ...config.overrides.flatMap(({ files }) => files)].map((glob) => [glob, compile(glob)]));
  return (globs, file) => {
    const below = relative(folder, resolve(workingFolder, file)).split(sep).join('/');
    return globs.reduce((matched, glob) => {
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
