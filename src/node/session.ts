import type { Base } from '../core/base.ts';
import { UsageError } from '../core/usage-error.ts';
import type { Sources } from '../core/report.ts';
import { lintWorkspace } from '../linter.ts';
import type { KindDefinitions, LintOptions, LintOutcome } from '../linter.ts';
import type { Host } from '../gitops/host.ts';
import { datasetsFor } from './datasets.ts';
import { diskHost } from './disk-host.ts';
import { loadExtraRules } from './extra-rules.ts';
import type { PathFailure } from './find.ts';
import { readManifests } from './read-manifests.ts';
import type { SessionOptions } from './session-options.ts';

export interface SessionResult extends LintOutcome {
  readonly sources: Sources;
  /** What the run was linted with, to lint changed texts alike. */
  readonly lint: LintOptions;
  /** Named paths that could not be opened; the report holds everything else. */
  readonly failures: readonly PathFailure[];
}

/** Finds, reads and lints; never throws for the sake of one file. */
export async function runSession(options: SessionOptions): Promise<SessionResult> {
  if (options.cacheFolder === undefined) return runAnew(options);
  const cache = await (await import('./run-cache.ts')).RunCache.open(options, options.cacheFolder);
  const known = cache?.read();
  if (known !== undefined) return { ...known, ...unjudged, lint: options.lint };
  const result = await runAnew(options, (host) => cache?.watching(host) ?? host);
  if (result.failures.length === 0) cache?.write(result);
  return result;
}

/** What a run from the cache can say of its rules: nothing. */
const unjudged = { manifests: [], failures: [], checked: new Set<string>(), isJudged: () => false, levelOf: () => 'off' as const };

async function runAnew(options: SessionOptions, watching: (host: Host) => Host = (host) => host): Promise<SessionResult> {
  const { loaded } = options;
  const definitions = await loadDefinitions(options);
  const extraRules = await loadExtraRules(options);
  const { manifests: read, failures, beside, isWhole } = await readManifests(options);
  const base = await loadBase(options, isWhole);
  const rendering = options.render === true ? await (await import('./render.ts')).renderAll(read, options) : undefined;
  const manifests = rendering?.manifests ?? read;
  const shared = {
    datasets: datasetsFor(loaded),
    host: watching(diskHost(options.workingFolder)),
    isPartial: !isWhole,
    extraRules,
    beside,
    ...(definitions === undefined ? {} : { definitions }),
    ...(base === undefined ? {} : { base }),
    ...(rendering === undefined ? {} : { rendered: rendering.overlays }),
  };
  const lint = { ...shared, ...options.lint, config: loaded.config, matches: loaded.matches };
  const outcome = lintWorkspace(manifests, lint);
  const sources = new Map(outcome.manifests.map(({ source }) => [source.file, source]));
  const report = rendering === undefined ? outcome.report : { ...outcome.report, summary: { ...outcome.report.summary, rendered: rendering.renders } };
  return { ...outcome, report, sources, lint, failures };
}

/** Git is asked by the runs that need it. A single file lacks what else may have taken its objects. */
async function loadBase(options: SessionOptions, isWhole: boolean): Promise<Base | undefined> {
  if (options.base === undefined) return undefined;
  if (!isWhole) throw new UsageError('`--base` compares folders: name folders, not files, globs or standard input.');
  return (await import('./base.ts')).readBase(options.base, options);
}

/** The path of definitions, with its CEL and its regular expressions, is loaded by the runs that need it. */
async function loadDefinitions({ crds = [], loaded, workingFolder }: SessionOptions): Promise<KindDefinitions | undefined> {
  const paths = [...crds, ...loaded.crds];
  return paths.length === 0 ? undefined : (await import('./crds.ts')).loadCrds(paths, workingFolder);
}
