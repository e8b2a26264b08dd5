import { join, resolve } from 'node:path';
import type { Environment, Level } from '../core/finding.ts';
import type { EnvironmentChoice, KarpenterVersion } from '../core/report.ts';
import type { Preset } from '../core/rule.ts';
import { UsageError } from '../core/usage-error.ts';
import { newestVersion, objectToVersion, readVersion } from '../karpenter/versions.ts';
import { loadConfig } from '../node/config-file.ts';
import type { LoadedConfig } from '../node/config-file.ts';
import { relativeName } from '../node/find.ts';
import { maxFileBytes } from '../node/read.ts';
import { runSession } from '../node/session.ts';
import type { SessionResult } from '../node/session.ts';
import { startProgress } from './progress.ts';
import { plainText } from '../reporters/plain-text.ts';
import type { Arguments } from './command.ts';
import type { Io } from './io.ts';

export interface LintedPaths {
  readonly linted: SessionResult;
  readonly loaded: LoadedConfig;
  /** The name of standard input, where that was read. */
  readonly inputFile: string | undefined;
}

/** Lints what the arguments name with the settings that they and the configuration give, and says on stderr what could not be read. */
export async function lintPaths(args: Arguments, io: Io): Promise<LintedPaths> {
  const loaded = await loadConfig(args.text('config'), io.workingFolder);
  const karpenter = chooseVersion(args.text('karpenter-version'), loaded, io);
  const input = await readInput(args, io);
  const paths = args.positionals.filter((path) => path !== '-');
  const base = args.text('base');
  const preset = args.text('preset') as Preset | undefined;
  const progress = startProgress(io);
  const linted = await runSession({
    onProgress: (done, total) => {
      if (done === 0) io.prepareFor?.(total);
      progress.update(done, total);
    },
    workingFolder: io.workingFolder,
    paths: input === undefined && paths.length === 0 ? ['.'] : paths,
    ...(input === undefined ? {} : { input }),
    strictInput: args.has('strict-input'),
    loaded,
    crds: args.list('crd'),
    ...(isCacheable(args, loaded) ? { cacheFolder: cacheFolder(io) } : {}),
    render: args.has('render'),
    ...(base === undefined ? {} : { base }),
    plugins: args.list('plugin'),
    lint: {
      ...(karpenter === undefined ? {} : { karpenter }),
      environment: chooseEnvironment(args, loaded),
      levels: chooseLevels(args),
      ...(preset === undefined ? {} : { preset }),
      ...readNow(args.text('now')),
    },
  });
  progress.clear();
  complain(linted, io);
  return { linted, loaded, inputFile: input?.file };
}

/** Fixes and baselines need the manifests, which a cache does not keep. */
function isCacheable(args: Arguments, { config }: LoadedConfig): boolean {
  const others = ['base', 'fix', 'fix-dry-run', 'diff', 'fix-rule', 'baseline', 'update-baseline', 'prune-baseline'];
  return args.has('cache') && config.baseline === undefined && !others.some((flag) => args.has(flag));
}

/** The user's own cache folder, where no repository can put anything. https://specifications.freedesktop.org/basedir-spec/latest/ */
function cacheFolder({ environment, workingFolder }: Io): string {
  const base = environment['XDG_CACHE_HOME'] || join(environment['HOME'] ?? environment['LOCALAPPDATA'] ?? workingFolder, '.cache');
  return join(base, 'karplint');
}

function readNow(text: string | undefined): { readonly now?: Date } {
  if (text === undefined) return {};
  const now = new Date(text);
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}/.test(text) || Number.isNaN(now.getTime()))
    throw new UsageError(`\`--now\` needs a date such as 2026-11-26, not \`${text}\`.`);
  return { now };
}

async function readInput(args: Arguments, io: Io) {
  if (!args.has('stdin') && !args.positionals.includes('-') && !args.has('stdin-filename')) return undefined;
  const name = args.text('stdin-filename');
  const file = name === undefined ? '<stdin>' : relativeName(resolve(io.workingFolder, name), io.workingFolder);
  return { bytes: await io.readInput(maxFileBytes), file };
}

function chooseVersion(flag: string | undefined, { config, file }: LoadedConfig, io: Io): KarpenterVersion | undefined {
  const wanted = flag ?? config.karpenterVersion;
  if (wanted === undefined) return undefined;
  const reading = readVersion(wanted);
  if (reading.kind === 'unknown') throw new UsageError(objectToVersion(wanted) ?? '');
  if (reading.kind === 'newer') {
    io.writeError(`note: Karpenter ${reading.wanted} is newer than this karplint; linting for ${newestVersion}, the newest that it knows.\n`);
  }
  const source = flag === undefined ? 'config' : 'option';
  return { version: reading.version, source, ...(source === 'config' && file !== undefined ? { file } : {}) };
}

/** The environment that a flag, or else the configuration, names. */
export function chooseEnvironment(args: Arguments, { config }: LoadedConfig): EnvironmentChoice {
  const flag = args.text('environment') as Environment | undefined;
  if (flag !== undefined) return { name: flag, source: 'option' };
  return config.environment === undefined ? { name: 'unknown', source: 'default' } : { name: config.environment, source: 'config' };
}

function chooseLevels(args: Arguments): ReadonlyMap<string, Level> {
  const unused = args.text('report-unused-suppressions') as Level | undefined;
  return new Map(unused === undefined ? [] : [['unused-suppression', unused]]);
}

function complain({ failures, report }: SessionResult, io: Io): void {
  const { version, file = '', others = [] } = report.karpenter;
  if (others.length > 0) {
    const named = others.map((other) => `${other.version} (${JSON.stringify(other.file)})`).join(', ');
    io.writeError(`note: the files are for Karpenter ${version} (${JSON.stringify(file)}) and ${named}; each is linted for the version named nearest to it.\n`);
  }
  for (const { file, reason } of failures) io.writeError(`error: cannot open \`${plainText(file)}\`: ${plainText(reason)}\n`);
  for (const { command, failure } of report.summary.rendered ?? []) {
    io.writeError(failure === undefined ? `rendered: ${plainText(command)}\n` : `not rendered: ${plainText(command)}: ${plainText(failure)}\n`);
  }
  for (const { file, reason } of report.summary.skipped) io.writeError(`skipped: ${plainText(file)}: ${reason}\n`);
}
