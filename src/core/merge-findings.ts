import { severities } from './finding.ts';
import type { Finding, Severity, SuppressedFinding } from './finding.ts';

/**
 * Sorts findings by place, and says once what holds for an object in several scopes. The name that an overlay gives the
 * object does not make it another finding.
 */
export function mergeFindings(findings: readonly Finding[]): Finding[] {
  const merged = new Map<string, Finding>();
  for (const finding of [...findings].sort(compareFindings)) {
    const key = keyOf(finding);
    const known = merged.get(key);
    if (known === undefined) merged.set(key, finding);
    else merged.set(key, withScopes({ ...known, severity: worseOf(known.severity, finding.severity) }, finding.scopes));
  }
  return [...merged.values()];
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

function keyOf({ rule, file, range, message, resource }: Finding): string {
  const words = resource === undefined || resource.name === '' ? message : message.replaceAll(`\`${resource.name}\``, '``');
  return JSON.stringify([rule, file, range.start, range.end, words]);
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
