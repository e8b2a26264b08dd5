/** What a scalar can be once read as the API server reads it. */
export type ScalarData = string | number | boolean | null;

/** A scalar reaches from its first quote to its last one, and a block scalar from its `|` or `>` to the end of its text; tags and anchors lie before. */
export interface ScalarNode {
  readonly kind: 'scalar';
  readonly start: number;
  readonly end: number;
  readonly value: ScalarData;
  /** The text after quotes, escapes and folding are undone. */
  readonly text: string;
  readonly style: 'plain' | 'quoted' | 'block';
}

export interface MapEntry {
  readonly key: string;
  readonly keyNode: ScalarNode;
  readonly value: Node;
}

export interface MapNode {
  readonly kind: 'map';
  readonly start: number;
  readonly end: number;
  readonly flow: boolean;
  readonly entries: readonly MapEntry[];
}

export interface ListNode {
  readonly kind: 'list';
  readonly start: number;
  readonly end: number;
  readonly flow: boolean;
  readonly items: readonly Node[];
}

/** A value with its place in the text; an alias is a copy that has the alias's own place. */
export type Node = ScalarNode | MapNode | ListNode;

/** The same value as JSON would hold it. Repeated keys: the last one wins, as in the API server. */
export function toPlain(node: Node): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(toPlain);
  const object: Record<string, unknown> = {};
  for (const { key, value } of node.entries) {
    if (key === '__proto__') defineOwn(object, key, toPlain(value));
    else object[key] = toPlain(value);
  }
  return object;
}

/** The last entry of a key, which is the one that counts. */
export function findEntry(node: MapNode, key: string): MapEntry | undefined {
  const { entries } = node;
  for (let index = entries.length - 1; index >= 0; index--) {
    const entry = entries[index];
    if (entry?.key === key) return entry;
  }
  return undefined;
}

/** The steps from a node to a key in it; undefined where the key is elsewhere. */
export function pathTo(key: ScalarNode, node: Node): (string | number)[] | undefined {
  if (node.kind === 'scalar') return undefined;
  const children = node.kind === 'list' ? node.items.map((value, index) => ({ key: index, keyNode: undefined, value })) : node.entries;
  for (const child of children) {
    if (child.keyNode === key) return [child.key];
    const rest = pathTo(key, child.value);
    if (rest !== undefined) return [child.key, ...rest];
  }
  return undefined;
}

function defineOwn(object: object, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

/** True where some key of a tree passes, at any depth. Makes no values, so it may stand before a walk over them. */
export function hasKey(node: Node, test: (key: string) => boolean): boolean {
  if (node.kind === 'scalar') return false;
  // Loops rather than closures: every object is walked.
  if (node.kind === 'list') {
    for (const item of node.items) if (hasKey(item, test)) return true;
    return false;
  }
  for (const { key, value } of node.entries) if (test(key) || hasKey(value, test)) return true;
  return false;
}

/** True where some text of a tree passes, at any depth, keys aside. */
export function hasText(node: Node, test: (text: string) => boolean): boolean {
  if (node.kind === 'scalar') return typeof node.value === 'string' && test(node.value);
  if (node.kind === 'list') {
    for (const item of node.items) if (hasText(item, test)) return true;
    return false;
  }
  for (const { value } of node.entries) if (hasText(value, test)) return true;
  return false;
}
