import { groups, severities } from '../../core/finding.ts';
import type { Finding, Group, Severity } from '../../core/finding.ts';
import { countSeverities } from '../../core/report.ts';
import type { Report, Sources } from '../../core/report.ts';
import { shorten } from '../../core/shorten.ts';
import { describeStage } from '../stage-text.ts';
import { escapeHtml, htmlProse } from '../html-text.ts';
import { positionsOf } from '../json.ts';
import { plainText } from '../plain-text.ts';
import { htmlFrame } from './frame.ts';
import { pageStyle } from './style.ts';

/** The report as one page that needs nothing else: no script, no font, no request. Its filters are a matter of style alone. */
export function renderHtml(report: Report, sources: Sources): string {
  const { findings, karpenter, summary } = report;
  const files = [...new Set(findings.map(({ file }) => file))];
  const stage = `Karpenter ${karpenter.version}, ${describeStage(report)}, ${summary.resources} objects in ${summary.files} files`;
  const suppressed = summary.suppressed === 0 ? '' : `, ${summary.suppressed} findings suppressed`;
  const numbers = new Map(files.map((file, index) => [file, index]));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
<title>karplint: ${findings.length} findings</title>
<style>${pageStyle}${filterStyle(files)}</style>
</head>
<body>
<header>
<h1>karplint <small>${findings.length === 0 ? 'no findings' : `${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}`}</small></h1>
<p>${htmlProse(stage + suppressed)}</p>
${findings.length === 0 ? '' : renderFilters(findings, files)}
</header>
<main>
${findings.map((finding) => renderFinding(finding, sources, numbers.get(finding.file) ?? 0)).join('\n')}
${findings.length === 0 ? '<p class="none">Nothing to mend.</p>' : ''}
</main>
</body>
</html>
`;
}

function renderFilters(findings: readonly Finding[], files: readonly string[]): string {
  const counts = countSeverities(findings);
  const bySeverity = severities.filter((severity) => counts[severity] > 0).map((severity) => box('severity', severity, counts[severity]));
  const byGroup = groups.flatMap((group) => {
    const count = findings.filter((finding) => finding.group === group).length;
    return count === 0 ? [] : [box('group', group, count)];
  });
  const options = files.map((file, index) => `<option value="${index}">${name(file)}</option>`);
  return `<form>
<fieldset><legend>Severity</legend>${bySeverity.join('')}</fieldset>
<fieldset><legend>Group</legend>${byGroup.join('')}</fieldset>
<fieldset><legend>File</legend><select aria-label="File"><option value="all">all ${files.length}</option>${options.join('')}</select></fieldset>
</form>`;
}

function box(kind: 'severity' | 'group', value: Severity | Group, count: number): string {
  return `<label class="${kind}-${value}"><input type="checkbox" id="${kind}-${value}" checked> ${value} <b>${count}</b></label>`;
}

/** What a box or the list of files takes away. */
function filterStyle(files: readonly string[]): string {
  const off = (kind: string, value: string): string => `body:has(#${kind}-${value}:not(:checked)) .${kind}-${value}:is(article){display:none}`;
  const others = files.map((_, index) => `body:has(option[value="${index}"]:checked) article:not(.file-${index}){display:none}`);
  return [...severities.map((severity) => off('severity', severity)), ...groups.map((group) => off('group', group)), ...others].join('');
}

function renderFinding(finding: Finding, sources: Sources, fileNumber: number): string {
  const { severity, group, rule, message, help, docs, related = [], fix, file, resource } = finding;
  const { line, column } = positionsOf(finding, sources).start;
  const source = sources.get(file);
  const object = resource === undefined ? '' : ` · ${name(`${resource.kind} ${resource.name}`)}`;
  const remarks = [
    ...(help === undefined ? [] : [`<p class="help">${prose(help)}</p>`]),
    ...related.map((place) => `<p class="related">${prose(place.message)} <code>${name(place.file)}:${positionsOf(place, sources).start.line}</code></p>`),
    ...(fix === undefined ? [] : [`<p class="fix">Fix: ${prose(fix.title)} <b>${fix.safety}</b>${fix.rolls ? ' <b>replaces nodes</b>' : ''}</p>`]),
  ];
  return `<article class="severity-${severity} group-${group} file-${fileNumber}">
<p class="head"><b class="mark">${severity}</b> <a href="${escapeHtml(docs)}">${rule}</a> <span>${group}${object}</span></p>
<p class="place">${name(file)}:${line}:${column}</p>
<p>${prose(message)}</p>
${source === undefined ? '' : htmlFrame(source, finding.range)}
${remarks.join('\n')}
</article>`;
}

function prose(text: string): string {
  return htmlProse(plainText(shorten(text)));
}

function name(text: string): string {
  return escapeHtml(plainText(shorten(text, 300)));
}
