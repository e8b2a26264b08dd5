import { closest } from '../../core/did-you-mean.ts';
import { UsageError } from '../../core/usage-error.ts';
import { ruleMetas } from '../../linter.ts';
import { readRulePage } from '../../node/rule-pages.ts';
import type { Arguments, Command } from '../command.ts';
import { wantsColour } from '../io.ts';
import type { Io } from '../io.ts';
import { renderMarkdown } from '../markdown.ts';

export const explainCommand: Command = {
  name: 'explain',
  usage: 'explain <rule>',
  summary: 'Print the page of a rule: why it matters, examples, options, when not to use it.',
  flags: [],
  examples: [['karplint explain limits-missing', '']],
  run: (args, io) => Promise.resolve(runExplain(args, io)),
};

function runExplain(args: Arguments, io: Io): number {
  const [id, ...more] = args.positionals;
  if (id === undefined || more.length > 0) throw new UsageError('Say which rule: `karplint explain <rule>`. `karplint rules` lists them.');
  const page = readRulePage(id);
  if (page === undefined || !ruleMetas.some((meta) => meta.id === id)) {
    const guess = closest(
      id,
      ruleMetas.map((meta) => meta.id),
    );
    throw new UsageError(`No rule is called \`${id}\`. ${guess === undefined ? '`karplint rules` lists them.' : `Did you mean \`${guess}\`?`}`);
  }
  io.writeOut(renderMarkdown(page, wantsColour(io)));
  return 0;
}
