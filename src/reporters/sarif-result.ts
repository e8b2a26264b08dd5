import type { ArtifactChange, ArtifactLocation, Location, PhysicalLocation, Region, Result } from 'sarif';
import type { Finding } from '../core/finding.ts';
import type { Fix } from '../core/fix.ts';
import type { Sources } from '../core/report.ts';
import type { SourceRange } from '../core/source.ts';
import { positionsOf } from './json.ts';

/** One finding as a SARIF result; `root` is the way from the repository's root to the working directory. */
export function toResult(finding: Finding, sources: Sources, root: string): Result {
  const { rule, message, help, resource, related = [], scopes = [], fix } = finding;
  const location = locate(finding, sources, root);
  return {
    ruleId: rule,
    message: { text: escapeMessage([message, ...(help === undefined ? [] : [help]), ...(scopes.length === 0 ? [] : [`In ${scopes.join(', ')}.`])].join('\n')) },
    locations: [
      { ...location, ...(resource === undefined ? {} : { logicalLocations: [{ fullyQualifiedName: `${resource.kind}/${resource.name}`, kind: 'object' }] }) },
    ],
    ...(related.length === 0
      ? {}
      : {
          relatedLocations: related.map((place, index) => ({
            id: index + 1,
            ...locate(place, sources, root),
            message: { text: escapeMessage(place.message) },
          })),
        }),
    ...(fix === undefined ? {} : { fixes: [{ description: { text: escapeMessage(fix.title) }, artifactChanges: changesOf(fix, sources, root) }] }),
    properties: {
      severity: finding.severity,
      layer: finding.layer,
      ...(scopes.length === 0 ? {} : { scopes }),
      ...(fix === undefined ? {} : { fixSafety: fix.safety }),
    },
  };
}

/** In a message, brackets make links and a backslash escapes them. Source: SARIF 2.1.0, 3.11.6. */
function escapeMessage(text: string): string {
  return text.replace(/[\\[\]]/g, '\\$&');
}

function locate(place: { readonly file: string; readonly range: SourceRange }, sources: Sources, root: string): Location {
  const physicalLocation: PhysicalLocation = { artifactLocation: toArtifact(place.file, root), region: toRegion(place, sources) };
  return { physicalLocation };
}

/** A relative, percent-encoded URI; a file outside of the repository keeps its absolute one. */
function toArtifact(file: string, root: string): ArtifactLocation {
  const encode = (path: string): string =>
    path
      .replace(/\p{Cs}/gu, '\ufffd')
      .split('/')
      .map(encodeURIComponent)
      .join('/');
  if (/^(?:\/|[A-Za-z]:\/)/.test(file)) return { uri: `file://${file.startsWith('/') ? '' : '/'}${encode(file).replace(/^([A-Za-z])%3A/, '$1:')}` };
  return { uri: encode(normalize(root + file)), uriBaseId: '%SRCROOT%' };
}

/** Takes `a/../` out of a path, as it stands where a working directory below the root names a file beside it. */
function normalize(path: string): string {
  const steps: string[] = [];
  for (const step of path.split('/')) {
    if (step === '..' && steps.length > 0 && steps.at(-1) !== '..') steps.pop();
    else if (step !== '.' && step !== '') steps.push(step);
  }
  return steps.join('/');
}

function toRegion(place: { readonly file: string; readonly range: SourceRange }, sources: Sources): Region {
  const { start, end } = positionsOf(place, sources);
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
}

function changesOf({ edits }: Fix, sources: Sources, root: string): ArtifactChange[] {
  const files = [...new Set(edits.map(({ file }) => file))];
  return files.map((file) => ({
    artifactLocation: toArtifact(file, root),
    replacements: edits
      .filter((edit) => edit.file === file)
      .map((edit) => ({ deletedRegion: toRegion(edit, sources), ...(edit.text === '' ? {} : { insertedContent: { text: edit.text } }) })),
  }));
}
