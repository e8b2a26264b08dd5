import { execFileSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { UsageError } from '../core/usage-error.ts';

/** Asks the Git of this machine about the repository of a folder; `option` is the one that wants to know. */
export class Git {
  readonly #workingFolder: string;
  readonly #option: string;

  constructor(workingFolder: string, option: string) {
    this.#workingFolder = workingFolder;
    this.#option = option;
  }

  /** The root of the repository, symbolic links resolved. Throws UsageError outside of a repository and without Git. */
  get top(): string {
    return realpathSync(this.run('rev-parse', '--show-toplevel').replace(/\r?\n$/, ''));
  }

  /** What Git prints. Throws UsageError with Git's reason. */
  run(...args: string[]): string {
    try {
      return this.#spawn(args).toString('utf8');
    } catch (error) {
      throw this.#explain(error);
    }
  }

  /** What Git prints; undefined where it refuses. */
  try(...args: string[]): string | undefined {
    try {
      return this.#spawn(args).toString('utf8');
    } catch {
      return undefined;
    }
  }

  /** The bytes of objects, by their ids. Throws UsageError where one is not in this clone. */
  blobs(ids: readonly string[]): ReadonlyMap<string, Uint8Array> {
    try {
      return ids.length === 0 ? new Map() : readBatch(this.#spawn(['cat-file', '--batch'], `${ids.join('\n')}\n`));
    } catch (error) {
      throw this.#explain(error);
    }
  }

  commitOf(ref: string): string {
    const commit = this.try('rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`)?.trim();
    if (commit === undefined || commit === '') {
      throw new UsageError(`Git knows no commit \`${ref}\` here. A shallow clone may lack it: fetch it first, such as by \`git fetch origin main\`.`);
    }
    return commit;
  }

  /** The last commit that the checked out one shares with another; undefined where there is none, as in a shallow clone. */
  sharedCommit(commit: string): string | undefined {
    return this.try('merge-base', commit, 'HEAD')?.trim();
  }

  /** `core.fsmonitor` of a repository's configuration would name a program to run, and a partial clone would fetch what it lacks. */
  #spawn(args: readonly string[], input?: string): Buffer {
    const safe = ['-c', 'core.fsmonitor=false', '-c', 'core.quotePath=off', '-c', 'protocol.allow=never'];
    return execFileSync('git', [...safe, ...args], {
      cwd: this.#workingFolder,
      maxBuffer: 2 ** 31 - 1,
      stdio: ['pipe', 'pipe', 'pipe'],
      input: input ?? '',
    });
  }

  #explain(error: unknown): UsageError {
    if (error instanceof UsageError) return error;
    const { code, stderr } = error as NodeJS.ErrnoException & { stderr?: Buffer };
    if (code === 'ENOENT') return new UsageError(`\`${this.#option}\` needs Git, and there is none here.`);
    const words = stderr?.toString('utf8') ?? '';
    if (/transport '.*' not allowed/.test(words)) return lacksObjects;
    const reason = /not a git repository/.test(words) ? 'this folder is not in a Git repository' : words.trim().split('\n')[0];
    return new UsageError(`\`${this.#option}\` asks Git what changed, but ${reason}.`);
  }
}

const lacksObjects = new UsageError('This clone is a partial one and lacks files of that commit, and karplint fetches nothing: clone without a filter.');

/** `<id> blob <bytes>`, the bytes and a line end for each object. https://git-scm.com/docs/git-cat-file#_batch_output */
function readBatch(output: Buffer): Map<string, Uint8Array> {
  const blobs = new Map<string, Uint8Array>();
  let position = 0;
  while (position < output.length) {
    const lineEnd = output.indexOf('\n', position);
    const [id = '', type, size] = output.toString('utf8', position, lineEnd).split(' ');
    if (type === 'missing') throw lacksObjects;
    blobs.set(id, output.subarray(lineEnd + 1, lineEnd + 1 + Number(size)));
    position = lineEnd + 1 + Number(size) + 1;
  }
  return blobs;
}
