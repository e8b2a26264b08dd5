import { severities } from '../core/finding.ts';
import type { Finding } from '../core/finding.ts';
import type { Report } from '../core/report.ts';
import { styleFor } from './style.ts';

/** How often each rule speaks, the most frequent first, and how many of its findings have a fix. */
export function renderStatistics({ findings }: Report, { colour }: { readonly colour: boolean }): string {
  if (findings.length === 0) return 'No findings.\n';
  const style = styleFor(colour);
  const counts = countRules(findings);
  const width = Math.max(...counts.map(({ rule }) => rule.length));
  const rows = counts.map(({ rule, severity, count, fixable }) => {
    const fix = fixable === 0 ? '' : fixable === count ? 'all fixable' : `${fixable} fixable`;
    return `${String(count).padStart(6)}  ${style.of(severity)(severity.padEnd(11))}  ${rule.padEnd(width)}  ${style.dim(fix)}`.trimEnd();
  });
  return `${rows.join('\n')}\n${String(findings.length).padStart(6)}  in all\n`;
}

function countRules(findings: readonly Finding[]) {
  const rules = [...new Set(findings.map(({ rule }) => rule))];
  const counts = rules.map((rule) => {
    const own = findings.filter((finding) => finding.rule === rule);
    // A rule may differ in severity from place to place; the worst speaks for it.
    const severity = severities.find((level) => own.some((finding) => finding.severity === level)) ?? 'note';
    return { rule, severity, count: own.length, fixable: own.filter(({ fix }) => fix !== undefined).length };
  });
  return counts.sort((a, b) => b.count - a.count || (a.rule < b.rule ? -1 : 1));
}
