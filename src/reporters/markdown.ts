import { severities } from '../core/finding.ts';
import type { Finding, Severity } from '../core/finding.ts';
import { countSeverities } from '../core/report.ts';
import type { Report, Sources } from '../core/report.ts';
import { shorten } from '../core/shorten.ts';
import { describeStage } from './stage-text.ts';
import { positionsOf } from './json.ts';
import { markdownCell, markdownCode, markdownProse } from './markdown-text.ts';

const marks: Readonly<Record<Severity, string>> = { critical: '🔴', improvement: '🟡', note: '🔵' };

/** GitHub takes a job summary of 1 MiB; what would not fit is counted. https://docs.github.com/en/actions/reference/limits */
const mostCharacters = 200_000;

/** The report for comments, wikis and job summaries: a table for each file. */
export function renderMarkdown(report: Report, sources: Sources): string {
  const { findings, karpenter, summary } = report;
  const counts = countSeverities(findings);
  const named = severities.filter((severity) => counts[severity] > 0).map((severity) => `${marks[severity]} **${counts[severity]}** ${severity}`);
  const suppressed = summary.suppressed === 0 ? '' : ` · ${summary.suppressed} suppressed`;
  const stage = `Karpenter ${karpenter.version} · ${markdownProse(describeStage(report))} · ${summary.resources} objects in ${summary.files} files${suppressed}`;
  const head = `## karplint\n\n${findings.length === 0 ? '✅ No findings.' : named.join(' · ')}\n\n${stage}\n`;
  let text = head;
  let shown = 0;
  for (const file of new Set(findings.map((finding) => finding.file))) {
    const own = findings.filter((finding) => finding.file === file);
    const table = renderFile(file, own, sources);
    if (text.length + table.length > mostCharacters) break;
    text += table;
    shown += own.length;
  }
  return shown === findings.length ? text : `${text}\n${findings.length - shown} more findings do not fit here.\n`;
}

function renderFile(file: string, findings: readonly Finding[], sources: Sources): string {
  const rows = findings.map((finding) => {
    const { severity, rule, docs, message, help } = finding;
    const { line } = positionsOf(finding, sources).start;
    const remedy = help === undefined ? '' : `<br>*${markdownCell(shorten(help, 500))}*`;
    return `| ${line} | ${marks[severity]} ${severity} | ${markdownCell(shorten(message, 500))}${remedy} | [${rule}](${docs}) |\n`;
  });
  return `\n### \`${markdownCode(shorten(file, 300))}\`\n\n| Line | Severity | Finding | Rule |\n|---:|---|---|---|\n${rows.join('')}`;
}
