import { parseArgs } from 'node:util';
import { closest } from '../core/did-you-mean.ts';
import { UsageError } from '../core/usage-error.ts';
import { commonFlags } from './command.ts';
import type { Arguments, Command, Flag } from './command.ts';

/** Reads the arguments of a command. Throws UsageError for an unknown flag, a missing or an impossible value. */
export function parseArguments(command: Command, argv: readonly string[]): Arguments {
  // Many runs name files and nothing else, and Node's parser takes a while to start.
  if (!argv.some((word) => word.startsWith('-'))) return argumentsOf(argv, new Map());
  const flags = [...command.flags, ...commonFlags];
  const options = Object.fromEntries(flags.map((flag) => [flag.name, optionOf(flag)]));
  const { tokens, positionals } = parseArgs({ args: [...argv], options, strict: false, allowPositionals: true, tokens: true });
  const values = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const flag = flags.find(({ name }) => name === token.name);
    if (flag === undefined) throw new UsageError(unknownFlag(token.rawName, flags, command));
    // Another flag is no value, unless it is written behind an equals sign.
    const given = token.inlineValue !== true && token.value?.startsWith('--') === true ? undefined : token.value;
    values.set(flag.name, [...(values.get(flag.name) ?? []), valueOf(flag, given)]);
  }
  return argumentsOf(positionals, values);
}

function argumentsOf(positionals: readonly string[], values: ReadonlyMap<string, readonly string[]>): Arguments {
  return {
    positionals,
    has: (name) => values.has(name),
    text: (name) => values.get(name)?.at(-1),
    list: (name) => values.get(name) ?? [],
  };
}

function optionOf(flag: Flag) {
  const type = flag.value === undefined ? ('boolean' as const) : ('string' as const);
  return flag.short === undefined ? { type, multiple: true } : { type, multiple: true, short: flag.short };
}

function valueOf(flag: Flag, value: string | undefined): string {
  if (flag.value === undefined) {
    if (value !== undefined) throw new UsageError(`\`--${flag.name}\` takes no value.`);
    return '';
  }
  if (value === undefined || value === '') throw new UsageError(`\`--${flag.name}\` needs a value: \`--${flag.name} ${flag.value}\`.`);
  if (flag.choices !== undefined && !flag.choices.includes(value)) throw new UsageError(notAChoice(flag, value, flag.choices));
  return value;
}

function notAChoice(flag: Flag, value: string, choices: readonly string[]): string {
  const guess = closest(value, choices);
  const list = choices.map((choice) => `\`${choice}\``).join(', ');
  return `\`--${flag.name}\` cannot be \`${value}\`: it takes ${list}.${guess === undefined ? '' : ` Did you mean \`${guess}\`?`}`;
}

function unknownFlag(rawName: string, flags: readonly Flag[], command: Command): string {
  const guess = closest(
    rawName.replace(/^-+/, ''),
    flags.map(({ name }) => name),
  );
  const hint = guess === undefined ? `See \`karplint ${command.name} --help\`.` : `Did you mean \`--${guess}\`?`;
  return `\`${rawName}\` is not an option of \`karplint ${command.name}\`. ${hint}`;
}
