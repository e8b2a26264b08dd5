import type { Finding, Related } from '../core/finding.ts';
import type { Report, Sources } from '../core/report.ts';
import type { Position, SourceRange } from '../core/source.ts';

export interface JsonOptions {
  readonly version: string;
  /** Lists what is suppressed, too. */
  readonly showSuppressed?: boolean;
}

/** The report for programs, after `report.schema.json`: fields may be added to it, and are never changed. */
export function renderJson({ karpenter, environment, base, summary, findings, suppressed }: Report, sources: Sources, options: JsonOptions): string {
  const document = {
    schemaVersion: 1,
    karplint: options.version,
    karpenter,
    environment,
    base,
    summary,
    findings: findings.map((finding) => toJson(finding, sources)),
    suppressed: options.showSuppressed ? suppressed.map(({ finding, by, reason }) => ({ by, reason, ...toJson(finding, sources) })) : undefined,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function toJson(finding: Finding, sources: Sources) {
  const { rule, group, severity, layer, message, help, serverMessage, file, resource, path, related, scopes, docs, fix, fingerprint } = finding;
  return {
    rule,
    group,
    severity,
    layer,
    message,
    help,
    serverMessage,
    file,
    ...positionsOf(finding, sources),
    resource,
    path,
    related: related?.map((place) => relatedToJson(place, sources)),
    scopes,
    docs,
    fix: fix && { title: fix.title, safety: fix.safety, ...(fix.rolls ? { rolls: true } : {}) },
    fingerprint,
  };
}

function relatedToJson(place: Related, sources: Sources) {
  return { message: place.message, file: place.file, ...positionsOf(place, sources) };
}

/** Lines and columns from 1, the end exclusive. */
export function positionsOf({ file, range }: { readonly file: string; readonly range: SourceRange }, sources: Sources): { start: Position; end: Position } {
  const source = sources.get(file);
  if (source === undefined) return { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };
  return { start: source.positionAt(range.start), end: source.positionAt(range.end) };
}
