/** karplint for Node: what `browser.ts` has, and files. */
import { loadConfig } from './node/config-file.ts';
import { runSession } from './node/session.ts';
import type { SessionResult } from './node/session.ts';
import type { LintOptions } from './linter.ts';

export interface LintPathsOptions extends Omit<LintOptions, 'config' | 'matches'> {
  /** Absolute; the process's own where absent. */
  readonly workingFolder?: string;
  /** A configuration file; the nearest `karplint.yaml` upwards where absent. */
  readonly configFile?: string;
  /** Files and folders with CustomResourceDefinitions, beside those of the configuration. */
  readonly crds?: readonly string[];
  /** Programs that export rules, as `--plugin` names them. */
  readonly plugins?: readonly string[];
  /** A Git ref to compare with, as `--base` names it. */
  readonly baseRef?: string;
  /** Every document must be a Kubernetes object. */
  readonly strictInput?: boolean;
}

/** Lints files, folders and globs as the command line does. Throws UsageError for a configuration that cannot be used. */
export async function lintPaths(paths: readonly string[], options: LintPathsOptions = {}): Promise<SessionResult> {
  const { workingFolder = process.cwd(), configFile, strictInput = false, crds = [], plugins = [], baseRef, ...lint } = options;
  const loaded = await loadConfig(configFile, workingFolder);
  return runSession({ workingFolder, paths, strictInput, loaded, crds, plugins, ...(baseRef === undefined ? {} : { base: baseRef }), lint });
}

export * from './browser.ts';
export { UsageError } from './core/usage-error.ts';
export type { PathFailure } from './node/find.ts';
export type { SessionResult } from './node/session.ts';
