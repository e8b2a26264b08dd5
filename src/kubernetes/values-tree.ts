import { innerText } from '../core/inner-text.ts';
import { findEntry } from '../core/node.ts';
import type { MapEntry, MapNode, Node, ScalarNode } from '../core/node.ts';
import { readYaml } from '../core/read-yaml.ts';
import type { Path, Resource, Value } from '../core/resource.ts';
import type { SourceRange } from '../core/source.ts';

/** Where a value stands that is not written as YAML of the object itself. */
export interface ForeignPlace {
  readonly range: SourceRange;
  readonly path: Path;
}

/** Values of a chart from several places as one tree, at the places of the file. */
export class ValuesTree {
  root: MapNode | undefined;
  /** The nodes that no edit of the object reaches, with what a finding points at. */
  readonly foreign = new Map<Node, ForeignPlace>();

  /** Lays the values of a map of the object over what there is. */
  addMap(map: MapNode): void {
    this.#lay(map);
  }

  /** Lays the YAML of a text over what there is; false where it can't be read. */
  addText(text: Value, resource: Resource): boolean {
    if (text.node.kind !== 'scalar' || text.text === undefined) return false;
    const source = innerText(text.node, resource.source);
    const { root, problems } = readYaml(source.text);
    if (root?.kind !== 'map' || problems.length > 0) return false;
    const move = (node: Node): Node => {
      const range = source.outerRange(node);
      if (node.kind === 'scalar') return { ...node, ...range };
      if (node.kind === 'list') return { ...node, ...range, items: node.items.map(move) };
      return { ...node, ...range, entries: node.entries.map(({ key, keyNode, value }) => ({ key, keyNode: move(keyNode) as ScalarNode, value: move(value) })) };
    };
    const moved = move(root);
    this.#mark(moved, { range: text.keyPlace.range, path: text.path });
    this.#lay(moved as MapNode);
    return true;
  }

  /** Lays one value over what there is, as `helm --set` does. */
  addParameter(item: Value): void {
    const [name, value] = [item.at('name'), item.at('value')];
    if (name?.node.kind !== 'scalar' || name.text === undefined || value === undefined) return;
    const { path, isWhole } = splitParameter(name.text);
    // An item of a list is set beside others, which nobody here knows.
    const leaf: Node = isWhole ? value.node : { ...unknownNode, start: value.node.start, end: value.node.end };
    const keyNode = name.node;
    this.foreign.set(leaf, { range: value.range, path: value.path });
    const tree = path.reduceRight<Node>((inner, key) => {
      if (inner !== leaf) this.foreign.set(inner, { range: name.range, path: name.path });
      const entry: MapEntry = { key, keyNode, value: inner };
      return { kind: 'map', start: keyNode.start, end: keyNode.end, flow: false, entries: [entry] };
    }, leaf);
    if (tree.kind === 'map') this.#lay(tree);
  }

  #mark(node: Node, place: ForeignPlace): void {
    this.foreign.set(node, place);
    if (node.kind === 'list') for (const item of node.items) this.#mark(item, { range: item, path: place.path });
    if (node.kind === 'map') for (const { keyNode, value } of node.entries) this.#mark(value, { range: keyNode, path: place.path });
  }

  #lay(upper: MapNode): void {
    this.root = this.root === undefined ? upper : this.#merge(this.root, upper);
  }

  /** As Helm merges: maps key by key; of anything else the upper one wins. */
  #merge(lower: MapNode, upper: MapNode): MapNode {
    const kept = lower.entries.filter(({ key }) => findEntry(upper, key) === undefined);
    const laid = upper.entries.map((entry): MapEntry => {
      const below = findEntry(lower, entry.key)?.value;
      return below?.kind === 'map' && entry.value.kind === 'map' ? { ...entry, value: this.#merge(below, entry.value) } : entry;
    });
    const merged: MapNode = { ...upper, entries: [...kept, ...laid] };
    this.foreign.set(merged, this.foreign.get(upper) ?? this.foreign.get(lower) ?? { range: upper, path: [] });
    return merged;
  }
}

const unknownNode: ScalarNode = { kind: 'scalar', start: 0, end: 0, value: '${}', text: '${}', style: 'plain' };

/** `a.b\.c[0].d`: dots part steps, unless a backslash stands before them. https://helm.sh/docs/intro/using_helm/#the-format-and-limitations-of---set */
function splitParameter(name: string): { readonly path: readonly string[]; readonly isWhole: boolean } {
  const [map = '', ...rest] = name.split(/\[\d+\]/);
  const path = [...map.matchAll(/(?:\\.|[^.\\])+/g)].map(([step]) => step.replace(/\\(.)/g, '$1'));
  return { path, isWhole: rest.length === 0 };
}
