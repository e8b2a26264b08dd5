import type { Finding } from '../core/finding.ts';
import type { Report, Sources } from '../core/report.ts';
import { shorten } from '../core/shorten.ts';
import { positionsOf } from './json.ts';
import { element, escapeXml } from './xml.ts';

/** JUnit's XML as Jenkins and GitLab read it: a suite for each file, a case for each finding; one passed case where there is none. */
export function renderJunit({ findings }: Report, sources: Sources): string {
  const files = [...new Set(findings.map(({ file }) => file))];
  const suites =
    files.length === 0
      ? [suite('karplint', [element('testcase', { name: 'no findings', classname: 'karplint', time: '0' })], 0)]
      : files.map((file) => {
          const own = findings.filter((finding) => finding.file === file);
          return suite(
            file,
            own.map((finding) => testCase(finding, sources)),
            own.length,
          );
        });
  const counts = { tests: Math.max(1, findings.length), failures: findings.length, errors: 0, time: '0' };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', { name: 'karplint', ...counts }, `\n${suites.join('\n')}\n`)}\n`;
}

function suite(name: string, cases: readonly string[], failures: number): string {
  const content = `\n${cases.map((each) => `    ${each}`).join('\n')}\n  `;
  return `  ${element('testsuite', { name, tests: cases.length, failures, errors: 0, skipped: 0, time: '0' }, content)}`;
}

function testCase(finding: Finding, sources: Sources): string {
  const { rule, severity, message, help, file, resource, docs } = finding;
  const { line, column } = positionsOf(finding, sources).start;
  const object = resource === undefined ? '' : ` ${resource.kind}/${resource.name}`;
  const details = [`${file}:${line}:${column}`, message, ...(help === undefined ? [] : [help]), docs].map((text) => escapeXml(shorten(text)));
  const failure = element('failure', { message: shorten(message), type: severity }, details.join('\n'));
  return element('testcase', { name: shorten(`${rule}${object} (line ${line})`, 300), classname: file, time: '0' }, failure);
}
