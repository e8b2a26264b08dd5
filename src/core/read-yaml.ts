import { EVENT_ID, SCALAR_STYLE } from 'js-yaml';
import type { AliasEvent, Event, ScalarEvent } from 'js-yaml';
import { findBadTab } from './bad-tab.ts';
import type { MapEntry, Node, ScalarData, ScalarNode } from './node.ts';
import { spansLines } from './implicit-key.ts';
import { parseYaml, scalarText } from './parse-yaml.ts';
import type { ParsedDocument, ParseFailure } from './parse-yaml.ts';
import { resolvePlain, resolveTagged } from './scalar.ts';
import type { SourceRange } from './source.ts';

/** Why a text is not what the API server's reader takes. */
export interface SyntaxProblem {
  readonly range: SourceRange;
  readonly message: string;
  readonly help?: string;
  /** False where the rest of the document still has a meaning, as with a repeated key. */
  readonly fatal: boolean;
  /** The second one of a repeated key. */
  readonly key?: ScalarNode;
}

export interface ReadResult {
  readonly root?: Node;
  readonly problems: readonly SyntaxProblem[];
  /** The first line behind the end of the document that holds something, which the API server's reader never looks at. */
  readonly unread?: SourceRange;
}

/** Reads one document of a file, from `start` to `end`, with the semantics of `sigs.k8s.io/yaml`: what follows a line `...` is lost. */
export function readYaml(text: string, start = 0, end = text.length): ReadResult {
  const parsing = parseYaml(start === 0 && end === text.length ? text : text.slice(start, end));
  if ('failure' in parsing) return { problems: [toProblem(parsing, start)] };
  const builder = new NodeBuilder(parsing, start);
  try {
    const root = builder.build();
    if (root === undefined) return { problems: builder.problems };
    const tab = findBadTab(parsing.source, root, start);
    if (tab !== undefined) return { problems: [...builder.problems, badTab(start + tab)] };
    const unread = findUnread(text, start + parsing.end, end);
    return { root, problems: builder.problems, ...(unread === undefined ? {} : { unread }) };
  } catch (error) {
    if (!(error instanceof UnreadableNode)) throw error;
    return { problems: [...builder.problems, error.problem] };
  }
}

