import { JoinedSource, startsOf } from '../core/derived-source.ts';
import type { MapNode, Node } from '../core/node.ts';
import { Resource } from '../core/resource.ts';
import type { ResourceFacts } from '../core/resource.ts';
import type { Source } from '../core/source.ts';
import { shifted, textAtPath, withValueAt } from './nodes.ts';

/** What tells objects apart. */
export interface ItemId {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
}

/** An object on its way to a cluster: what overlays make of it, with the places of all its parts. */
export class Item {
  readonly written: Resource;
  root: MapNode;
  /** What it was called on the way; the first id is the author's. */
  readonly #earlierIds: ItemId[];
  readonly #sources: Source[];

  constructor(written: Resource, from?: Item) {
    this.written = written;
    this.root = from?.root ?? rootOf(written);
    this.#earlierIds = [...(from?.ids ?? [])];
    this.#sources = [...(from === undefined ? [written.source] : from.#sources)];
  }

  copy(): Item {
    return new Item(this.written, this);
  }

  get id(): ItemId {
    return idOf(this.root);
  }

  /** The ids that patches may call it by, the present one last. */
  get ids(): readonly ItemId[] {
    return [...this.#earlierIds, this.id];
  }

  /** A copy of another file's node that may become part of this object. */
  adopt<T extends Node>(node: T, source: Source): T {
    if (!this.#sources.includes(source)) this.#sources.push(source);
    const index = this.#sources.indexOf(source);
    return shifted(node, startsOf(this.#sources)[index] ?? 0);
  }

  set(path: readonly string[], node: Node, source: Source): void {
    this.root = withValueAt(this.root, path, this.adopt(node, source));
  }

  /** Gives it another name, at the place of the present one. */
  rename(name: string): void {
    const metadata = this.root.entries.find(({ key }) => key === 'metadata')?.value;
    const present = metadata?.kind === 'map' ? metadata.entries.find(({ key }) => key === 'name')?.value : undefined;
    if (present?.kind !== 'scalar') return;
    this.#earlierIds.push(this.id);
    this.root = withValueAt(this.root, ['metadata', 'name'], { ...present, value: name, text: name });
  }

  /** Puts it into a namespace; patches may still call it by its former one, or by none. */
  move(namespace: Node, source: Source): void {
    this.#earlierIds.push(this.id);
    this.set(['metadata', 'namespace'], namespace, source);
  }

  /** The object as a rule reads it; the written one itself where nothing changed. */
  toResource(facts: ResourceFacts = {}): Resource {
    if (this.root === this.written.root.node) return this.written;
    const [first] = this.#sources;
    const source = this.#sources.length === 1 && first !== undefined ? first : new JoinedSource(this.#sources);
    return new Resource(source, this.root, this.written.index, { ...this.written.facts, ...facts, written: this.written });
  }
}

export function idOf(root: Node): ItemId {
  const apiVersion = textAtPath(root, ['apiVersion']) ?? '';
  const slash = apiVersion.indexOf('/');
  return {
    group: apiVersion.slice(0, Math.max(0, slash)),
    version: apiVersion.slice(slash + 1),
    kind: textAtPath(root, ['kind']) ?? '',
    name: textAtPath(root, ['metadata', 'name']) ?? '',
    namespace: textAtPath(root, ['metadata', 'namespace']) ?? '',
  };
}

function rootOf({ root }: Resource): MapNode {
  if (root.node.kind !== 'map') throw new Error('an object is a map');
  return root.node;
}
