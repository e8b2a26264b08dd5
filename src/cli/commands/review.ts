import type { Review } from '../../reporters/review/review.ts';
import type { Arguments, Command } from '../command.ts';
import type { Io } from '../io.ts';
import { baseFlag, stageFlags } from '../lint-flags.ts';
import { lintPaths } from '../lint-paths.ts';
import { writeOutput } from '../formats.ts';

export const reviewCommand: Command = {
  name: 'review',
  usage: 'review [paths…] [options]',
  summary: 'Write the production-readiness review: a verdict, the five groups, each finding with diff, check and way back.',
  details: 'The findings are those of `karplint lint`; exit code 0 unless something could not be read.',
  flags: [
    { name: 'format', value: '<name>', choices: ['markdown', 'html', 'json'], help: 'markdown (default), html (one page without scripts) or json.' },
    { name: 'output', value: '<file>', help: 'Write into this file instead of standard output.' },
    ...stageFlags,
    baseFlag,
  ],
  examples: [
    ['karplint review clusters/prod --environment prod', 'as Markdown'],
    ['karplint review --format html --output review.html', 'as a page to read and to pass on'],
  ],
  run: runReview,
};

async function runReview(args: Arguments, io: Io): Promise<number> {
  const { linted } = await lintPaths(args, io);
  const { reviewOf } = await import('../../reporters/review/review.ts');
  const { metas, docsOf } = (await import('../../linter.ts')).ruleBookOf(linted.lint);
  const { readRulePage } = await import('../../node/rule-pages.ts');
  const review = reviewOf(linted.report, linted.sources, { metas: [...metas.values()], checked: linted.checked, docsOf, pageOf: readRulePage });
  const text = await render(review, args.text('format') ?? 'markdown');
  writeOutput(text, args.text('output'), io);
  if (linted.report.findings.some(({ rule }) => rule === 'internal-error')) return 3;
  return linted.failures.length > 0 ? 2 : 0;
}

async function render(review: Review, format: string): Promise<string> {
  if (format === 'html') return (await import('../../reporters/review/html.ts')).renderReviewHtml(review);
  if (format === 'json') return `${JSON.stringify(review, null, 2)}\n`;
  return (await import('../../reporters/review/markdown.ts')).renderReviewMarkdown(review);
}
