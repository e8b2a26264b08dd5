import { groups, severities } from '../core/finding.ts';
import type { Finding, Related } from '../core/finding.ts';
import { countSeverities } from '../core/report.ts';
import type { Report, Sources } from '../core/report.ts';
import { codeFrame } from './code-frame.ts';
import { describeStage } from './stage-text.ts';
import { plainPath, plainText } from './plain-text.ts';
import { styleFor } from './style.ts';
import type { Style } from './style.ts';
import { textWidth, wrapText } from './text-width.ts';

export interface TextOptions {
  readonly version: string;
  readonly colour?: boolean;
  /** Makes each rule a link to its page. */
  readonly hyperlinks?: boolean;
  /** Criticals only, and no summary. */
  readonly quiet?: boolean;
  /** Shows this many findings at most; the summary counts all. */
  readonly maxFindings?: number;
  /** Lists what is suppressed, too. */
  readonly showSuppressed?: boolean;
  /** Columns of the terminal; 100 where there is none. */
  readonly width?: number;
}

/** The report for people: findings by file with the source line and the remedy, then a summary. */
export function renderText(report: Report, sources: Sources, options: TextOptions): string {
  const style = styleFor(options.colour ?? false, options.hyperlinks);
  const width = Math.min(Math.max(options.width ?? 100, 40), 120);
  const wanted = report.findings.filter(({ severity }) => !options.quiet || severity === 'critical');
  const shown = wanted.slice(0, options.maxFindings ?? wanted.length);
  const files = [...new Set(shown.map(({ file }) => file))].map((file) => {
    const blocks = shown.filter((finding) => finding.file === file).map((finding) => renderFinding(finding, sources, { style, width }));
    return `${style.bold(style.underline(plainPath(file)))}\n${blocks.join('\n\n')}`;
  });
  const more = wanted.length - shown.length;
  const hidden = more > 0 ? [style.dim(`… and ${more} more ${more === 1 ? 'finding' : 'findings'} (--max-findings ${shown.length})`)] : [];
  const suppressed = options.showSuppressed && report.suppressed.length > 0 ? [renderSuppressed(report, sources, { style, width })] : [];
  const parts = [...files, ...hidden, ...suppressed, ...(options.quiet ? [] : [renderSummary(report, style)])];
  return parts.length === 0 ? '' : `${parts.join('\n\n')}\n`;
}

interface Layout {
  readonly style: Style;
  readonly width: number;
}

function renderFinding(finding: Finding, sources: Sources, { style, width }: Layout): string {
  const { severity, message, rule, help, related = [], scopes = [], fix } = finding;
  const head = `  ${placeOf(finding, sources)}`.padEnd(10);
  const label = severity.padEnd(11);
  const indent = textWidth(head) + label.length + 2;
  const [first = '', ...rest] = appendRule(wrapText(plainText(message), Math.max(30, width - indent)), {
    rule,
    docs: finding.docs,
    style,
    width: width - indent,
  });
  const source = sources.get(finding.file);
  const frame = source === undefined ? [] : codeFrame(source, finding.range, { style, severity, width: width - 9 });
  const remarks = [
    ...(help === undefined ? [] : [remark('help', plainText(help), style.cyan, width)]),
    ...(scopes.length === 0 ? [] : [remark('in', plainText(scopes.join(', ')), style.dim, width)]),
    ...related.map((place) => remark('see', describeRelated(place, sources), style.dim, width)),
    ...(fix === undefined ? [] : [remark('fix', `${plainText(fix.title)} (${fix.safety})`, style.green, width)]),
  ];
  return [`${style.dim(head)} ${style.bold(style.of(severity)(label))} ${first}`, ...rest.map((line) => ' '.repeat(indent) + line), ...frame, ...remarks].join(
    '\n',
  );
}

/** Puts the rule behind the message, on a line of its own where it no longer fits. */
function appendRule(lines: readonly string[], { rule, docs, style, width }: Layout & Pick<Finding, 'rule' | 'docs'>): string[] {
  const name = style.link(style.dim(rule), docs);
  const last = lines.at(-1) ?? '';
  const fits = textWidth(last) + rule.length + 2 <= width;
  return fits ? [...lines.slice(0, -1), `${last}  ${name}`] : [...lines, name];
}

