import { severities } from '../../core/finding.ts';
import { describeStage } from '../stage-text.ts';
import { escapeHtml, htmlProse } from '../html-text.ts';
import type { GroupReview, Review, ReviewedFinding } from './review.ts';
import { reviewStyle } from './style.ts';
import { groupTitles, severityMeanings } from './words.ts';

/** The review as one page that needs nothing else: no script, no font, no request. */
export function renderReviewHtml(review: Review): string {
  const { verdict, karpenter, summary, groups } = review;
  const stage = `Karpenter ${karpenter.version}, ${describeStage(review)}, ${summary.resources} objects in ${summary.files} files`;
  const classes = severities.map(
    (severity) => `<li class="${severity}"><b>${summary[severity]}</b> ${severity}<span>${severityMeanings[severity]}</span></li>`,
  );
  const contents = groups.map(({ group, findings }) => `<a href="#${group}">${groupTitles[group]} <b>${findings.length}</b></a>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
<title>Karpenter review</title>
<style>${reviewStyle}</style>
</head>
<body>
<header>
<h1>Karpenter review</h1>
<p class="verdict ${verdict.isReady ? 'ready' : 'open'}">${htmlProse(verdict.sentence)}</p>
<p class="stage">${htmlProse(stage)}</p>
<ul class="classes">${classes.join('')}</ul>
<nav>${contents.join('')}</nav>
</header>
<main>
${groups.map(renderGroup).join('\n')}
</main>
</body>
</html>
`;
}

function renderGroup({ group, findings, fine }: GroupReview): string {
  const rows = fine.map(
    ({ rule, summary, docs }) => `<li><a href="${escapeHtml(docs)}">${escapeHtml(rule)}</a> <span>would find: ${htmlProse(summary)}</span></li>`,
  );
  const good =
    fine.length === 0
      ? ''
      : `<details class="fine"><summary>Fine: ${fine.length} ${fine.length === 1 ? 'check' : 'checks'} found nothing</summary><ul>${rows.join('')}</ul></details>`;
  const nothing = findings.length === 0 ? '<p class="nothing">Nothing to mend here.</p>' : '';
  return `<section id="${group}"><h2>${groupTitles[group]}</h2>${nothing}${findings.map(renderFinding).join('\n')}${good}</section>`;
}

function renderFinding(finding: ReviewedFinding): string {
  const { number, severity, title, message, why, help, file, line, diff, verify, rollback, rollsNodes, docs } = finding;
  return `<article class="${severity}" id="finding-${number}">
<h3><a href="#finding-${number}">${number}</a> ${escapeHtml(title)}</h3>
<p class="meta"><b>${severity}</b> <code>${escapeHtml(file)}:${line}</code>${rollsNodes ? ' <em>replaces nodes</em>' : ''} <a href="${escapeHtml(docs)}">about the rule</a></p>
<p>${htmlProse(message)}</p>
${why === undefined ? '' : `<p class="why">${htmlProse(why)}</p>`}
${help === undefined ? '' : `<p><b>What to do.</b> ${htmlProse(help)}</p>`}
${diff === undefined ? '' : `<pre class="diff">${diff.trimEnd().split('\n').map(diffLine).join('\n')}</pre>`}
<details><summary>Verify and roll back</summary><pre>${escapeHtml(verify.join('\n'))}</pre><p>${escapeHtml(rollback)}</p></details>
</article>`;
}

function diffLine(line: string): string {
  const kind = /^(?:\+\+\+|---|@@)/.test(line) ? 'place' : line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : '';
  return kind === '' ? escapeHtml(line) : `<span class="${kind}">${escapeHtml(line)}</span>`;
}
