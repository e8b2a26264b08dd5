import { findEntry } from './node.ts';
import type { MapEntry, Node } from './node.ts';
import { Part } from './observed.ts';
import type { Observed } from './observed.ts';
import { perObject } from './remembered.ts';
import type { Resource } from './resource.ts';
import type { Source } from './source.ts';
import type { Workspace } from './workspace.ts';

/** More different texts of one part than this are not worth remembering; nor are longer ones, nor those of a part in which so many hardly repeat. */
const mostTexts = 4000;
const enoughTexts = 1000;
const longestText = 4000;
const mostCombinations = 200_000;
const longestIndent = 200;

/** Stands for what cannot be compared, and for what nobody has asked for yet. */
const unknown = -1;
const unasked = -2;

/** Numbers what objects say, so that two objects that say the same in some parts have the same number for them. */
export class Contents {
  readonly #workspace: Workspace;
  readonly #texts: PartTexts[] = [];
  readonly #pairs = new Map<number, number>();
  /** What is known of the object at hand; there is one at a time. */
  readonly #lists: Lists = { ofPart: [], ofParts: [], entries: [] };

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** Undefined for an object whose text does not stand for itself. What was made of another object is no longer good. */
  of(resource: Resource): Content | undefined {
    // The text of an alias says nothing; what was laid over an object, or stands in another one, has no text of its own.
    const isPlain = isEmpty(resource.facts) && !resource.source.isDerived && !mayHoldAliases(resource.source);
    if (!isPlain) return undefined;
    this.#lists.ofPart.fill(unasked);
    this.#lists.ofParts.fill(unasked);
    this.#lists.entries.fill(null);
    const [scope, ...others] = this.#workspace.scopesOf(resource);
    const folder = scope?.kind === 'folder' && others.length === 0 ? scope.name : undefined;
    return new Content(resource, { folder, all: this, lists: this.#lists });
  }

  /** The number of what an object says in a part; its text is asked for where it may repeat. */
  numberOf(part: Part, textOf: () => string | undefined): number {
    const texts = (this.#texts[part.number] ??= { numbers: new Map(), asked: 0 });
    if (texts.numbers.size >= enoughTexts && texts.asked < 2 * texts.numbers.size) return unknown;
    const text = textOf();
    texts.asked++;
    return text === undefined ? unknown : remember(texts.numbers, text, mostTexts);
  }

  combine(number: number, next: number): number {
    return number === unknown || next === unknown ? unknown : remember(this.#pairs, number * mostTexts + next, mostCombinations);
  }
}

const mayHoldAliases = perObject(({ text }: Source) => text.includes('&'));

interface PartTexts {
  readonly numbers: Map<string, number>;
  asked: number;
}

interface Lists {
  /** The number of each part, and of each set of parts. */
  readonly ofPart: number[];
  readonly ofParts: number[];
  /** Where each part is written; null where nobody has looked yet. */
  readonly entries: (MapEntry | undefined | null)[];
}

/** What one object says. */
export class Content {
  readonly #root: Node;
  readonly #text: string;
  /** Undefined where the object stands in scopes that files declare. */
  readonly #folder: string | undefined;
  readonly #all: Contents;
  readonly #lists: Lists;

  constructor(resource: Resource, { folder, all, lists }: { readonly folder: string | undefined; readonly all: Contents; readonly lists: Lists }) {
    this.#root = resource.root.node;
    this.#text = resource.source.text;
    this.#folder = folder;
    this.#all = all;
    this.#lists = lists;
  }

  /** Equal for two objects that say the same in all the parts, and negative where that cannot be told. */
  numberOf(observed: Observed): number {
    const { ofParts } = this.#lists;
    grow(ofParts, observed.number, unasked);
    const known = ofParts[observed.number] ?? unasked;
    return known === unasked ? (ofParts[observed.number] = this.#combine(observed.parts)) : known;
  }

  #combine(parts: readonly Part[]): number {
    let number = 0;
    for (const part of parts) number = this.#all.combine(number, this.#numberOfPart(part));
    return number;
  }

  #numberOfPart(part: Part): number {
    const { ofPart } = this.#lists;
    grow(ofPart, part.number, unasked);
    const known = ofPart[part.number] ?? unasked;
    return known === unasked ? (ofPart[part.number] = this.#all.numberOf(part, () => this.#textOf(part))) : known;
  }

  /**
   * From the comments above its key, and the beginning of the line, whose indentation counts, to the comment behind it, and the line
   * breaks, which count in a block scalar.
   */
  #textOf(part: Part): string | undefined {
    if (part === Part.surroundings) return this.#folder;
    const entry = this.#entryOf(part);
    if (entry === undefined) return '';
    const { value, keyNode } = entry;
    if (value.end - keyNode.start > longestText) return undefined;
    const text = this.#text;
    let { start } = keyNode;
    while (start > 0 && text.charCodeAt(start - 1) !== lineFeed) if (keyNode.start - --start > longestIndent) return undefined;
    start = startOfComments(text, start);
    let { end } = value;
    while (isBlank(text.charCodeAt(end))) end++;
    if (text.charCodeAt(end) === numberSign) end = endOfLine(text, end);
    return text.slice(start, end);
  }

  #entryOf(part: Part): MapEntry | undefined {
    const { entries } = this.#lists;
    grow(entries, part.number, null);
    const known = entries[part.number];
    return known === null ? (entries[part.number] = this.#findEntry(part)) : known;
  }

  #findEntry({ parent, path }: Part): MapEntry | undefined {
    const key = path.at(-1);
    const holder = parent?.parent === undefined ? this.#root : this.#entryOf(parent)?.value;
    return key === undefined || holder?.kind !== 'map' ? undefined : findEntry(holder, key);
  }
}

/** A bit for each step, in words of so many bits, which are small integers to every engine. */
type Steps = number[];
const bits = 30;

/** What the steps that look at objects of one type were silent about: a step that was silent would be so again where all that it looked at is the same. */
export class Silence {
  readonly #observed: Observed[] = [];
  /** For each of those, the steps that looked at nothing else and were silent, by the number of what the object said. */
  readonly #silent: Map<number, Steps>[] = [];
  readonly #recalled: Steps = [];

  /** Recalls which steps were silent about objects like this one. */
  recall(content: Content | undefined): void {
    const recalled = this.#recalled.fill(0);
    if (content === undefined) return;
    for (let index = 0; index < this.#observed.length; index++) {
      const observed = this.#observed[index];
      const steps = observed && this.#silent[index]?.get(content.numberOf(observed));
      if (steps !== undefined) for (let word = 0; word < steps.length; word++) recalled[word] = (recalled[word] ?? 0) | (steps[word] ?? 0);
    }
  }

  covers(step: number): boolean {
    return ((this.#recalled[Math.floor(step / bits)] ?? 0) & (1 << (step % bits))) !== 0;
  }

  add(step: number, content: Content, observed: Observed): void {
    const number = content.numberOf(observed);
    if (number === unknown) return;
    const steps = this.#stepsSilentOn(observed, number);
    const word = Math.floor(step / bits);
    while (steps.length <= word) steps.push(0);
    steps[word] = (steps[word] ?? 0) | (1 << (step % bits));
  }

  #stepsSilentOn(observed: Observed, number: number): Steps {
    const index = this.#observed.indexOf(observed);
    const byNumber = this.#silent[index] ?? new Map<number, Steps>();
    const steps = byNumber.get(number) ?? [];
    byNumber.set(number, steps);
    if (index < 0) {
      this.#observed.push(observed);
      this.#silent.push(byNumber);
    }
    return steps;
  }
}

/** Lists grow without holes, since they are filled anew for each object. */
function grow<T>(list: T[], index: number, filler: T): void {
  while (list.length <= index) list.push(filler);
}

function remember<K>(known: Map<K, number>, key: K, most: number): number {
  const number = known.get(key) ?? (known.size < most ? known.size : unknown);
  if (number === known.size) known.set(key, number);
  return number;
}

function isEmpty(object: object): boolean {
  for (const _key in object) return false;
  return true;
}

const lineFeed = 10;
const space = 32;
const numberSign = 35;

/** The beginning of the first of the comments that stand right above a line. */
function startOfComments(text: string, line: number): number {
  let start = line;
  while (start > 0) {
    const above = text.lastIndexOf('\n', start - 2) + 1;
    let first = above;
    while (text.charCodeAt(first) === space) first++;
    if (text.charCodeAt(first) !== numberSign) break;
    start = above;
  }
  return start;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** A blank or a line break. */
function isBlank(code: number): boolean {
  return code === space || code === lineFeed || code === 13;
}
