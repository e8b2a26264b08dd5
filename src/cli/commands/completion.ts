import { UsageError } from '../../core/usage-error.ts';
import { ruleMetas } from '../../linter.ts';
import type { Arguments, Command } from '../command.ts';
import { renderCompletion, shells } from '../completion.ts';
import { formatNames } from '../format-names.ts';
import type { Io } from '../io.ts';

export const completionCommand: Command = {
  name: 'completion',
  usage: 'completion <bash|zsh|fish>',
  summary: 'Print a script that completes commands, options, their values and rules in a shell.',
  flags: [],
  examples: [
    ['source <(karplint completion bash)', 'in ~/.bashrc'],
    ['source <(karplint completion zsh)', 'in ~/.zshrc, after compinit'],
    ['karplint completion fish > ~/.config/fish/completions/karplint.fish', ''],
  ],
  run: runCompletion,
};

async function runCompletion(args: Arguments, io: Io, all: () => Promise<readonly Command[]>): Promise<number> {
  const shell = shells.find((name) => name === args.positionals[0]);
  if (shell === undefined || args.positionals.length > 1) throw new UsageError('Say for which shell: `karplint completion bash`, `zsh` or `fish`.');
  const rules = ruleMetas.map(({ id }) => id);
  io.writeOut(renderCompletion(shell, await all(), { rules, formats: formatNames }));
  return 0;
}
