import { toPlain } from './node.ts';
import type { MapEntry, MapNode, Node } from './node.ts';
import { Observed, Part } from './observed.ts';
import type { Source, SourceRange } from './source.ts';

/** A way from a resource's root to a value; list positions are numbers. Kubernetes keys contain dots, so it is never one string. */
export type Path = readonly (string | number)[];

/** Something that a finding can point at: a stretch of text, and the path that it stands for. */
export interface Place {
  readonly range: SourceRange;
  readonly path: Path;
}

/** A written value of a resource, with its place. */
export class Value implements Place {
  readonly node: Node;
  /** The map entry that holds this value; absent for list items and the root. */
  readonly entry: MapEntry | undefined;
  #place: Path | Value;
  readonly #steps: Path | string | number;

  /** `place` is the path of this value, or a value that holds it at `steps`. */
  constructor(node: Node, place: Path | Value, entry?: MapEntry, steps: Path | string | number = []) {
    this.node = node;
    this.entry = entry;
    this.#place = place;
    this.#steps = steps;
  }

  /** Made when somebody asks: most values are only looked at. */
  get path(): Path {
    if (this.#place instanceof Value) this.#place = this.#place.path.concat(this.#steps);
    return this.#place;
  }

  /** The value as JSON would hold it. */
  get value(): unknown {
    return toPlain(this.node);
  }

  /** The scalar as text, where it is text. */
  get text(): string | undefined {
    return this.node.kind === 'scalar' && typeof this.node.value === 'string' ? this.node.value : undefined;
  }

  get isNull(): boolean {
    return this.node.kind === 'scalar' && this.node.value === null;
  }

  /** True for text that something else fills in later, so that nothing is known of it. */
  get isUnknown(): boolean {
    return this.text !== undefined && hasPlaceholder(this.text);
  }

  /** The tightest stretch that shows this value: a scalar itself, else the key, else the item's first line. */
  get range(): SourceRange {
    const { node, entry } = this;
    if (node.kind === 'scalar' && node.end > node.start && node.style !== 'block') return node;
    if (node.kind !== 'scalar' && node.flow) return node;
    if (entry !== undefined) return entry.keyNode;
    return firstScalarRange(node) ?? node;
  }

  /** The place of the key, for problems about the key rather than the value. */
  get keyPlace(): Place {
    return { range: this.entry?.keyNode ?? this.range, path: this.path };
  }

  at(...path: Path): Value | undefined {
    let { node, entry } = this;
    // An iterator costs more than the steps.
    for (let index = 0; index < path.length; index++) {
      const step = path[index];
      if (typeof step !== 'string') {
        const item: Node | undefined = node.kind === 'list' && step !== undefined ? node.items[step] : undefined;
        if (item === undefined) return undefined;
        node = item;
        entry = undefined;
      } else {
        if (node.kind !== 'map') return undefined;
        // As `findEntry` does, in place: this is asked for more often than all else, and a call for each step is felt.
        const { entries } = node;
        let last = entries.length - 1;
        while (last >= 0 && entries[last]?.key !== step) last--;
        entry = entries[last];
        if (entry === undefined) return undefined;
        node = entry.value;
      }
    }
    return path.length === 0 ? this : new Value(node, this, entry, path);
  }

  child(step: string | number): Value | undefined {
    return this.at(step);
  }

  /** The items of a list; none for anything else. */
  items(): Value[] {
    return this.node.kind === 'list' ? this.node.items.map((item, index) => new Value(item, this, undefined, index)) : [];
  }

  /** The values of a map under their keys; none for anything else. */
  entries(): [string, Value][] {
    if (this.node.kind !== 'map') return [];
    return this.node.entries.map((entry) => [entry.key, new Value(entry.value, this, entry, entry.key)]);
  }
}

/** `${VAR}`, `$(VAR)`, `$VAR`, `{{ }}`, `__VAR__` and `<<VAR>>` stand for values that are filled in after the file is read. */
export function hasPlaceholder(text: string): boolean {
  if (!text.includes('$') && !text.includes('{{') && !text.includes('__') && !text.includes('<<')) return false;
  if (/\$\{|\{\{|\$\(|__[A-Z][A-Z0-9_]*__/.test(text)) return true;
  // Scripts have variables of their own, and texts that end at a word.
  return /\$[A-Z_][A-Z0-9_]|<<[A-Z][A-Z0-9_]*>>/.test(text) && !text.includes('\n');
}

/** The version of the objects that Terraform's own resources become; their kind is the resource's type, with `data.` before a data source's. */
export const terraformVersion = 'terraform.io/v1';

/** What is known of an object beside its text. */
export interface ResourceFacts {
  /** Half an object, to be laid over another one: what is absent is no defect. `applied` where that other one is known. */
  readonly patch?: 'applied' | 'orphan';
  /** The object as its author wrote it, where an overlay changed it. */
  readonly written?: Resource;
  /** True where the text around the object is not YAML or JSON, so that nothing may be written into it. */
  readonly isForeign?: boolean;
  /** What the object stands in where that is no document of its own: a map of another object, or a text. */
  readonly holder?: 'map' | 'text' | 'terraform';
  /** The type of an object that writes neither apiVersion nor kind. */
  readonly type?: { readonly apiVersion: string; readonly kind: string };
  /** What rules call an object that is none of Kubernetes', whatever it says itself. */
  readonly actsAs?: { readonly apiVersion: string; readonly kind: string };
  /** The name of an object that has no metadata. */
  readonly name?: string;
}

const noFacts: ResourceFacts = {};
const namePart = Part.of(['metadata', 'name']);

/** One Kubernetes object as it is written, or as it reaches a cluster. */
export class Resource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly facts: ResourceFacts;
  readonly #source: Source;
  readonly #root: Value;
  readonly #index: number;
  /** With what a record begins: everything, which notes nothing more, where nobody watches. */
  #unobserved = Observed.everything;
  #observed = this.#unobserved;
  #plain: unknown;
  #name: string | undefined;
  #group: string | undefined;

  constructor(source: Source, root: MapNode, index: number, facts: ResourceFacts = noFacts) {
    this.#source = source;
    this.#root = new Value(root, []);
    this.#index = index;
    const [apiVersion, kind] = [this.#root.at('apiVersion'), this.#root.at('kind')];
    const isTyped = apiVersion !== undefined || kind !== undefined;
    const type = facts.actsAs ?? (isTyped ? undefined : facts.type);
    this.apiVersion = type?.apiVersion ?? apiVersion?.text ?? '';
    this.kind = type?.kind ?? kind?.text ?? '';
    this.facts = facts;
  }

  get source(): Source {
    this.#observed = Observed.everything;
    return this.#source;
  }

  get root(): Value {
    this.#observed = Observed.everything;
    return this.#root;
  }

  /** Position among the objects of its file, from 0. */
  get index(): number {
    this.#observed = Observed.everything;
    return this.#index;
  }

  get file(): string {
    this.#observed = Observed.everything;
    return this.#source.file;
  }

  /** The API group, empty for the core group. */
  get group(): string {
    return (this.#group ??= this.apiVersion.slice(0, Math.max(0, this.apiVersion.indexOf('/'))));
  }

  /** The version part of apiVersion: `v1` of `karpenter.sh/v1`. */
  get version(): string {
    return this.apiVersion.slice(this.apiVersion.indexOf('/') + 1);
  }

  /** Empty where the object has no readable name. */
  get name(): string {
    this.#observed = this.#observed.with(namePart);
    return (this.#name ??= this.facts.name ?? this.#root.at('metadata', 'name')?.text ?? '');
  }

  get namespace(): string {
    return this.at('metadata', 'namespace')?.text ?? '';
  }

  /** The object as JSON would hold it, made once. */
  get plain(): unknown {
    this.#observed = Observed.everything;
    return (this.#plain ??= this.#root.value);
  }

  at(...path: Path): Value | undefined {
    this.#note(path);
    return this.#root.at(...path);
  }

  #note(path: Path): void {
    if (this.#observed !== Observed.everything) this.#observed = this.#observed.with(Part.of(path));
  }

  /** What the comments say in the lines of a value and in those right above it. */
  commentsOn({ node, path }: Value): string {
    this.#note(path);
    const source = this.#source;
    let first = source.positionAt(node.start).line;
    const last = source.positionAt(Math.max(node.start, node.end - 1)).line;
    while (/^\s*#/.test(source.lineText(first - 1))) first--;
    const lines = Array.from({ length: last - first + 1 }, (_, index) => source.lineText(first + index));
    return lines.flatMap((line) => /(?:^|\s)#(.*)/.exec(line)?.[1] ?? []).join(' ');
  }

  /** From now on it is noted what is looked at. */
  watch(): void {
    this.#unobserved = Observed.nothing;
    this.forgetObserved();
  }

  /** What was looked at since it was last forgotten; everything where nobody watches. */
  get observed(): Observed {
    return this.#observed;
  }

  observe(more: Observed): void {
    this.#observed = this.#observed.and(more);
  }

  /** Begins a new record, and gives the one before. */
  forgetObserved(): Observed {
    const before = this.#observed;
    this.#observed = this.#unobserved;
    return before;
  }

  /** The place to point at when something is missing: the key of the nearest written ancestor. `path` names what is missing. */
  anchor(...path: Path): Place {
    let nearest: Value = this.root;
    for (const step of path) {
      const child = nearest.child(step);
      if (child === undefined || child.isNull) break;
      nearest = child;
    }
    if (nearest === this.root) return { range: this.#headline, path };
    return { range: nearest.entry?.keyNode ?? nearest.range, path };
  }

  get #headline(): SourceRange {
    return (this.root.at('kind') ?? this.root.at('apiVersion') ?? this.root).range;
  }
}

function firstScalarRange(node: Node): SourceRange | undefined {
  if (node.kind === 'scalar') return node.end > node.start ? node : undefined;
  if (node.kind === 'list') return node.items[0] && firstScalarRange(node.items[0]);
  const first = node.entries[0];
  if (first === undefined) return undefined;
  const value = first.value;
  const onOneLine = value.kind === 'scalar' && value.style !== 'block' && value.end > value.start;
  return { start: first.keyNode.start, end: onOneLine ? value.end : first.keyNode.end };
}

/** Remembers what was made of a resource, since many rules ask for the same; who asks again has looked at what it was made of. */
export function perResource<T>(compute: (resource: Resource) => T): (resource: Resource) => T {
  const known = new WeakMap<Resource, { readonly result: T; readonly observed: Observed }>();
  return (resource) => {
    const before = known.get(resource);
    if (before !== undefined) {
      resource.observe(before.observed);
      return before.result;
    }
    const earlier = resource.forgetObserved();
    const result = compute(resource);
    known.set(resource, { result, observed: resource.observed });
    resource.observe(earlier);
    return result;
  };
}
