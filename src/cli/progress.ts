import type { Io } from './io.ts';

/** A line on standard error that says how far a long run has come. */
export interface Progress {
  update(done: number, total: number): void;
  /** Takes the line away. */
  clear(): void;
}

/** Runs that end sooner show nothing. In milliseconds, as is the pause between two lines. */
const patience = 500;
const pause = 100;

/** Says nothing where standard error is no terminal, or in CI, where the line could not be taken away. */
export function startProgress({ errorIsTerminal, environment, writeError }: Io, now: () => number = Date.now): Progress {
  if (errorIsTerminal !== true || environment['CI'] !== undefined || environment['TERM'] === 'dumb') return { update: () => undefined, clear: () => undefined };
  let next = now() + patience;
  let isShown = false;
  return {
    update: (done, total) => {
      if (now() < next) return;
      next = now() + pause;
      isShown = true;
      writeError(`\r\u001b[2Kreading ${done} of ${total} files`);
    },
    clear: () => {
      if (isShown) writeError('\r\u001b[2K');
      isShown = false;
    },
  };
}
