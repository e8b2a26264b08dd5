import { findEntry } from '../../core/node.ts';
import type { MapEntry, MapNode, Node } from '../../core/node.ts';
import { readYaml } from '../../core/read-yaml.ts';
import { Resource } from '../../core/resource.ts';
import type { Source } from '../../core/source.ts';
import { splitDocuments } from '../../core/split.ts';
import { idOf, Item } from '../item.ts';
import type { Build } from '../kustomize/build.ts';

/** A build as the tool itself printed it: its values, at the places that the built-in reading knows. Nothing is left unread. */
export function withOutput(build: Build, output: string, kustomization: Source): Build {
  const roots = splitDocuments(output).flatMap(({ start, end }) => {
    const { root } = readYaml(output, start, end);
    return root?.kind === 'map' ? [root] : [];
  });
  return { ...build, unread: [], items: roots.map((root) => placed(root, build.items, kustomization)) };
}

function placed(root: MapNode, items: readonly Item[], kustomization: Source): Item {
  const id = idOf(root);
  const known = items.find((item) => item.id.group === id.group && item.id.kind === id.kind && item.id.name === id.name);
  if (known === undefined) return new Item(new Resource(kustomization, onPlace(root, { start: 0, end: 0 }), 0));
  const item = known.copy();
  item.root = transplant(root, known.root) as MapNode;
  return item;
}

/** The values of one tree at the places of another; what the other lacks stands where its nearest ancestor does. */
function transplant(node: Node, known: Node): Node {
  if (node.kind === 'scalar')
    return known.kind === 'scalar' ? { ...known, value: node.value, text: node.text } : { ...node, start: known.start, end: known.end };
  if (node.kind === 'list') {
    const items = node.items.map((item, index) => transplant(item, known.kind === 'list' ? (known.items[index] ?? known) : known));
    return { ...node, start: known.start, end: known.end, flow: known.kind === 'scalar' ? false : known.flow, items };
  }
  if (known.kind !== 'map') return onPlace(node, known);
  const entries = node.entries.map((entry): MapEntry => {
    const own = findEntry(known, entry.key);
    if (own === undefined) return { ...entry, keyNode: { ...entry.keyNode, start: known.start, end: known.start }, value: onPlace(entry.value, known) };
    return { key: entry.key, keyNode: own.keyNode, value: transplant(entry.value, own.value) };
  });
  return { ...known, entries };
}

function onPlace<T extends Node>(node: T, place: { readonly start: number; readonly end: number }): T;
function onPlace(node: Node, { start, end }: { readonly start: number; readonly end: number }): Node {
  const at = { start, end: Math.min(end, start) };
  if (node.kind === 'scalar') return { ...node, ...at };
  if (node.kind === 'list') return { ...node, ...at, items: node.items.map((item) => onPlace(item, at)) };
  return { ...node, ...at, entries: node.entries.map(({ key, keyNode, value }) => ({ key, keyNode: { ...keyNode, ...at }, value: onPlace(value, at) })) };
}
