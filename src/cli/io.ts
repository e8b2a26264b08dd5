/** What a command may touch of the process; tests bring their own. */
export interface Io {
  readonly workingFolder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly stdoutIsTerminal: boolean;
  /** Width of the terminal, where there is one. */
  readonly columns: number | undefined;
  /** Whether standard error goes to a terminal, where progress can be shown. */
  readonly errorIsTerminal?: boolean;
  /** Ends what would go on for ever. */
  readonly signal?: AbortSignal;
  /** Hears how many files there are before they are read. */
  readonly prepareFor?: (files: number) => void;
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

/** Terminals that are known to make links of escape sequences; `FORCE_HYPERLINK` has the last word. https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda */
export function wantsHyperlinks(io: Io): boolean {
  const { FORCE_HYPERLINK: force, TERM_PROGRAM: program, TERM: terminal, VTE_VERSION: vte, ...others } = io.environment;
  if (force !== undefined && force !== '') return force !== '0';
  if (!wantsColour(io) || !io.stdoutIsTerminal || others['CI'] !== undefined) return false;
  if (others['WT_SESSION'] !== undefined || others['KITTY_WINDOW_ID'] !== undefined || Number(vte ?? 0) >= 5000) return true;
  return ['iTerm.app', 'WezTerm', 'vscode', 'ghostty', 'Hyper'].includes(program ?? '') || /^(?:xterm-kitty|alacritty|foot|xterm-ghostty)/.test(terminal ?? '');
}

/** The streams as `--color` wants them. */
export function withColour(io: Io, wanted: string | undefined): Io {
  if (wanted === 'always') return { ...io, environment: { ...io.environment, NO_COLOR: undefined, FORCE_COLOR: '1' } };
  if (wanted === 'never') return { ...io, environment: { ...io.environment, NO_COLOR: '1' } };
  return io;
}
