import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { matchBaseline, parseBaseline, renderBaseline, resourceKey, toEntries } from '../core/baseline.ts';
import type { BaselineEntry, BaselineMatch, BaselineScene } from '../core/baseline.ts';
import type { Finding, Level } from '../core/finding.ts';
import { hash } from '../core/hash.ts';
import { countSeverities } from '../core/report.ts';
import { Source } from '../core/source.ts';
import { UsageError } from '../core/usage-error.ts';
import { docsOf } from '../linter.ts';
import { reasonOf, relativeName } from './find.ts';
import type { SessionResult } from './session.ts';
import { writeAtomically } from './write.ts';

export interface BaselineOptions {
  readonly workingFolder: string;
  /** Relative to the working folder, or absolute. */
  readonly path: string;
  /** update: accept what is found. prune: drop what is gone. check: touch nothing. */
  readonly mode: 'check' | 'update' | 'prune';
  /** Stale entries are critical. */
  readonly strict: boolean;
}

export interface BaselineResult {
  readonly result: SessionResult;
  /** What was written, for people; undefined where nothing was. */
  readonly note: string | undefined;
}

/** Takes out of a result what its baseline knows, and reports entries that are stale. Throws UsageError for a file that is no baseline. */
export function applyBaseline(result: SessionResult, options: BaselineOptions): BaselineResult {
  const path = resolve(options.workingFolder, options.path);
  const name = relativeName(path, options.workingFolder);
  const source = readBaselineSource(path, name, options.mode === 'update');
  const entries = source === undefined ? [] : parseEntries(source, path, options.workingFolder);
  const match = matchBaseline(result.report.findings, entries, sceneOf(result, options.workingFolder));
  if (options.mode === 'check') {
    const stale = match.stale.map((each) => staleFinding(each, name, options.strict ? 'critical' : result.levelOf('baseline-entry-stale', name)));
    return { result: withBaseline(result, match, { stale: stale.flat(), source }), note: undefined };
  }
  const accepted = options.mode === 'update' ? acceptAll(result, match) : match;
  writeEntries(accepted.kept, path, { name, workingFolder: options.workingFolder });
  return { result: withBaseline(result, accepted, { stale: [], source: undefined }), note: describeChange(match, accepted, name) };
}

/** Everything is known now; of the old entries those stay that this run could not judge. */
function acceptAll({ report }: SessionResult, match: BaselineMatch): BaselineMatch {
  const all = report.findings.filter(({ rule }) => rule !== 'internal-error');
  const known = all.map((finding) => ({ finding, by: 'baseline' as const }));
  return {
    fresh: report.findings.filter(({ rule }) => rule === 'internal-error'),
    known,
    stale: [],
    unjudged: match.unjudged,
    kept: [...toEntries(all), ...match.unjudged],
  };
}

function readBaselineSource(path: string, name: string, mayBeMissing: boolean): Source | undefined {
  if (!existsSync(path)) {
    if (mayBeMissing) return undefined;
    throw new UsageError(`There is no baseline \`${name}\`; \`--update-baseline\` writes one.`);
  }
  try {
    return new Source(name, readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UsageError(`Cannot read the baseline \`${name}\`: ${reasonOf(error)}.`);
  }
}

/** Names of files in a baseline start from its own folder, so that it means the same from everywhere. */
function parseEntries(source: Source, path: string, workingFolder: string): readonly BaselineEntry[] {
  const entries = parseBaseline(source, (file) => relativeName(resolve(dirname(path), file), workingFolder));
  if (typeof entries === 'string') throw new UsageError(`\`${source.file}\` is not a baseline that karplint can read. ${entries}`);
  return entries;
}

function writeEntries(
  entries: readonly BaselineEntry[],
  path: string,
  { name, workingFolder }: { readonly name: string; readonly workingFolder: string },
): void {
  try {
    writeAtomically(
      path,
      renderBaseline(entries, (file) => relativeName(resolve(workingFolder, file), dirname(path))),
    );
  } catch (error) {
    throw new UsageError(`Cannot write the baseline \`${name}\`: ${reasonOf(error)}.`);
  }
}

function sceneOf(result: SessionResult, workingFolder: string): BaselineScene {
  const objects = new Map(
    result.manifests.map(({ source, resources }) => [
      source.file,
      new Set(resources.map(({ apiVersion, kind, name }) => resourceKey({ apiVersion, kind, name }))),
    ]),
  );
  return {
    wasRead: (file) => objects.has(file),
    exists: (file) => existsSync(resolve(workingFolder, file)),
    holds: (file, resource) => objects.get(file)?.has(resource) === true,
    isJudged: result.isJudged,
  };
}

function staleFinding({ entry, count }: BaselineMatch['stale'][number], file: string, level: Level): Finding[] {
  if (level === 'off') return [];
  const rule = 'baseline-entry-stale';
  const times = count === 1 ? '' : ` ${count} times`;
  const place = entry.resource === '' ? `\`${entry.file}\`` : `\`${entry.resource}\` in \`${entry.file}\``;
  const message = `The baseline accepts \`${entry.rule}\` for ${place}${times}, but nothing is found there any more, so it would hide it when it comes back.`;
  const fingerprint = hash(JSON.stringify([rule, entry.rule, entry.file, entry.resource, entry.path, entry.message]));
  const help = '`--prune-baseline` removes such entries.';
  return [{ rule, group: 'validity', severity: level, layer: 'practice', message, help, file, range: entry.range, docs: docsOf(rule), fingerprint }];
}

function withBaseline(
  result: SessionResult,
  match: BaselineMatch,
  { stale, source }: { stale: readonly Finding[]; source: Source | undefined },
): SessionResult {
  const findings = [...match.fresh, ...stale];
  const suppressed = [...result.report.suppressed, ...match.known];
  const summary = { ...result.report.summary, ...countSeverities(findings), suppressed: suppressed.length };
  const sources = source === undefined ? result.sources : new Map([...result.sources, [source.file, source]]);
  return { ...result, sources, report: { ...result.report, summary, findings, suppressed } };
}

function describeChange(before: BaselineMatch, after: BaselineMatch, name: string): string {
  const total = after.kept.reduce((sum, { count }) => sum + count, 0);
  const dropped = before.stale.reduce((sum, { count }) => sum + count, 0);
  const added = before.fresh.length - after.fresh.length;
  return `baseline: ${name} accepts ${total} findings (${added} added, ${dropped} dropped)`;
}
