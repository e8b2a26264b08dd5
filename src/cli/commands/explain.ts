import { closest } from '../../core/did-you-mean.ts';
import { UsageError } from '../../core/usage-error.ts';
import { ruleMetas } from '../../linter.ts';
import { readRulePage } from '../../node/rule-pages.ts';
import type { Arguments, Command } from '../command.ts';
import { wantsColour } from '../io.ts';
import type { Io } from '../io.ts';
import { renderMarkdown } from '../markdown.ts';
import { ownRulePage } from '../own-rule-page.ts';
import { loadKnownRules, ownRuleFlags } from '../own-rules.ts';

export const explainCommand: Command = {
  name: 'explain',
  usage: 'explain <rule>',
  summary: 'Print the page of a rule: why it matters, examples, options, when not to use it.',
  flags: ownRuleFlags,
  examples: [['karplint explain limits-missing', '']],
  run: runExplain,
};

async function runExplain(args: Arguments, io: Io): Promise<number> {
  const [id, ...more] = args.positionals;
  if (id === undefined || more.length > 0) throw new UsageError('Say which rule: `karplint explain <rule>`. `karplint rules` lists them.');
  const page = ruleMetas.some((meta) => meta.id === id) ? readRulePage(id) : undefined;
  io.writeOut(renderMarkdown(page ?? (await explainOwn(id, args, io)), wantsColour(io)));
  return 0;
}

async function explainOwn(id: string, args: Arguments, io: Io): Promise<string> {
  const { metas, own, loaded } = await loadKnownRules(args, io);
  const meta = own.find((rule) => rule.id === id);
  if (meta !== undefined) return ownRulePage(meta, { custom: loaded.config.customRules?.find((rule) => rule.id === id), file: loaded.file });
  const guess = closest(id, [...metas.keys()]);
  throw new UsageError(`No rule is called \`${id}\`. ${guess === undefined ? '`karplint rules` lists them.' : `Did you mean \`${guess}\`?`}`);
}
