import type { Finding } from '../core/finding.ts';
import type { Report, Sources } from '../core/report.ts';
import { shorten } from '../core/shorten.ts';
import { positionsOf } from './json.ts';
import { plainPath, plainText } from './plain-text.ts';

/** One finding a line, as compilers print them, for editors and problem matchers: `file:line:column: severity: message [rule]`. */
export function renderUnix({ findings }: Report, sources: Sources): string {
  return findings.map((finding) => `${unixLine(finding, sources)}\n`).join('');
}

export function unixLine(finding: Finding, sources: Sources): string {
  const { line, column } = positionsOf(finding, sources).start;
  return `${plainPath(finding.file)}:${line}:${column}: ${finding.severity}: ${shorten(plainText(finding.message))} [${finding.rule}]`;
}
