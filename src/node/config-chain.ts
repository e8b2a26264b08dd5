import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { emptyConfig } from '../core/config.ts';
import type { Config, ConfigProblem, ConfigReference } from '../core/config.ts';
import { mergeConfigs } from '../core/merge-config.ts';
import type { Rule } from '../core/rule.ts';
import { Source } from '../core/source.ts';
import { UsageError } from '../core/usage-error.ts';
import type { readSettings as ReadSettingsOfLinter } from '../linter.ts';
import type { CompiledRules } from '../own-rules/compile.ts';
import { reasonOf, relativeName } from './find.ts';

export interface ConfigChain {
  readonly config: Config;
  /** Every file that it was read from, the ones that others build on first, as messages name them. */
  readonly files: readonly string[];
  /** The rules that they define. */
  readonly rules: readonly Rule[];
}

/**
 * Reads a configuration and all that it builds on. Each is data, also where it comes from an npm package: nothing is
 * loaded as code. Throws UsageError with every mistake and its place.
 */
export async function readConfigChain(path: string, workingFolder: string): Promise<ConfigChain> {
  // It knows every rule, which only somebody with a configuration must wait for.
  const { readSettings } = await import('../linter.ts');
  return new ChainReader(readSettings, dirname(path), workingFolder).read(path, []);
}

type ReadSettings = typeof ReadSettingsOfLinter;

class ChainReader {
  readonly #readSettings: ReadSettings;
  readonly #folder: string;
  readonly #workingFolder: string;

  /** `folder` is that of the first configuration, from which all paths in the result start. */
  constructor(readSettings: ReadSettings, folder: string, workingFolder: string) {
    this.#readSettings = readSettings;
    this.#folder = folder;
    this.#workingFolder = workingFolder;
  }

  async read(path: string, users: readonly string[]): Promise<ConfigChain> {
    const file = relativeName(path, this.#workingFolder);
    const source = new Source(file, readText(path, file));
    const chain = [...users, path];
    const bases: ConfigChain[] = [];
    // What it builds on comes first: it may define rules that this one speaks of.
    for (const reference of this.#readSettings(source).config.extends ?? []) {
      bases.push(await this.read(locateBase(reference, source, { path, chain }), chain));
    }
    const known = bases.flatMap(({ rules }) => rules);
    const { config, problems } = this.#readSettings(source, known);
    const own = await compileOwnRules(config);
    refuse(source, [...problems, ...own.problems]);
    return {
      config: [...bases.map((base) => base.config), this.#moved(config, dirname(path))].reduce(mergeConfigs, emptyConfig),
      files: [...new Set([...bases.flatMap(({ files }) => files), file])],
      rules: [...known, ...own.rules],
    };
  }

  /** Paths of files start from the folder of their own configuration; globs from that of the one that is used. */
  #moved(config: Config, folder: string): Config {
    const move = (name: string): string => (folder === this.#folder ? name : relative(this.#folder, resolve(folder, name)).split(sep).join('/'));
    const { extends: _bases, ...rest } = config;
    return {
      ...rest,
      ...(config.baseline === undefined ? {} : { baseline: move(config.baseline) }),
      ...(config.catalog === undefined ? {} : { catalog: move(config.catalog) }),
      ...(config.crds === undefined ? {} : { crds: config.crds.map(move) }),
      ...(config.render === undefined ? {} : { render: config.render.map(({ chart, values }) => ({ chart: move(chart), values: values.map(move) })) }),
    };
  }
}

/** Throws where there is a problem, with the place of each. */
function refuse(source: Source, problems: readonly ConfigProblem[]): void {
  if (problems.length === 0) return;
  const lines = problems.map(({ range, message }) => {
    const { line, column } = source.positionAt(range.start);
    return `${source.file}:${line}:${column}: ${message}`;
  });
  throw new UsageError(`The configuration is not usable.\n${lines.join('\n')}`);
}

/** CEL is loaded for a configuration that has rules of its own. */
async function compileOwnRules({ customRules = [] }: Config): Promise<CompiledRules> {
  if (customRules.length === 0) return { rules: [], problems: [] };
  return (await import('../own-rules/compile.ts')).compileRules(customRules);
}

/** The file that a reference leads to. Throws UsageError where there is none, or where it leads back. */
function locateBase({ name, range }: ConfigReference, source: Source, { path, chain }: { readonly path: string; readonly chain: readonly string[] }): string {
  const base = locate(name, dirname(path));
  if (base === undefined) refuse(source, [{ range, message: `There is no configuration \`${name}\`: ${wayTo(name)}.` }]);
  else if (chain.includes(base)) refuse(source, [{ range, message: `\`${name}\` builds on this configuration itself.` }]);
  return base ?? path;
}

const fileNames = ['karplint.yaml', 'karplint.yml'];

/** A path that begins with a dot or a slash is a file; anything else a package, or a file in one. */
function locate(name: string, folder: string): string | undefined {
  if (/^(?:\.{0,2}\/|[A-Za-z]:[\\/])/.test(name)) return /\.ya?ml$/.test(name) && existsSync(resolve(folder, name)) ? resolve(folder, name) : undefined;
  for (let current = folder; ; current = dirname(current)) {
    const target = join(current, 'node_modules', name);
    const found = /\.ya?ml$/.test(name) ? [target] : fileNames.map((fileName) => join(target, fileName));
    const path = found.find((candidate) => existsSync(candidate));
    if (path !== undefined || dirname(current) === current) return path;
  }
}

function wayTo(name: string): string {
  return name.startsWith('.') || name.startsWith('/')
    ? 'it must be a .yaml file that is there'
    : 'no `node_modules` here or above holds it with a `karplint.yaml`; a file begins with `./`';
}

function readText(path: string, file: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`Cannot read the configuration \`${file}\`: ${reasonOf(error)}.`);
  }
}
