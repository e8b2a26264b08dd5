import { findEntry } from '../../core/node.ts';
import type { MapNode, Node } from '../../core/node.ts';
import { readYaml } from '../../core/read-yaml.ts';
import type { Value } from '../../core/resource.ts';
import type { Source } from '../../core/source.ts';
import { splitDocuments } from '../../core/split.ts';
import { innerText } from '../../core/inner-text.ts';
import { idOf } from '../item.ts';
import type { Item } from '../item.ts';
import { withEntry, withoutEntry } from '../nodes.ts';
import { applyOperation, readOperations } from './json-patch.ts';
import { matchesTarget } from './selector.ts';
import { mergePatch } from './strategic-merge.ts';

/** The text of a patch: a file of its own, or a string in the kustomization. */
export interface PatchText {
  readonly source: Source;
  /** Which objects it is for; those that it names itself where absent. */
  readonly target: Value | undefined;
}

/** A string in a kustomization that holds a patch. */
export function inlinePatch(text: Value, source: Source): Source | undefined {
  return text.node.kind === 'scalar' && text.text !== undefined ? innerText(text.node, source) : undefined;
}

/** Lays a patch over the objects that it is for. What does not fit is told in `complaints`, as kustomize would refuse it. */
export function applyPatch({ source, target }: PatchText, items: readonly Item[], complaints: string[]): Item[] {
  return patchDocuments(source).reduce<Item[]>(
    (rest, document) => {
      if (document.kind === 'list') return applyOperations(document, { source, target }, rest, complaints);
      return document.kind === 'map' ? applyMerge(document, { source, target }, rest, complaints) : rest;
    },
    [...items],
  );
}

/** The documents of a patch that can be read. */
export function patchDocuments(source: Source): Node[] {
  return splitDocuments(source.text).flatMap(({ start, end }) => {
    const { root } = readYaml(source.text, start, end);
    return root === undefined ? [] : [root];
  });
}

function applyOperations(list: Node, { source, target }: PatchText, items: readonly Item[], complaints: string[]): Item[] {
  const chosen = items.filter((item) => target !== undefined && matchesTarget(target, item));
  for (const item of chosen) {
    for (const operation of readOperations(list)) {
      const value = operation.value && item.adopt(operation.value, source);
      const changed = applyOperation(item.root, { ...operation, value });
      if (changed === undefined) complaints.push(`\`${operation.op}\` at \`/${operation.path.join('/')}\` does not fit ${item.id.kind} \`${item.id.name}\``);
      else item.root = changed;
    }
  }
  return [...items];
}

function applyMerge(patch: MapNode, { source, target }: PatchText, items: readonly Item[], complaints: string[]): Item[] {
  const id = idOf(patch);
  const isMeant = (item: Item): boolean => (target === undefined ? item.ids.some((each) => isSameId(each, id)) : matchesTarget(target, item));
  if (target === undefined && !items.some(isMeant)) complaints.push(`no object is called ${id.kind} \`${id.name}\``);
  return items.flatMap((item) => {
    if (!isMeant(item)) return [item];
    const merged = mergePatch(item.root, item.adopt(withoutIdentity(patch), source), isBuiltIn(item.id.group));
    if (merged === undefined) return [];
    item.root = merged;
    return [item];
  });
}

/** A patch that is found by its target may call itself anything: kustomize keeps what the object is, and its name. */
function withoutIdentity(patch: MapNode): MapNode {
  const metadata = findEntry(patch, 'metadata');
  const rest = withoutEntry(withoutEntry(patch, 'apiVersion'), 'kind');
  if (metadata?.value.kind !== 'map') return rest;
  return withEntry(rest, { ...metadata, value: withoutEntry(withoutEntry(metadata.value, 'name'), 'namespace') });
}

function isSameId(a: ReturnType<typeof idOf>, b: ReturnType<typeof idOf>): boolean {
  const isSameNamespace = (a.namespace || 'default') === (b.namespace || 'default');
  return a.group === b.group && a.version === b.version && a.kind === b.kind && a.name === b.name && isSameNamespace;
}

/** Kubernetes' own groups have no dot, or end in `.k8s.io`; only their lists have merge keys. */
function isBuiltIn(group: string): boolean {
  return !group.includes('.') || /^(?:[a-z]+\.)+k8s\.io$/.test(group);
}
