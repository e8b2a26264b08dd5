/** What a command may touch of the process; tests bring their own. */
export interface Io {
  readonly workingFolder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly stdoutIsTerminal: boolean;
  /** Width of the terminal, where there is one. */
  readonly columns: number | undefined;
  writeOut(text: string): void;
  writeError(text: string): void;
  /** Standard input as far as it goes, or a little more than `limit` bytes of it. */
  readInput(limit: number): Promise<Uint8Array>;
}

/** Colours go to terminals only; `NO_COLOR` and `FORCE_COLOR` have the last word. */
export function wantsColour(io: Io): boolean {
  const { NO_COLOR: off, FORCE_COLOR: on, TERM: terminal } = io.environment;
  if (off !== undefined && off !== '') return false;
  if (on !== undefined && on !== '') return on !== '0';
  return io.stdoutIsTerminal && terminal !== 'dumb';
}
