import { speaksForItself, textOfEntry } from './entry-text.ts';
import { Fact } from './fact.ts';
import type { World } from './fact.ts';
import { findEntry } from './node.ts';
import type { MapEntry, Node } from './node.ts';
import type { Observed, Part } from './observed.ts';
import type { Resource } from './resource.ts';

/** More different texts of one part than this are not worth remembering; nor are those of a part in which so many hardly repeat. */
const mostTexts = 4000;
const enoughTexts = 1000;
const mostCombinations = 200_000;

/** Stands for what cannot be compared, and for what nobody has asked for yet. */
const unknown = -1;
const unasked = -2;

/** Numbers what objects say, so that two objects that say the same in some parts have the same number for them. */
export class Contents {
  readonly world: World;
  readonly #texts: PartTexts[] = [];
  readonly #pairs = new Map<number, number>();
  /** What is known of the object at hand; there is one at a time. */
  readonly #lists: Lists = { ofPart: [], ofParts: [], entries: [] };

  constructor(world: World) {
    this.world = world;
  }

  /** Undefined for an object whose text does not stand for itself. What was made of another object is no longer good. */
  of(resource: Resource): Content | undefined {
    if (!speaksForItself(resource)) return undefined;
    this.#lists.ofPart.fill(unasked);
    this.#lists.ofParts.fill(unasked);
    this.#lists.entries.fill(null);
    return new Content(resource, this, this.#lists);
  }

  /** The number of what an object says in a part; its text, or key, is asked for where it may repeat. */
  numberOf(part: Part, textOf: () => unknown): number {
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

interface PartTexts {
  readonly numbers: Map<unknown, number>;
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
  readonly #resource: Resource;
  readonly #root: Node;
  readonly #text: string;
  readonly #all: Contents;
  readonly #lists: Lists;

  constructor(resource: Resource, all: Contents, lists: Lists) {
    this.#resource = resource;
    this.#root = resource.root.node;
    this.#text = resource.source.text;
    this.#all = all;
    this.#lists = lists;
  }

  /** Equal for two objects that say the same in all the parts, and negative where that cannot be told. */
  numberOf(observed: Observed): number {
    const [only] = observed.parts;
    if (only !== undefined && observed.parts.length === 1) return this.#numberOfPart(only);
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
    return known === unasked
      ? (ofPart[part.number] = this.#all.numberOf(part, () => (part instanceof Fact ? part.keyFor(this.#resource, this.#all.world) : this.#textOf(part))))
      : known;
  }

  #textOf(part: Part): string | undefined {
    const entry = this.#entryOf(part);
    return entry === undefined ? '' : textOfEntry(this.#text, entry);
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

/** The steps that looked at the same parts, and were silent. */
interface Recollection {
  readonly observed: Observed;
  /** By the number of what the object said there. */
  readonly byNumber: Map<number, Steps>;
  /** Grows with each object that something was recalled about, and falls with all others. */
  use: number;
}

/** To recall something saves as much as looking in vain so many times costs; who looks in vain much longer gives up. */
const useOfOne = 20;
const mostUse = 2000;
const leastUse = -300;

/** What the steps that look at objects of one type were silent about: a step that was silent would be so again where all that it looked at is the same. */
export class Silence {
  readonly #recollections = new Map<Observed, Recollection>();
  readonly #useless = new Set<Observed>();
  readonly #recalled: Steps = [];

  /** Recalls which steps were silent about objects like this one. */
  recall(content: Content | undefined): void {
    const recalled = this.#recalled.fill(0);
    if (content === undefined) return;
    for (const recollection of this.#recollections.values()) {
      const steps = recollection.byNumber.get(content.numberOf(recollection.observed));
      recollection.use = steps === undefined ? recollection.use - 1 : Math.min(recollection.use + useOfOne, mostUse);
      if (steps !== undefined) for (let word = 0; word < steps.length; word++) recalled[word] = (recalled[word] ?? 0) | (steps[word] ?? 0);
      else if (recollection.use < leastUse) this.#giveUp(recollection.observed);
    }
  }

  covers(step: number): boolean {
    return ((this.#recalled[Math.floor(step / bits)] ?? 0) & (1 << (step % bits))) !== 0;
  }

  add(step: number, content: Content, observed: Observed): void {
    if (this.#useless.has(observed)) return;
    const number = content.numberOf(observed);
    if (number === unknown) return;
    const steps = this.#stepsSilentOn(observed, number);
    const word = Math.floor(step / bits);
    while (steps.length <= word) steps.push(0);
    steps[word] = (steps[word] ?? 0) | (1 << (step % bits));
  }

  #stepsSilentOn(observed: Observed, number: number): Steps {
    const { byNumber } = this.#recollections.get(observed) ?? this.#begin(observed);
    const steps = byNumber.get(number) ?? [];
    byNumber.set(number, steps);
    return steps;
  }

  #begin(observed: Observed): Recollection {
    const recollection: Recollection = { observed, byNumber: new Map(), use: 0 };
    this.#recollections.set(observed, recollection);
    return recollection;
  }

  #giveUp(observed: Observed): void {
    this.#recollections.delete(observed);
    this.#useless.add(observed);
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
