import { findEntry } from '../core/node.ts';
import type { MapEntry, MapNode, Node, ScalarNode } from '../core/node.ts';
import type { SourceRange } from '../core/source.ts';

/** A text that stands where another one was written. */
export function textNode(text: string, { start, end }: SourceRange): ScalarNode {
  return { kind: 'scalar', start, end, value: text, text, style: 'plain' };
}

/** A copy of a map with one entry set. An entry that is there keeps its place among the others. */
export function withEntry(map: MapNode, entry: MapEntry): MapNode {
  const index = map.entries.findLastIndex(({ key }) => key === entry.key);
  const entries = index < 0 ? [...map.entries, entry] : map.entries.with(index, entry);
  return { ...map, entries };
}

export function withoutEntry(map: MapNode, key: string): MapNode {
  return { ...map, entries: map.entries.filter((entry) => entry.key !== key) };
}

/** A copy with a value set deep inside; maps that are missing on the way come to be where `value` stands. */
export function withValueAt(map: MapNode, path: readonly string[], value: Node): MapNode {
  const [key, ...rest] = path;
  if (key === undefined) return map;
  const known = findEntry(map, key);
  const keyNode = known?.keyNode ?? textNode(key, value);
  if (rest.length === 0) return withEntry(map, { key, keyNode, value });
  const inner: MapNode = known?.value.kind === 'map' ? known.value : { kind: 'map', start: value.start, end: value.end, flow: false, entries: [] };
  return withEntry(map, { key, keyNode, value: withValueAt(inner, rest, value) });
}

export function nodeAtPath(node: Node, path: readonly (string | number)[]): Node | undefined {
  let current: Node | undefined = node;
  for (const step of path) {
    if (current?.kind === 'map') current = findEntry(current, String(step))?.value;
    else current = current?.kind === 'list' ? current.items[Number(step)] : undefined;
  }
  return current;
}

/** The text of a scalar deep inside; undefined for anything else. */
export function textAtPath(node: Node, path: readonly (string | number)[]): string | undefined {
  const found = nodeAtPath(node, path);
  return found?.kind === 'scalar' && typeof found.value === 'string' ? found.value : undefined;
}

/** A copy of a tree with every place moved. */
export function shifted<T extends Node>(node: T, by: number): T;
export function shifted(node: Node, by: number): Node {
  if (by === 0) return node;
  const range = { start: node.start + by, end: node.end + by };
  if (node.kind === 'scalar') return { ...node, ...range };
  if (node.kind === 'list') return { ...node, ...range, items: node.items.map((item) => shifted(item, by)) };
  const entries = node.entries.map(({ key, keyNode, value }) => ({ key, keyNode: shifted(keyNode, by), value: shifted(value, by) }));
  return { ...node, ...range, entries };
}

/** A copy of a tree with each scalar replaced; keys stay. */
export function mapScalars(node: Node, change: (scalar: ScalarNode) => Node): Node {
  if (node.kind === 'scalar') return change(node);
  if (node.kind === 'list') {
    const items = node.items.map((item) => mapScalars(item, change));
    return items.every((item, index) => item === node.items[index]) ? node : { ...node, items };
  }
  const entries = node.entries.map((entry) => {
    const value = mapScalars(entry.value, change);
    return value === entry.value ? entry : { ...entry, value };
  });
  return entries.every((entry, index) => entry === node.entries[index]) ? node : { ...node, entries };
}
