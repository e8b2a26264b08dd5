import { closest } from '../core/did-you-mean.ts';
import { UsageError } from '../core/usage-error.ts';
import { plainText } from '../reporters/plain-text.ts';
import type { Command } from './command.ts';
import { lintCommand } from './commands/lint.ts';
import { withColour } from './io.ts';
import type { Io } from './io.ts';
import { parseArguments } from './parse.ts';
import { version } from './version.ts';

/** Each command but the usual one is loaded when it is called, and not before. */
export const commands: Readonly<Record<string, () => Promise<Command>>> = {
  lint: () => Promise.resolve(lintCommand),
  review: async () => (await import('./commands/review.ts')).reviewCommand,
  rules: async () => (await import('./commands/rules.ts')).rulesCommand,
  catalog: async () => (await import('./commands/catalog.ts')).catalogCommand,
  instances: async () => (await import('./commands/instances.ts')).instancesCommand,
  scopes: async () => (await import('./commands/scopes.ts')).scopesCommand,
  config: async () => (await import('./commands/config.ts')).configCommand,
  init: async () => (await import('./commands/init.ts')).initCommand,
  explain: async () => (await import('./commands/explain.ts')).explainCommand,
  schema: async () => (await import('./commands/schema.ts')).schemaCommand,
  completion: async () => (await import('./commands/completion.ts')).completionCommand,
  lsp: async () => (await import('./commands/lsp.ts')).lspCommand,
};

/** Runs karplint and gives the exit code: 0 clean, 1 findings, 2 wrong usage, 3 a bug. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  try {
    return await dispatch(argv, io);
  } catch (error) {
    if (error instanceof UsageError) {
      io.writeError(`error: ${error.message.split('\n').map(plainText).join('\n')}\n`);
      return 2;
    }
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    io.writeError(`karplint failed: this is a bug, please report it with the text below.\n${detail}\n`);
    return 3;
  }
}

async function dispatch(argv: readonly string[], io: Io): Promise<number> {
  const [first] = argv;
  if (first === '--version' || first === '-V') {
    io.writeOut(`${version}\n`);
    return 0;
  }
  if (first === '--help' || first === '-h' || first === 'help') return printHelp(argv[1], io);
  const load = first === undefined ? undefined : Object.hasOwn(commands, first) ? commands[first] : undefined;
  const command = await (load ?? commands['lint'])?.();
  if (command === undefined) throw new Error('the lint command is missing');
  const rest = load === undefined ? argv : argv.slice(1);
  const args = parseArguments(command, rest);
  if (args.has('help')) return printHelp(command.name, io);
  if (load === undefined) hintAtCommand(args.positionals[0], io);
  return command.run(args, withColour(io, args.text('color')), loadAll);
}

function loadAll(): Promise<readonly Command[]> {
  return Promise.all(Object.values(commands).map((load) => load()));
}

async function printHelp(name: string | undefined, io: Io): Promise<number> {
  const { renderCommandHelp, renderOverview } = await import('./help.ts');
  if (name !== undefined && Object.hasOwn(commands, name)) {
    const command = await commands[name]?.();
    if (command !== undefined) io.writeOut(renderCommandHelp(command));
    return 0;
  }
  io.writeOut(renderOverview(await loadAll()));
  return 0;
}

/** `karplint ruels` is read as a path; say so before the path turns out not to exist. */
function hintAtCommand(word: string | undefined, io: Io): void {
  if (word === undefined || !/^[a-z]+$/.test(word)) return;
  const guess = closest(word, Object.keys(commands));
  if (guess !== undefined) io.writeError(`note: \`${word}\` is read as a path; for the command, say \`karplint ${guess}\`.\n`);
}
