import type { Node, ScalarNode } from './node.ts';
import { resolvePlain } from './scalar.ts';

/** A stretch that may hold something else without changing what is around it: a value on one line, or a comment. */
interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly filling: RegExp;
  /** Undefined for a comment. */
  readonly value?: ScalarNode;
}

interface Blank extends Stretch {
  /** What stands behind it, up to the next blank. */
  readonly then: string;
  /** What the form itself holds in it, and what stands behind. */
  readonly own: string;
}

/** What a blank holds in another document. */
interface Filling {
  readonly blank: Blank;
  readonly text: string;
}

/** What may stand in a blank: nothing that ends it, and nothing that means something there but the type of a plain value. */
const plain = /[A-Za-z0-9](?:(?: |:+)?[\w./@%+=-])*/y;
const quoted = /[ !#-&(-[\]-~]*/y;
const comment = /[ -~]*/y;
const longestFilling = 500;

/** A document as a form: one that is the same text but for what stands in the blanks is the same tree, and needs no parser. */
export class Form {
  readonly #root: Node;
  readonly #base: number;
  /** What stands before the first blank. */
  readonly #head: string;
  readonly #blanks: readonly Blank[];

  private constructor(text: string, { root, base }: { readonly root: Node; readonly base: number }, stretches: readonly Stretch[]) {
    this.#root = root;
    this.#base = base;
    this.#head = text.slice(0, stretches[0]?.start);
    this.#blanks = stretches.map((stretch, index) => {
      const next = stretches[index + 1]?.start;
      return { ...stretch, then: text.slice(stretch.end, next), own: text.slice(stretch.start, next) };
    });
  }

  /** `text` is all that `root` was read from, and begins at `base` of its file. Undefined where a value may depend on another, or on a tab. */
  static of(text: string, root: Node, base: number): Form | undefined {
    if (text.includes('\t')) return undefined;
    const stretches: Stretch[] = [];
    let position = 0;
    for (const { node, isKey } of scalarsOf(root)) {
      const [start, end] = [node.start - base, node.end - base];
      const comments = commentsIn(text, position, start);
      if (comments === undefined) return undefined;
      stretches.push(...comments);
      const value = isKey ? undefined : stretchOf(node, { start, end }, text);
      if (value !== undefined) stretches.push(value);
      position = end;
    }
    const last = commentsIn(text, position, text.length);
    return last && new Form(text, { root, base }, [...stretches, ...last]);
  }

  /** The tree of the document between `start` and `end`; undefined where it is not of this form. */
  fill(text: string, start: number, end: number): Node | undefined {
    const fillings = this.#fillingsOf(text, start, end);
    return fillings && new Copying(fillings, this.#base, start - this.#base).copy(this.#root);
  }

  #fillingsOf(text: string, start: number, end: number): Filling[] | undefined {
    if (!text.startsWith(this.#head, start)) return undefined;
    const fillings: Filling[] = [];
    let position = start + this.#head.length;
    for (const blank of this.#blanks) {
      if (text.startsWith(blank.own, position)) {
        position += blank.own.length;
        continue;
      }
      const filled = endOfFilling(blank, text, position);
      if (filled === undefined || !text.startsWith(blank.then, filled)) return undefined;
      fillings.push({ blank, text: text.slice(position, filled) });
      position = filled + blank.then.length;
    }
    return position === end ? fillings : undefined;
  }
}

/** The scalars of a tree in the order in which they are written. */
function* scalarsOf(node: Node): Iterable<{ readonly node: ScalarNode; readonly isKey: boolean }> {
  if (node.kind === 'scalar') yield { node, isKey: false };
  else if (node.kind === 'list') for (const item of node.items) yield* scalarsOf(item);
  else {
    for (const { keyNode, value } of node.entries) {
      yield { node: keyNode, isKey: true };
      yield* scalarsOf(value);
    }
  }
}

/** What may be blank between two scalars; undefined where an anchor, an alias, a tag or a merge stands there, or something out of its order. */
function commentsIn(text: string, start: number, end: number): Stretch[] | undefined {
  if (end < start) return undefined;
  const gap = text.slice(start, end);
  if (/[&*!]|<</.test(gap.replace(/#.*/g, ''))) return undefined;
  return [...gap.matchAll(/#(.*)/g)].map(({ index, 0: words }) => ({ start: start + index + 1, end: start + index + words.length, filling: comment }));
}

function stretchOf(value: ScalarNode, { start, end }: { readonly start: number; readonly end: number }, text: string): Stretch | undefined {
  if (value.style === 'block' || start === end || /[\r\n]/.test(text.slice(start, end))) return undefined;
  return value.style === 'plain' ? { start, end, filling: plain, value } : { start: start + 1, end: end - 1, filling: quoted, value };
}

function endOfFilling({ filling }: Blank, text: string, position: number): number | undefined {
  filling.lastIndex = position;
  const end = filling.test(text) ? filling.lastIndex : position;
  return (end === position && filling === plain) || end - position > longestFilling ? undefined : end;
}

/** Copies a tree to where a document of its form stands; values and places come in the order in which they are written. */
class Copying {
  readonly #fillings: readonly Filling[];
  readonly #base: number;
  /** How much further the text is here than in the form. */
  #shift: number;
  #next = 0;

  constructor(fillings: readonly Filling[], base: number, shift: number) {
    this.#fillings = fillings;
    this.#base = base;
    this.#shift = shift;
  }

  copy(node: Node): Node {
    if (node.kind === 'scalar') return this.#scalar(node);
    const start = this.#place(node.start);
    if (node.kind === 'list') {
      const items = node.items.map((item) => this.copy(item));
      return { kind: 'list', start, end: this.#place(node.end), flow: node.flow, items };
    }
    const entries = node.entries.map(({ key, keyNode, value }) => ({ key, keyNode: this.#scalar(keyNode), value: this.copy(value) }));
    return { kind: 'map', start, end: this.#place(node.end), flow: node.flow, entries };
  }

  #scalar(node: ScalarNode): ScalarNode {
    const start = this.#place(node.start);
    const filling = this.#fillings[this.#next];
    const end = this.#place(node.end);
    if (filling?.blank.value !== node) return { kind: 'scalar', start, end, value: node.value, text: node.text, style: node.style };
    const { text } = filling;
    return { kind: 'scalar', start, end, value: node.style === 'plain' ? resolvePlain(text) : text, text, style: node.style };
  }

  /** Where an offset of the form lies. */
  #place(offset: number): number {
    for (let filling = this.#fillings[this.#next]; filling !== undefined; filling = this.#fillings[++this.#next]) {
      const { start, end } = filling.blank;
      if (this.#base + end > offset) break;
      this.#shift += filling.text.length - (end - start);
    }
    return offset + this.#shift;
  }
}