/** A labelled line under a finding, wrapped behind its label. */
function remark(label: string, text: string, paint: (text: string) => string, width: number): string {
  const indent = 9 + label.length + 2;
  const [first = '', ...rest] = wrapText(text, Math.max(30, width - indent));
  return [`${' '.repeat(9)}${paint(`${label}:`)} ${first}`, ...rest.map((line) => ' '.repeat(indent) + line)].join('\n');
}

function describeRelated(related: Related, sources: Sources): string {
  return `${plainText(related.message)} (${plainText(related.file)}:${placeOf(related, sources)})`;
}

function placeOf({ file, range }: Pick<Related, 'file' | 'range'>, sources: Sources): string {
  const position = sources.get(file)?.positionAt(range.start) ?? { line: 1, column: 1 };
  return `${position.line}:${position.column}`;
}

/** Why the run is for this version, unless it was asked for. */
function describeSource({ karpenter: { source, file, others = [] } }: Report): string {
  if (source !== 'workspace' || file === undefined) return '';
  return ` (after ${plainText(file)}${others.length === 0 ? '' : ', with others beside it'})`;
}

function renderSummary(report: Report, style: Style): string {
  const { findings, summary } = report;
  const read = `${count(summary.files, 'file')}, ${count(summary.resources, 'object')}${describeLeftOut(report)}`;
  const stage = `Karpenter ${report.karpenter.version}${describeSource(report)}, ${plainText(describeStage(report))}`;
  if (findings.length === 0) {
    const verdict = summary.resources === 0 && summary.skipped.length === 0 ? 'No Kubernetes manifest found' : 'No findings';
    return `${style.green(style.bold(verdict))} in ${read} (${stage})${describeSuppressed(report)}.`;
  }
  const counts = countSeverities(findings);
  const named = severities.filter((severity) => counts[severity] > 0).map((severity) => style.of(severity)(`${counts[severity]} ${severity}`));
  const files = new Set(findings.map(({ file }) => file)).size;
  return `${renderTable(findings, style)}

${style.bold(count(findings.length, 'finding'))} (${named.join(', ')}) in ${files} of ${read}${describeSuppressed(report)}.
${style.dim(`Linted for ${stage}. \`karplint explain <rule>\` says more about each.`)}`;
}

function renderSuppressed({ suppressed }: Report, sources: Sources, { style }: Layout): string {
  const lines = suppressed.map(({ finding, by, reason }) => {
    const place = `${plainText(finding.file)}:${placeOf(finding, sources)}`;
    return style.dim(`  ${place} ${finding.rule}, by ${by}${reason === undefined ? '' : `: ${plainText(reason)}`}`);
  });
  return `${style.bold('Suppressed')}\n${lines.join('\n')}`;
}

function describeLeftOut({ summary: { passedOver, skipped } }: Report): string {
  const parts = [...(passedOver > 0 ? [`${passedOver} without manifests`] : []), ...(skipped.length > 0 ? [`${skipped.length} skipped`] : [])];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

function describeSuppressed({ suppressed }: Report): string {
  const known = suppressed.filter(({ by }) => by === 'baseline').length;
  const parts = [...(known > 0 ? [`${known} known from the baseline`] : []), ...(suppressed.length > known ? [`${suppressed.length - known} suppressed`] : [])];
  return parts.length === 0 ? '' : `; ${parts.join(', ')}`;
}

function renderTable(findings: readonly Finding[], style: Style): string {
  const rows = groups.flatMap((group) => {
    const own = findings.filter((finding) => finding.group === group);
    return own.length === 0 ? [] : [{ group, counts: countSeverities(own) }];
  });
  const head = `  ${' '.repeat(12)}${severities.map((severity) => severity.padStart(13)).join('')}`;
  const cell = (number: number): string => (number === 0 ? style.dim('·'.padStart(13)) : String(number).padStart(13));
  const lines = rows.map(({ group, counts }) => `  ${group.padEnd(12)}${severities.map((severity) => cell(counts[severity])).join('')}`);
  return [style.dim(head), ...lines].join('\n');
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
