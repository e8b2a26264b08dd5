import type { Candidate, Origin } from './candidate.ts';
import type { Finding, Related } from './finding.ts';
import { withLineEnds } from './fix.ts';
import { hash } from './hash.ts';
import type { Resource } from './resource.ts';
import type { Problem } from './rule.ts';
import { shorten } from './shorten.ts';
import type { Location, Source, SourceRange } from './source.ts';
import type { Workspace } from './workspace.ts';

/** A value of any length may stand in a message; nobody reads it to its end. */
const longestText = 2000;

/** Makes a finding of a candidate that is to be shown. */
export function toFinding(candidate: Candidate, workspace: Workspace, { docsOf }: { docsOf(rule: string): string }): Finding {
  const { meta, problem, resource, layer } = candidate;
  const { path, range } = problem.at;
  const name = resource && { apiVersion: shorten(resource.apiVersion), kind: shorten(resource.kind), name: shorten(resource.name) };
  const fix = isWritable(resource) && problem.fix !== undefined ? withLineEnds(problem.fix, (file) => sourceOf(file, resource, workspace)) : undefined;
  const scopes = scopeNames(problem, resource, workspace);
  return {
    rule: meta.id,
    group: meta.group,
    severity: candidate.level === 'off' ? 'note' : candidate.level,
    layer,
    message: shorten(problem.message, longestText),
    ...(problem.help === undefined ? {} : { help: shorten(problem.help, longestText) }),
    ...(problem.serverMessage === undefined ? {} : { serverMessage: shorten(problem.serverMessage, longestText) }),
    ...locate(range, candidate),
    ...(name === undefined ? {} : { resource: name }),
    ...(name === undefined && path.length === 0 ? {} : { path: path.map((step) => (typeof step === 'string' ? shorten(step) : step)) }),
    ...nonEmpty('related', problem.related?.map(toRelated)),
    ...nonEmpty('scopes', scopes),
    docs: docsOf(meta.id),
    ...(fix === undefined ? {} : { fix }),
    fingerprint: hash(JSON.stringify([meta.id, resource?.group, resource?.kind, resource?.name, path, problem.message])),
  };
}

/** Where a stretch of a problem's text lies: in the file that it comes from. */
export function locate({ start, end }: SourceRange, { file, resource }: Origin): Location {
  return resource?.source.locate({ start, end }) ?? { file, range: { start, end } };
}

function scopeNames(problem: Problem, resource: Resource | undefined, workspace: Workspace): string[] {
  const scopes = problem.scope !== undefined ? [problem.scope] : resource === undefined ? [] : workspace.scopesOf(resource);
  return scopes.filter(({ kind }) => kind !== 'folder').map(({ name }) => name);
}

function sourceOf(file: string, resource: Resource | undefined, workspace: Workspace): Source | undefined {
  return resource?.file === file ? resource.source : workspace.manifests.find(({ source }) => source.file === file)?.source;
}

function nonEmpty<K extends string, T>(key: K, list: readonly T[] = []): Partial<Record<K, readonly T[]>> {
  return list.length === 0 ? {} : ({ [key]: list } as Record<K, readonly T[]>);
}

function toRelated({ message, resource, at }: NonNullable<Problem['related']>[number]): Related {
  return { message, ...resource.source.locate(at.range) };
}

/** Edits fit a text that is one file's own, in YAML or JSON. */
function isWritable(resource: Resource | undefined): boolean {
  return resource === undefined || (resource.facts.isForeign !== true && !resource.source.isDerived);
}
