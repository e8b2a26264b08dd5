import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '../..');
/** The command line as it was built. */
export const cli = join(root, 'dist/cli.cjs');

export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

export interface RunOptions {
  readonly folder?: string;
  readonly input?: string | Uint8Array;
  /** A user of the operating system to run as; only root can. */
  readonly user?: number;
}

/** Runs the built command line as a process of its own. */
export function karplint(argv: readonly string[], options: RunOptions = {}): Outcome {
  return runCommand(process.execPath, [cli, ...argv], options);
}

export function runCommand(command: string, argv: readonly string[], { folder = root, input = '', user }: RunOptions = {}): Outcome {
  const { status, stdout, stderr } = spawnSync(command, argv, {
    cwd: folder,
    input,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    env: { ...process.env, NO_COLOR: undefined, FORCE_COLOR: undefined },
    ...(user === undefined ? {} : { uid: user, gid: user }),
  });
  return { code: status, out: stdout, error: stderr };
}
