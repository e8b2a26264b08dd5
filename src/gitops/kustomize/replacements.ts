import type { Node } from '../../core/node.ts';
import type { Value } from '../../core/resource.ts';
import type { Item } from '../item.ts';
import { nodeAtPath } from '../nodes.ts';
import type { Kustomization } from './kustomization.ts';
import { matchesTarget } from './selector.ts';

/** Copies values between objects. https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/replacements/ */
export function applyReplacements({ root }: Kustomization, items: readonly Item[]): void {
  for (const replacement of root.at('replacements')?.items() ?? []) {
    const value = readSourceOf(replacement.at('source'), items);
    if (value === undefined) continue;
    for (const target of replacement.at('targets')?.items() ?? []) writeTo(target, items, value);
  }
}

/** A text where a part of one is asked for, else the whole value. */
function readSourceOf(source: Value | undefined, items: readonly Item[]): string | Node | undefined {
  const item = source && items.find((candidate) => matchesExactly(source, candidate));
  if (source === undefined || item === undefined) return undefined;
  const value = nodeAtPath(item.root, splitField(source.at('fieldPath')?.text ?? 'metadata.name', item.root));
  return value?.kind === 'scalar' ? (partOf(value.text, source.at('options')) ?? value) : value;
}

function writeTo(target: Value, items: readonly Item[], value: string | Node): void {
  const select = target.at('select');
  const rejected = target.at('reject')?.items() ?? [];
  const create = target.at('options', 'create')?.value === true;
  const chosen = items.filter((item) => select !== undefined && matchesExactly(select, item) && !rejected.some((each) => matchesTarget(each, item)));
  for (const item of chosen) {
    const paths = target.at('fieldPaths')?.items() ?? [];
    for (const path of paths.length === 0 ? ['metadata.name'] : paths.flatMap(({ text }) => text ?? [])) {
      write(item, splitField(path, item.root), { value, create, options: target.at('options') });
    }
  }
}

interface Writing {
  readonly value: string | Node;
  readonly create: boolean;
  readonly options: Value | undefined;
}

function write(item: Item, path: readonly string[], { value, create, options }: Writing): void {
  const present = nodeAtPath(item.root, path);
  if (present === undefined && !create) return;
  const place = present ?? item.root;
  if (typeof value !== 'string') {
    item.root = replaceAt(item.root, path, { ...value, start: place.start, end: place.end }) ?? item.root;
    return;
  }
  const text = present?.kind === 'scalar' ? withPart(present.text, value, options) : value;
  const node: Node = { kind: 'scalar', start: place.start, end: place.end, value: text, text, style: 'plain' };
  item.root = replaceAt(item.root, path, node) ?? item.root;
}

/** The place of the new value is that of the old one: nothing is written there but the wish to fill it in. */
function replaceAt(root: Item['root'], path: readonly string[], value: Node): Item['root'] | undefined {
  const replaced = replaceIn(root, path, value);
  return replaced.kind === 'map' ? replaced : undefined;
}

function replaceIn(node: Node, [step, ...rest]: readonly string[], value: Node): Node {
  if (step === undefined) return value;
  if (node.kind === 'list') return { ...node, items: node.items.map((item, index) => (String(index) === step ? replaceIn(item, rest, value) : item)) };
  if (node.kind !== 'map') return node;
  const known = node.entries.some(({ key }) => key === step);
  const added = known
    ? []
    : [
        {
          key: step,
          keyNode: { ...value, kind: 'scalar', value: step, text: step, style: 'plain' } as const,
          value: replaceIn({ ...node, entries: [] }, rest, value),
        },
      ];
  return {
    ...node,
    entries: [...node.entries.map((entry) => (entry.key === step ? { ...entry, value: replaceIn(entry.value, rest, value) } : entry)), ...added],
  };
}

/** Names in replacements are plain text, not patterns. */
function matchesExactly(select: Value, item: Item): boolean {
  return (['group', 'version', 'kind', 'name', 'namespace'] as const).every((field) => {
    const wanted = select.at(field)?.text;
    return wanted === undefined || wanted === '' || item.ids.some((id) => id[field] === wanted);
  });
}

/** `a.b.[name=x].c`, `a.[key.with.dots]`, `a.b\.c`: steps from the root; a condition becomes the position of the item that meets it. */
function splitField(path: string, root: Node): string[] {
  const parts = path.match(/\[[^\]]*\]|(?:\\\.|[^.[])+/g) ?? [];
  let node: Node | undefined = root;
  return parts.map((part) => {
    const step = stepOf(part, node);
    node = node && nodeAtPath(node, [step]);
    return step;
  });
}

function stepOf(part: string, node: Node | undefined): string {
  if (!part.startsWith('[')) return part.replaceAll('\\.', '.');
  const [, key = '', value = ''] = /^\[([^=\]]+)=([^\]]*)\]$/.exec(part) ?? [];
  if (key === '') return part.slice(1, -1);
  const items = node?.kind === 'list' ? node.items : [];
  return String(
    items.findIndex((item) => {
      const field = nodeAtPath(item, [key]);
      return field?.kind === 'scalar' && field.text === value;
    }),
  );
}

function partOf(text: string, options: Value | undefined): string | undefined {
  const delimiter = options?.at('delimiter')?.text;
  if (delimiter === undefined || delimiter === '') return undefined;
  return text.split(delimiter)[indexOf(options)];
}

function withPart(text: string, value: string, options: Value | undefined): string {
  const delimiter = options?.at('delimiter')?.text;
  if (delimiter === undefined || delimiter === '') return value;
  return text.split(delimiter).with(indexOf(options), value).join(delimiter);
}

function indexOf(options: Value | undefined): number {
  const index = options?.at('index')?.value;
  return typeof index === 'number' ? index : 0;
}
