import { severities } from './finding.ts';
import type { Finding, Severity, SuppressedFinding } from './finding.ts';

/**
 * Sorts findings by place, and says once what holds for an object in several scopes. The name that an overlay gives the
 * object does not make it another finding.
 */
export function mergeFindings(findings: readonly Finding[]): Finding[] {
  const merged: Finding[] = [];
  /** The first one at the place of the last. */
  let first = 0;
  for (const finding of [...findings].sort(compareFindings)) {
    const last = merged.at(-1);
    if (last === undefined || !isAtPlaceOf(last, finding)) first = merged.length;
    const same = first + merged.slice(first).findIndex((known) => wordsOf(known) === wordsOf(finding));
    const known = same < first ? undefined : merged[same];
    if (known === undefined) merged.push(finding);
    else merged[same] = withScopes({ ...known, severity: worseOf(known.severity, finding.severity) }, finding.scopes);
  }
  return merged;
}

function isAtPlaceOf(a: Finding, b: Finding): boolean {
  return a.file === b.file && a.range.start === b.range.start && a.rule === b.rule && a.range.end === b.range.end;
}

/** Each silenced finding once, in the same order. */
export function mergeSuppressed(suppressed: readonly SuppressedFinding[]): SuppressedFinding[] {
  const merged = new Map<string, SuppressedFinding>();
  for (const each of suppressed) {
    const key = keyOf(each.finding);
    const known = merged.get(key);
    merged.set(key, known === undefined ? each : { ...known, finding: withScopes(known.finding, each.finding.scopes) });
  }
  return [...merged.values()];
}

function keyOf(finding: Finding): string {
  const { rule, file, range } = finding;
  return JSON.stringify([rule, file, range.start, range.end, wordsOf(finding)]);
}

function wordsOf({ message, resource }: Finding): string {
  return resource === undefined || resource.name === '' ? message : message.replaceAll(`\`${resource.name}\``, '``');
}

/** The scopes may be of different environments. */
function worseOf(a: Severity, b: Severity): Severity {
  return severities.indexOf(a) < severities.indexOf(b) ? a : b;
}

function withScopes(finding: Finding, others: readonly string[] = []): Finding {
  const { scopes = [] } = finding;
  const added = others.filter((scope) => !scopes.includes(scope));
  return added.length === 0 ? finding : { ...finding, scopes: [...scopes, ...added].sort(compareText) };
}

function compareFindings(a: Finding, b: Finding): number {
  return (
    compareText(a.file, b.file) ||
    a.range.start - b.range.start ||
    compareText(a.rule, b.rule) ||
    a.range.end - b.range.end ||
    compareText(a.message, b.message)
  );
}

/** By code unit, so that the order is the same in every locale. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