/** A line `...`, comments and blank lines hold nothing. */
function findUnread(text: string, from: number, end: number): SourceRange | undefined {
  for (let line = from; line < end; line = endOfLine(text, line) + 1) {
    const written = text.slice(line, Math.min(endOfLine(text, line), end)).trimEnd();
    const start = written.search(/\S/);
    if (start >= 0 && !/^\s*(?:#|\.\.\.(?:\s+#.*)?$)/.test(written)) return { start: line + start, end: line + written.length };
  }
  return undefined;
}

function toProblem({ failure, help, range }: ParseFailure, base: number): SyntaxProblem {
  const place = { start: base + range.start, end: base + range.end };
  return { range: place, message: failure, fatal: true, ...(help === undefined ? {} : { help }) };
}

function badTab(offset: number): SyntaxProblem {
  return {
    range: { start: offset, end: offset + 1 },
    message: 'A tab indents this line, but the API server reads only spaces as indentation.',
    help: 'Write spaces, or remove the blanks from an empty line.',
    fatal: true,
  };
}

class UnreadableNode extends Error {
  readonly problem: SyntaxProblem;
  constructor(range: SourceRange, message: string, help?: string) {
    super(message);
    this.problem = { range, message, fatal: true, ...(help === undefined ? {} : { help }) };
  }
}

/** Where an object has a key from. */
type KeyOrigin = 'written' | 'merged';

function describeRepeated(key: string, origin: KeyOrigin) {
  return origin === 'written'
    ? {
        message: `The key \`${key}\` is written twice in this object: the API server refuses that, and kubectl sends it the last one only.`,
        help: 'Keep one of the two.',
      }
    : {
        message: `The key \`${key}\` is in the map that is merged before it: kubectl sends this one only, but the API server refuses the text as it stands.`,
        help: 'Write the other keys out instead of merging them, if a client other than kubectl sends the file.',
      };
}

/** A list that has grown keeps room for more; a node keeps it for the whole run. */
function fitted<T>(list: readonly T[]): readonly T[] {
  return list.slice();
}

const texts = new Map<string, string>();

/** One string for all words that are written alike, as keys are. Longer ones would keep the text that they were cut from. */
function shared(text: string): string {
  if (text.length > 12) return text;
  const known = texts.get(text);
  if (known !== undefined) return known;
  if (texts.size < 10_000) texts.set(text, text);
  return text;
}

/** Where the keys of one map come from. Most maps have few, which are found in the list of entries. */
class Keys {
  readonly #entries: readonly MapEntry[];
  #all: Set<string> | undefined;
  #merged: Set<string> | undefined;

  /** `entries` grows meanwhile. */
  constructor(entries: readonly MapEntry[]) {
    this.#entries = entries;
  }

  originOf(name: string): KeyOrigin | undefined {
    if (!this.#has(name)) return undefined;
    return this.#merged?.has(name) === true ? 'merged' : 'written';
  }

  set(name: string, origin: KeyOrigin): void {
    this.#all?.add(name);
    if (origin === 'merged') (this.#merged ??= new Set()).add(name);
    else this.#merged?.delete(name);
  }

  #has(name: string): boolean {
    if (this.#all === undefined && this.#entries.length <= 16) {
      for (const { key } of this.#entries) if (key === name) return true;
      return false;
    }
    return (this.#all ??= new Set(this.#entries.map(({ key }) => key))).has(name);
  }
}

/** Turns the parser's events into nodes, resolving aliases and merge keys on the way. */
class NodeBuilder {
  readonly problems: SyntaxProblem[] = [];
  readonly #anchors = new Map<string, Node | undefined>();
  readonly #sizes = new Map<Node, number>();
  readonly #source: string;
  readonly #base: number;
  readonly #events: readonly Event[];
  readonly #isJson: boolean;
  #next = 0;
  #position = 0;
  #size = 0;
  #aliased = 0;

  constructor({ source, events }: ParsedDocument, base: number) {
    this.#source = source;
    this.#base = base;
    this.#events = events;
    this.#isJson = /^\s*\{\s*"/.test(source);
  }

  build(): Node | undefined {
    const document = this.#events[this.#next++];
    if (document?.type !== EVENT_ID.DOCUMENT) return undefined;
    if (this.#events[this.#next]?.type === EVENT_ID.POP) return undefined;
    return this.#node();
  }

  #node(): Node {
    const event = this.#events[this.#next++];
    if (event?.type === EVENT_ID.ALIAS) return this.#alias(event);
    const sizeBefore = this.#size++;
    const anchor = event !== undefined && 'anchorStart' in event && event.anchorStart >= 0 ? this.#slice(event.anchorStart, event.anchorEnd) : undefined;
    if (anchor !== undefined) this.#anchors.set(anchor, undefined);
    const node = this.#content(event);
    if (anchor !== undefined) {
      this.#anchors.set(anchor, node);
      this.#sizes.set(node, this.#size - sizeBefore);
    }
    return node;
  }

  #content(event: Event | undefined): Node {
    if (event?.type === EVENT_ID.SCALAR) return this.#scalar(event);
    if (event?.type === EVENT_ID.MAPPING) return this.#map(event.start, event.style === 2);
    if (event?.type === EVENT_ID.SEQUENCE) return this.#list(event.start, event.style === 2);
    throw new Error(`unexpected event ${event?.type}`);
  }

  #scalar(event: ScalarEvent): ScalarNode {
    const text = shared(scalarText(this.#source, event));
    const style = styles[event.style] ?? 'plain';
    // There are many scalars, so the usual ones make no object but their node.
    let start: number;
    let end: number;
    if (event.valueStart < 0) start = end = this.#base + Math.max(this.#position, event.tagEnd, event.anchorEnd);
    else if (style === 'block') [start, end] = this.#blockRange(event);
    else {
      const quote = style === 'quoted' ? 1 : 0;
      start = this.#base + event.valueStart - quote;
      end = this.#base + event.valueEnd + quote;
    }
    if (event.style === SCALAR_STYLE.DOUBLE_QUOTED && !this.#isJson) this.#checkEscapes(event, { start, end });
    this.#position = end - this.#base;
    const isTagged = event.tagStart >= 0;
    const value = isTagged ? this.#resolveTagged(event, text, { start, end }) : event.style === SCALAR_STYLE.PLAIN ? resolvePlain(text) : text;
    if (typeof value === 'number' && !Number.isFinite(value)) {
      throw new UnreadableNode(
        { start, end },
        `\`${text}\` is not a number that JSON can hold, so the API server cannot read it.`,
        'Write a finite number, or quote the text.',
      );
    }
    return { kind: 'scalar', start, end, value, text, style };
  }

  /** Two escapes that only JSON knows: of a slash, and of half a character. */
  #checkEscapes({ valueStart, valueEnd }: ScalarEvent, range: SourceRange): void {
    const written = this.#slice(valueStart, valueEnd);
    if (!written.includes('\\')) return;
    if (escapedSlash.test(written)) {
      throw new UnreadableNode(range, 'The escape `\\/` is JSON, not the YAML 1.1 that the API server reads.', 'Write a plain `/`.');
    }
    if (escapedSurrogate.test(written)) {
      throw new UnreadableNode(range, 'An escape of half a character is JSON, not the YAML 1.1 that the API server reads.', 'Write the character itself.');
    }
  }

  #resolveTagged(event: ScalarEvent, text: string, range: SourceRange): ScalarData {
    const tag = this.#slice(event.tagStart, event.tagEnd);
    const value = tag === '!!' ? undefined : resolveTagged(text, tag);
    if (value !== undefined) return value;
    throw new UnreadableNode(range, `\`${text}\` does not fit its tag \`${tag}\`, so the API server cannot read it.`, 'Remove the tag.');
  }

  /** From the `|` or `>` to the last character that is not white space. */
  #blockRange({ valueStart, valueEnd, tagEnd, anchorEnd }: ScalarEvent): [number, number] {
    const from = Math.max(this.#position, tagEnd, anchorEnd, 0);
    const header = blockHeader.exec(this.#slice(from, valueStart))?.index ?? 0;
    return [this.#base + from + header, this.#base + from + this.#slice(from, valueEnd).trimEnd().length];
  }

  #list(start: number, flow: boolean): Node {
    this.#position = start + 1;
    const items: Node[] = [];
    while (this.#events[this.#next]?.type !== EVENT_ID.POP) items.push(this.#node());
    const end = this.#close(flow);
    return { kind: 'list', start: this.#base + start, end, flow, items: fitted(items) };
  }

  #map(start: number, flow: boolean): Node {
    this.#position = start + (flow ? 1 : 0);
    const entries: MapEntry[] = [];
    const keys = new Keys(entries);
    while (this.#events[this.#next]?.type !== EVENT_ID.POP) this.#entry(entries, keys, flow && !this.#isJson);
    const end = this.#close(flow);
    return { kind: 'map', start: this.#base + start, end, flow, entries: fitted(entries) };
  }

  /** Consumes the closing event and gives the offset after the collection. */
  #close(flow: boolean): number {
    this.#next++;
    if (flow) this.#position = this.#closingBracket(this.#position) + 1;
    return this.#base + this.#position;
  }

  #closingBracket(from: number): number {
    for (let index = from; index < this.#source.length; index++) {
      const character = this.#source[index];
      if (character === ']' || character === '}') return index;
      if (character === '#') index = endOfLine(this.#source, index) - 1;
    }
    return from;
  }

  #entry(entries: MapEntry[], keys: Keys, isOnOneLine: boolean): void {
    const event = this.#events[this.#next];
    const keyNode = this.#node();
    if (isOnOneLine && event?.type === EVENT_ID.SCALAR) this.#checkLine(event, keyNode);
    if (keyNode.kind !== 'scalar' || keyNode.value === null) {
      const help = this.#source.includes('{{') ? 'Quote the template expression, or render the template first.' : 'Quote the key.';
      throw new UnreadableNode(keyNode, 'A key must be text, a number or a boolean.', help);
    }
    const value = this.#node();
    if (keyNode.style === 'plain' && keyNode.text === '<<') {
      this.#merge(entries, keys, value);
      return;
    }
    const key = String(keyNode.value);
    const origin = keys.originOf(key);
    if (origin !== undefined) this.problems.push({ range: keyNode, ...describeRepeated(key, origin), fatal: false, key: keyNode });
    keys.set(key, 'written');
    entries.push({ key, keyNode, value });
  }

  #checkLine({ anchorStart, tagStart }: ScalarEvent, keyNode: Node): void {
    const [start, end] = [keyNode.start - this.#base, keyNode.end - this.#base];
    const first = Math.min(start, anchorStart < 0 ? start : anchorStart - 1, tagStart < 0 ? start : tagStart);
    if (spansLines(this.#source, first, end)) {
      throw new UnreadableNode(keyNode, 'A key must stand on one line with its anchor and its colon.', 'Write them on one line.');
    }
  }

  #merge(entries: MapEntry[], keys: Keys, value: Node): void {
    const sources = value.kind === 'list' ? [...value.items].reverse() : [value];
    for (const source of sources) {
      if (source.kind !== 'map') throw new UnreadableNode(value, 'A merge key (`<<`) takes a map, or a list of maps.');
      for (const entry of source.entries) {
        if (keys.originOf(entry.key) !== undefined) {
          this.problems.push({
            range: value,
            message: `The merged map sets \`${entry.key}\`, which is set before it: the API server refuses the repeated key, and kubectl sends it the merged one only.`,
            help: 'Write the differing key out instead of merging it.',
            fatal: false,
            key: entry.keyNode,
          });
        }
        keys.set(entry.key, 'merged');
        entries.push(entry);
      }
    }
  }

  #alias(event: AliasEvent): Node {
    const name = this.#slice(event.anchorStart, event.anchorEnd);
    const range = { start: this.#base + event.anchorStart - 1, end: this.#base + event.anchorEnd };
    this.#position = event.anchorEnd;
    const target = this.#anchors.get(name);
    if (target === undefined) {
      const message = this.#anchors.has(name) ? `The anchor \`${name}\` contains itself.` : `There is no anchor \`${name}\` before this alias.`;
      throw new UnreadableNode(range, message);
    }
    this.#countAlias(range, this.#sizes.get(target) ?? 1);
    return { ...target, ...range };
  }

  /** Source: go.yaml.in/yaml/v2 decode.go, which refuses documents that consist mostly of aliases. */
  #countAlias(range: SourceRange, size: number): void {
    this.#size += size;
    this.#aliased += size;
    if (this.#aliased > 100 && this.#size > 1000 && this.#aliased / this.#size > allowedAliasRatio(this.#size)) {
      throw new UnreadableNode(range, 'Aliases expand to far more values than the document holds; the API server refuses that.');
    }
  }

  #slice(start: number, end: number): string {
    return this.#source.slice(start, end);
  }
}

const blockHeader = /[|>][-+0-9]{0,2}[ \t]*(?:#[^\n]*)?\r?\n?$/;
const escapedSurrogate = /(?:^|[^\\])(?:\\\\)*\\u[dD][89a-fA-F]/;
const escapedSlash = /(?:^|[^\\])(?:\\\\)*\\\//;

const styles: Readonly<Record<number, ScalarNode['style']>> = {
  [SCALAR_STYLE.PLAIN]: 'plain',
  [SCALAR_STYLE.SINGLE_QUOTED]: 'quoted',
  [SCALAR_STYLE.DOUBLE_QUOTED]: 'quoted',
  [SCALAR_STYLE.LITERAL_BLOCK]: 'block',
  [SCALAR_STYLE.FOLDED_BLOCK]: 'block',
};

function allowedAliasRatio(size: number): number {
  if (size <= 400_000) return 0.99;
  if (size >= 4_000_000) return 0.1;
  return 0.99 - 0.89 * ((size - 400_000) / 3_600_000);
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}
