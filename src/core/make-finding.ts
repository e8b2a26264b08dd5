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

type Draft = { -readonly [Field in keyof Finding]: Finding[Field] };

/** Makes a finding of a candidate that is to be shown. */
export function toFinding(candidate: Candidate, workspace: Workspace, { docsOf }: { docsOf(rule: string): string }): Finding {
  const { meta, problem, resource, layer, level } = candidate;
  const { help, serverMessage, related = [], fix } = problem;
  const { path, range } = problem.at;
  const place = locate(range, candidate);
  const finding: Draft = {
    rule: meta.id,
    group: meta.group,
    severity: level === 'off' ? 'note' : level,
    layer,
    message: shorten(problem.message, longestText),
    file: place.file,
    range: place.range,
    docs: docsOf(meta.id),
    fingerprint: hash(JSON.stringify([meta.id, resource?.group, resource?.kind, resource?.name, path, problem.message])),
  };
  if (help !== undefined) finding.help = shorten(help, longestText);
  if (serverMessage !== undefined) finding.serverMessage = shorten(serverMessage, longestText);
  if (resource !== undefined) finding.resource = { apiVersion: shorten(resource.apiVersion), kind: shorten(resource.kind), name: shorten(resource.name) };
  if (resource !== undefined || path.length > 0) finding.path = path.map((step) => (typeof step === 'string' ? shorten(step) : step));
  if (related.length > 0) finding.related = related.map(toRelated);
  const scopes = scopeNames(problem, resource, workspace);
  if (scopes.length > 0) finding.scopes = scopes;
  if (fix !== undefined && isWritable(resource)) finding.fix = withLineEnds(fix, (file) => sourceOf(file, resource, workspace));
  return finding;
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

function toRelated({ message, resource, at }: NonNullable<Problem['related']>[number]): Related {
  return { message, ...resource.source.locate(at.range) };
}

/** Edits fit a text that is one file's own, in YAML or JSON. */
function isWritable(resource: Resource | undefined): boolean {
  return resource === undefined || (resource.facts.isForeign !== true && !resource.source.isDerived);
}
