import type { Severity } from '../core/finding.ts';
import type { Report, Sources } from '../core/report.ts';
import { shorten } from '../core/shorten.ts';
import { positionsOf } from './json.ts';
import { element } from './xml.ts';

const severities: Readonly<Record<Severity, string>> = { critical: 'error', improvement: 'warning', note: 'info' };

/** The XML of Checkstyle, which many CI servers read. https://checkstyle.org/ */
export function renderCheckstyle({ findings }: Report, sources: Sources): string {
  const files = [...new Set(findings.map(({ file }) => file))].map((file) => {
    const errors = findings
      .filter((finding) => finding.file === file)
      .map((finding) => {
        const { line, column } = positionsOf(finding, sources).start;
        const { severity, message, help, rule } = finding;
        const text = shorten(help === undefined ? message : `${message} ${help}`, 2000);
        return `    ${element('error', { line, column, severity: severities[severity], message: text, source: `karplint.${rule}` })}`;
      });
    return `  ${element('file', { name: file }, `\n${errors.join('\n')}\n  `)}`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('checkstyle', { version: '8.0' }, `\n${files.join('\n')}${files.length === 0 ? '' : '\n'}`)}\n`;
}
