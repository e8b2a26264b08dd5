import type { Arguments, Command } from '../command.ts';
import { stageFlags } from '../lint-flags.ts';
import { version } from '../version.ts';

export const lspCommand: Command = {
  name: 'lsp',
  usage: 'lsp',
  summary: 'Run the language server for editors, over standard input and output.',
  details: 'Editors start it by themselves; docs/editors.md says how to set them up.',
  flags: [
    { name: 'stdio', help: 'Speak over standard input and output, which is all that the server does.' },
    ...stageFlags.filter(({ name }) => name === 'plugin'),
  ],
  examples: [['karplint lsp', 'what an editor runs']],
  run: runServer,
};

/** Never comes back: the server ends the process when its client says so, or goes away. */
async function runServer(args: Arguments): Promise<number> {
  const { serveStdio } = await import('../../lsp/stdio.ts');
  serveStdio({ version, plugins: args.list('plugin') });
  return new Promise(() => undefined);
}
