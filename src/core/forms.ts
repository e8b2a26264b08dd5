import { Form } from './form.ts';
import type { Node } from './node.ts';

/** More lines than this hardly come twice; more forms than this of one length are not tried. */
const longestText = 50_000;
const mostForms = 8;
const mostLengths = 500;

interface Kept {
  readonly text: string;
  readonly root: Node;
  readonly base: number;
  /** Null where it is none; made when another document of the same length comes. */
  form?: Form | null;
}

/** The documents that were read in a run, to read those that are written like them without parsing them. */
export class Forms {
  /** By their number of lines; the one that fitted last comes first. */
  readonly #byLength = new Map<number, Kept[]>();

  /** What stands between `start` and `end`; undefined where no document was like it. */
  read(text: string, start: number, end: number): Node | undefined {
    const kept = this.#byLength.get(countLines(text, start, end)) ?? [];
    for (const [index, each] of kept.entries()) {
      each.form ??= Form.of(each.text, each.root, each.base) ?? null;
      const root = each.form?.fill(text, start, end);
      if (root === undefined) continue;
      if (index > 0) kept.unshift(...kept.splice(index, 1));
      return root;
    }
    return undefined;
  }

  /** Keeps what was read without a problem. */
  keep(text: string, start: number, end: number, root: Node): void {
    if (end - start > longestText) return;
    const lines = countLines(text, start, end);
    const kept = this.#byLength.get(lines) ?? [];
    if (this.#byLength.size < mostLengths) this.#byLength.set(lines, kept);
    kept.unshift({ text: text.slice(start, end), root, base: start });
    kept.length = Math.min(kept.length, mostForms);
  }
}

function countLines(text: string, start: number, end: number): number {
  let lines = 0;
  for (let at = text.indexOf('\n', start); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}
