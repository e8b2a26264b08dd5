import { main } from '../../src/cli/main.ts';
import type { Io } from '../../src/cli/io.ts';

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** Runs the command line in a folder, with a fake process around it. */
export async function karplint(argv: readonly string[], workingFolder: string, more: Partial<Io> & { readonly input?: string } = {}): Promise<Outcome> {
  let out = '';
  let error = '';
  const io: Io = {
    workingFolder,
    environment: {},
    stdoutIsTerminal: false,
    columns: undefined,
    writeOut: (text) => (out += text),
    writeError: (text) => (error += text),
    readInput: () => Promise.resolve(new TextEncoder().encode(more.input ?? '')),
    ...more,
  };
  const code = await main(argv, io);
  return { code, out, error };
}
