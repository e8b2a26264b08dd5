import { entryAt } from './node.ts';
import type { Observed, Part } from './observed.ts';
import { perObject } from './remembered.ts';
import type { Resource } from './resource.ts';
import type { Source } from './source.ts';

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
  readonly #texts: PartTexts[] = [];
  readonly #pairs = new Map<number, number>();
  /** What is known of the object at hand; there is one at a time. */
  readonly #ofPart: number[] = [];
  readonly #ofParts: number[] = [];

  /** Undefined for an object whose text does not stand for itself. What was made of another object is no longer good. */
  of(resource: Resource): Content | undefined {
    // The text of an alias says nothing; what was laid over an object, or stands in another one, has no text of its own.
    const isPlain = isEmpty(resource.facts) && !resource.source.isDerived && !mayHoldAliases(resource.source);
    return isPlain ? new Content(resource, this, { ofPart: this.#ofPart.fill(unasked), ofParts: this.#ofParts.fill(unasked) }) : undefined;
  }

  /** The number of what an object says in a part. */
  numberOf(part: Part, resource: Resource): number {
    const texts = (this.#texts[part.number] ??= { numbers: new Map(), asked: 0 });
    if (texts.numbers.size >= enoughTexts && texts.asked < 2 * texts.numbers.size) return unknown;
    const text = textOf(part, resource);
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

/** What one object says. */
export class Content {
  readonly #resource: Resource;
  readonly #all: Contents;
  readonly #ofPart: number[];
  readonly #ofParts: number[];

  constructor(resource: Resource, all: Contents, { ofPart, ofParts }: { readonly ofPart: number[]; readonly ofParts: number[] }) {
    this.#resource = resource;
    this.#all = all;
    this.#ofPart = ofPart;
    this.#ofParts = ofParts;
  }

  /** Equal for two objects that say the same in all the parts, and negative where that cannot be told. */
  numberOf(observed: Observed): number {
    const known = askedOf(this.#ofParts, observed.number);
    return known === unasked ? (this.#ofParts[observed.number] = this.#combine(observed.parts)) : known;
  }

  #combine(parts: readonly Part[]): number {
    let number = 0;
    for (const part of parts) number = this.#all.combine(number, this.#numberOfPart(part));
    return number;
  }

  #numberOfPart(part: Part): number {
    const known = askedOf(this.#ofPart, part.number);
    return known === unasked ? (this.#ofPart[part.number] = this.#all.numberOf(part, this.#resource)) : known;
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

/** From the beginning of the line of its key, whose indentation counts, to the line breaks behind it, which count in a block scalar. */
function textOf({ path }: Part, resource: Resource): string | undefined {
  const entry = entryAt(resource.root.node, path);
  if (entry === undefined) return '';
  const { value: node, keyNode } = entry;
  if (node.end - keyNode.start > longestText) return undefined;
  const { text } = resource.source;
  let start = keyNode.start;
  while (start > 0 && text[start - 1] !== '\n') if (keyNode.start - --start > longestIndent) return undefined;
  let end = node.end;
  while (isBlank(text[end])) end++;
  return text.slice(start, end);
}

/** Lists grow without holes, since they are filled anew for each object. */
function askedOf(numbers: number[], index: number): number {
  while (numbers.length <= index) numbers.push(unasked);
  return numbers[index] ?? unasked;
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

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\n' || character === '\r';
}
