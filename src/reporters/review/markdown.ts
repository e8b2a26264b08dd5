import { severities } from '../../core/finding.ts';
import type { Severity } from '../../core/finding.ts';
import { describeStage } from '../stage-text.ts';
import { markdownCode, markdownProse } from '../markdown-text.ts';
import { plainText } from '../plain-text.ts';
import type { GroupReview, Review, ReviewedFinding } from './review.ts';
import { groupTitles, severityMeanings } from './words.ts';

/** The review as Markdown, for pull requests and wikis. */
export function renderReviewMarkdown(review: Review): string {
  const { verdict, karpenter, summary, groups } = review;
  const stage = `Karpenter ${karpenter.version} · ${markdownProse(describeStage(review))} · ${summary.resources} objects in ${summary.files} files`;
  const classes = severities.map((severity) => `| **${severity}** | ${summary[severity]} | ${severityMeanings[severity]} |`);
  const head = ['# Karpenter review', `**${verdict.sentence}**`, stage, `| Class | Findings | Meaning |\n|---|---:|---|\n${classes.join('\n')}`];
  return `${[...head, ...groups.map(renderGroup)].join('\n\n')}\n`;
}

function renderGroup({ group, findings, fine }: GroupReview): string {
  const list = fine.map(({ rule, docs }) => `[\`${rule}\`](${docs})`).join(', ');
  const good =
    fine.length === 0
      ? []
      : [`<details><summary>Fine: ${fine.length} ${fine.length === 1 ? 'check' : 'checks'} found nothing</summary>\n\n${list}\n\n</details>`];
  const nothing = findings.length === 0 ? ['Nothing to mend here.'] : [];
  return [`## ${groupTitles[group]}`, ...nothing, ...findings.map(renderFinding), ...good].join('\n\n');
}

const marks: Readonly<Record<Severity, string>> = { critical: '🔴', improvement: '🟡', note: '🔵' };

function renderFinding(finding: ReviewedFinding): string {
  const { number, severity, title, message, why, help, file, line, diff, verify, rollback, docs, rule } = finding;
  const parts = [
    `### ${number}. ${marks[severity]} ${markdownProse(title)}`,
    `**${severity}** · \`${markdownCode(file)}:${line}\` · [${rule}](${docs})`,
    markdownProse(message),
    ...(why === undefined ? [] : [`*Why it matters:* ${why}`]),
    ...(help === undefined ? [] : [`*What to do:* ${markdownProse(help)}`]),
    ...(diff === undefined ? [] : [fence('diff', diff)]),
    `*Verify:*\n\n${fence('sh', verify.map(plainText).join('\n'))}`,
    `*Roll back:* ${rollback}`,
  ];
  return parts.join('\n\n');
}

/** A fence that is longer than any in the text. */
function fence(language: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const ticks = '`'.repeat(longest + 1);
  return `${ticks}${language}\n${text.split('\n').map(plainText).join('\n').trimEnd()}\n${ticks}`;
}
