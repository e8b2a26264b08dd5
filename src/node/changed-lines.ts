import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { Git } from './git.ts';

/** What changed in a file, in lines of its present text, both ends included. */
export interface LineChange {
  readonly first: number;
  /** One less than `first` where lines were only taken away: they stood behind `last`. */
  readonly last: number;
}

/** The changes of a working tree since a commit. */
export interface ChangedLines {
  /** Undefined for a file that is new, or that Git does not know: all of it counts as changed. */
  of(path: string): readonly LineChange[] | undefined;
}

/**
 * Asks Git what changed since a ref: since the last commit that the ref and the working tree share, so that what others did
 * there meanwhile does not count. Runs nothing that a repository's configuration could name. Throws UsageError.
 */
export function readChangedLines(ref: string, workingFolder: string): ChangedLines {
  const git = new Git(workingFolder, '--since');
  const { top } = git;
  const commit = git.commitOf(ref);
  const base = git.sharedCommit(commit) ?? commit;
  const tracked = new Set(git.run('-C', top, 'ls-files', '-z').split('\0'));
  const diff = git.run('-C', top, 'diff', ...plainDiff, base, '--');
  const changes = parseDiff(diff);
  return {
    of: (path) => {
      const name = nameBelow(top, path);
      return name === undefined || !tracked.has(name) ? undefined : (changes.get(name) ?? []);
    },
  };
}

const plainDiff = ['--unified=0', '--no-color', '--no-ext-diff', '--no-textconv', '--no-relative', '--find-renames', '--src-prefix=a/', '--dst-prefix=b/'];

function nameBelow(top: string, path: string): string | undefined {
  try {
    const real = realpathSync(path);
    return real.startsWith(join(top, '/'))
      ? real
          .slice(top.length + 1)
          .split('\\')
          .join('/')
      : undefined;
  } catch {
    return undefined;
  }
}

/** Line ranges by file from a diff without context. Source: https://git-scm.com/docs/diff-format#generate_patch_text_with_p */
export function parseDiff(diff: string): ReadonlyMap<string, LineChange[]> {
  const changes = new Map<string, LineChange[]>();
  let current: LineChange[] = [];
  let linesLeft = 0;
  for (const line of diff.split('\n')) {
    if (linesLeft > 0) {
      if (/^[-+]/.test(line)) linesLeft--;
      continue;
    }
    const file = /^\+\+\+ (.*)$/.exec(line)?.[1];
    if (file !== undefined) changes.set(unquote(file).replace(/^b\//, ''), (current = []));
    const hunk = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line);
    if (hunk === null) continue;
    const [removed, start, added] = [Number(hunk[1] ?? 1), Number(hunk[2]), Number(hunk[3] ?? 1)];
    current.push(added === 0 ? { first: start + 1, last: start } : { first: start, last: start + added - 1 });
    linesLeft = removed + added;
  }
  return changes;
}

/** Git quotes names with control characters, quotes and backslashes as C does; a name with blanks ends in a tab. */
function unquote(name: string): string {
  if (!name.startsWith('"')) return name.replace(/\t$/, '');
  const bytes: number[] = [];
  for (const [, octal, escape, plain] of name.slice(1, name.lastIndexOf('"')).matchAll(/\\([0-7]{3})|\\(.)|([^\\]+)/gs)) {
    if (octal !== undefined) bytes.push(parseInt(octal, 8));
    else if (escape !== undefined) bytes.push((escapes[escape] ?? escape).charCodeAt(0));
    else bytes.push(...new TextEncoder().encode(plain));
  }
  return new TextDecoder().decode(new Uint8Array(bytes));
}

const escapes: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };
