import { severities } from '../core/finding.ts';
import type { Finding, Severity } from '../core/finding.ts';
import type { Report, Sources } from '../core/report.ts';
import { shorten } from '../core/shorten.ts';
import { positionsOf } from './json.ts';
import { plainText } from './plain-text.ts';

/** GitHub shows this many annotations of a kind from one step. https://docs.github.com/en/rest/checks/runs and the runner's own limits. */
const mostOfKind = 10;

const kinds: Readonly<Record<Severity, string>> = { critical: 'error', improvement: 'warning', note: 'notice' };

/**
 * Workflow commands that GitHub shows beside the lines, the worst findings first; what is over its limit is counted.
 * `root` is the way from the repository's root to the working directory.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function renderGithub({ findings }: Report, sources: Sources, { root }: { readonly root: string }): string {
  const lines = severities.flatMap((severity) => {
    const own = findings.filter((finding) => finding.severity === severity);
    return own.slice(0, mostOfKind).map((finding) => command(finding, sources, root));
  });
  const left = findings.length - lines.length;
  const more = left === 0 ? [] : [`${left} more findings are over GitHub's limit of ${mostOfKind} annotations of a kind; the job summary has them.`];
  return [...lines, ...more].map((line) => `${line}\n`).join('');
}

function command(finding: Finding, sources: Sources, root: string): string {
  const { severity, message, help, rule, file } = finding;
  const { start, end } = positionsOf(finding, sources);
  const columns = start.line === end.line ? { col: start.column, endColumn: Math.max(start.column, end.column - 1) } : {};
  const properties = { title: `karplint: ${rule}`, file: root + file, line: start.line, endLine: end.line, ...columns };
  const written = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
  const text = help === undefined ? message : `${message}\n${help}`;
  return `::${kinds[severity]} ${written.join(',')}::${escapeData(
    text
      .split('\n')
      .map((line) => shorten(plainText(line)))
      .join('\n'),
  )}`;
}

/** Source: https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
