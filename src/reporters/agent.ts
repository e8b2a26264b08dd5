import { countSeverities } from '../core/report.ts';
import type { Report, Sources } from '../core/report.ts';
import type { Finding } from '../core/finding.ts';
import { shorten } from '../core/shorten.ts';
import { positionsOf } from './json.ts';
import { plainPath } from './plain-text.ts';

/**
 * For tools that read: one finding a line with place, severity, rule, object and path, what is wrong, what to do, and the command
 * that does it. The order of the parts is fixed. The last line counts.
 */
export function renderAgent({ findings, summary }: Report, sources: Sources): string {
  const counts = countSeverities(findings);
  const total = `${findings.length} findings: ${counts.critical} critical, ${counts.improvement} improvement, ${counts.note} note; ${summary.suppressed} suppressed; ${summary.files} files, ${summary.resources} objects.`;
  return [...findings.map((finding) => describe(finding, sources)), total].map((line) => `${line}\n`).join('');
}

function describe(finding: Finding, sources: Sources): string {
  const { file, severity, rule, resource, path = [], message, help, fix } = finding;
  const { line, column } = positionsOf(finding, sources).start;
  const object = resource === undefined ? [] : [`${resource.kind}/${resource.name}`];
  const parts = [
    `${file}:${line}:${column} ${severity} ${rule}`,
    [...object, path.map(String).join('.')].filter((part) => part !== '').join(' '),
    message,
    ...(help === undefined ? [] : [`Remedy: ${help}`]),
    ...(fix === undefined
      ? []
      : [`Fix: karplint --fix-rule ${rule}${fix.safety === 'unsafe' ? ' --unsafe-fixes' : ''}${fix.rolls ? ' (replaces nodes)' : ''}`]),
  ];
  return plainPath(parts.map((part) => shorten(part, 500)).join(' | '));
}
