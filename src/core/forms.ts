import { Form } from './form.ts';
import type { Node } from './node.ts';

/** Longer documents hardly come twice; more forms than this of one outline are not tried, and more outlines not kept. */
const longestText = 50_000;
const mostForms = 4;
const mostOutlines = 4000;

interface Kept {
  readonly text: string;
  readonly root: Node;
  readonly base: number;
  /** Null where it is none; made when another document of the same outline comes. */
  form?: Form | null;
}

/** The documents that were read in a run, to read those that are written like them without parsing them. */
export class Forms {
  /** By their outlines; the one that fitted last comes first. */
  readonly #byOutline = new Map<number, Kept[]>();
  /** Documents before this one, from 1, are not kept: in few there is nothing to gain. */
  readonly #first: number;
  #documents = 0;

  constructor(first = 0) {
    this.#first = first;
  }

  /** What stands between `start` and `end`; undefined where no document was like it. */
  read(text: string, start: number, end: number): Node | undefined {
    if (++this.#documents <= this.#first) return undefined;
    const kept = this.#byOutline.get(outlineOf(text, start, end)) ?? [];
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
    if (end - start > longestText || this.#documents < this.#first) return;
    const outline = outlineOf(text, start, end);
    const kept = this.#byOutline.get(outline) ?? [];
    if (this.#byOutline.size < mostOutlines) this.#byOutline.set(outline, kept);
    kept.unshift({ text: text.slice(start, end), root, base: start });
    kept.length = Math.min(kept.length, mostForms);
  }
}

/** A number that documents of one form have in common, and hardly any others: made of how each line begins, and of the quotes or the list at its end. */
function outlineOf(text: string, start: number, end: number): number {
  let outline = 0;
  for (let line = start, next = line; line < end; line = next) {
    next = text.indexOf('\n', line) + 1 || end;
    let first = line;
    while (isLead(text.charCodeAt(first))) first++;
    outline = mix(outline, first - line);
    // What follows the dash of an item may be a value.
    const isFixed = text.charCodeAt(first) !== numberSign && text.charCodeAt(first - 2) !== dash;
    for (let index = first; isFixed && index < first + 3; index++) outline = mix(outline, text.charCodeAt(index));
    const last = text.charCodeAt(next - 2);
    if (last === bracket) outline = mix(outline, countItems(text, first, next));
    else if (last === quote || last === doubleQuote) outline = mix(outline, last);
  }
  return outline;
}

/** The items of a list that ends a line, as far as commas tell. */
function countItems(text: string, start: number, end: number): number {
  let items = 1;
  for (let index = start; index < end; index++) if (text.charCodeAt(index) === comma) items++;
  return items;
}

function mix(number: number, next: number): number {
  return (number * 31 + next) | 0;
}

function isLead(code: number): boolean {
  return code === space || code === dash;
}

const space = 32;
const numberSign = 35;
const dash = 45;
const bracket = 93;
const comma = 44;
const quote = 39;
const doubleQuote = 34;
