import type { Io } from './io.ts';

/** One flag, as the parser, `--help` and docs/cli.md see it. */
export interface Flag {
  readonly name: string;
  readonly short?: string;
  /** What stands for the value in the help; absent for a switch. */
  readonly value?: string;
  readonly isRepeatable?: boolean;
  readonly choices?: readonly string[];
  readonly help: string;
}

/** Flags as given: switches are true, others text, repeatable ones lists. */
export interface Arguments {
  readonly positionals: readonly string[];
  has(flag: string): boolean;
  text(flag: string): string | undefined;
  list(flag: string): readonly string[];
}

export interface Command {
  readonly name: string;
  /** How it is called, after `karplint`. */
  readonly usage: string;
  readonly summary: string;
  readonly details?: string;
  readonly flags: readonly Flag[];
  readonly examples: readonly (readonly [command: string, meaning: string])[];
  /** Gives the exit code. `all` loads every command, for those that speak of the others. */
  run(args: Arguments, io: Io, all: () => Promise<readonly Command[]>): Promise<number>;
}

/** What every command understands. */
export const commonFlags: readonly Flag[] = [
  {
    name: 'color',
    value: '<when>',
    choices: ['auto', 'always', 'never'],
    help: 'Colours: auto (default: on terminals, unless NO_COLOR is set), always, never.',
  },
  { name: 'help', short: 'h', help: 'Show this help.' },
];
