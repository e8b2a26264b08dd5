import type { Command } from '../command.ts';
import { version } from '../version.ts';

export const lspCommand: Command = {
  name: 'lsp',
  usage: 'lsp',
  summary: 'Run the language server for editors, over standard input and output.',
  details: 'Editors start it by themselves; docs/editors.md says how to set them up.',
  flags: [{ name: 'stdio', help: 'Speak over standard input and output, which is all that the server does.' }],
  examples: [['karplint lsp', 'what an editor runs']],
  run: runServer,
};

/** Never comes back: the server ends the process when its client says so, or goes away. */
async function runServer(): Promise<number> {
  const { serveStdio } = await import('../../lsp/stdio.ts');
  serveStdio(version);
  return new Promise(() => undefined);
}
