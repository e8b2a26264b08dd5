import { findEntry, toPlain } from '../../core/node.ts';
import type { ListNode, MapNode, Node } from '../../core/node.ts';
import { nodeAtPath, textAtPath, textNode, withEntry, withoutEntry } from '../nodes.ts';

/** One operation of a JSON patch, its value still where it was written. https://www.rfc-editor.org/rfc/rfc6902 */
export interface Operation {
  readonly op: string;
  readonly path: readonly string[];
  readonly from: readonly string[];
  readonly value: Node | undefined;
}

/** Reads a list of operations; anything else in it is left out. */
export function readOperations(list: Node): Operation[] {
  if (list.kind !== 'list') return [];
  return list.items.flatMap((item) => {
    const op = textAtPath(item, ['op']);
    const path = textAtPath(item, ['path']);
    if (op === undefined || path === undefined) return [];
    return [{ op, path: readPointer(path), from: readPointer(textAtPath(item, ['from']) ?? ''), value: nodeAtPath(item, ['value']) }];
  });
}

/** The object after one operation; undefined where the operation does not fit it, as where nothing is there to replace. */
export function applyOperation(root: MapNode, { op, path, from, value }: Operation): MapNode | undefined {
  if (op === 'test') return value !== undefined && isSame(nodeAtPath(root, path), value) ? root : undefined;
  if (op === 'remove') return asMap(change(root, path, { op }));
  if (op === 'add' || op === 'replace') return value === undefined ? undefined : asMap(change(root, path, { op, value }));
  const source = nodeAtPath(root, from);
  if (source === undefined || (op !== 'move' && op !== 'copy')) return undefined;
  const rest = op === 'move' ? asMap(change(root, from, { op: 'remove' })) : root;
  return rest && asMap(change(rest, path, { op: 'add', value: source }));
}

interface Change {
  readonly op: string;
  readonly value?: Node;
}

function asMap(node: Node | undefined): MapNode | undefined {
  return node?.kind === 'map' ? node : undefined;
}

function change(node: Node, path: readonly string[], what: Change): Node | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return what.value;
  if (node.kind === 'map') return changeMap(node, [step, ...rest], what);
  return node.kind === 'list' ? changeList(node, [step, ...rest], what) : undefined;
}

function changeMap(map: MapNode, [step, ...rest]: readonly [string, ...string[]], what: Change): MapNode | undefined {
  const known = findEntry(map, step);
  if (rest.length > 0) {
    const inner = known && change(known.value, rest, what);
    return known && inner && withEntry(map, { ...known, value: inner });
  }
  if (what.op === 'remove') return known && withoutEntry(map, step);
  if (what.value === undefined || (what.op === 'replace' && known === undefined)) return undefined;
  return withEntry(map, { key: step, keyNode: textNode(step, what.value), value: what.value });
}

function changeList(list: ListNode, [step, ...rest]: readonly [string, ...string[]], what: Change): ListNode | undefined {
  const index = step === '-' ? list.items.length : Number(step);
  const known = list.items[index];
  if (!Number.isInteger(index) || index < 0 || index > list.items.length) return undefined;
  if (rest.length > 0) {
    const inner = known && change(known, rest, what);
    return inner && { ...list, items: list.items.with(index, inner) };
  }
  if (what.op === 'add') return what.value && { ...list, items: list.items.toSpliced(index, 0, what.value) };
  if (known === undefined) return undefined;
  return { ...list, items: what.op === 'remove' ? list.items.toSpliced(index, 1) : list.items.with(index, what.value ?? known) };
}

function isSame(a: Node | undefined, b: Node): boolean {
  return a !== undefined && JSON.stringify(toPlain(a)) === JSON.stringify(toPlain(b));
}

/** `/spec/requirements/-`: steps between slashes, `~1` for a slash and `~0` for a tilde in them. */
function readPointer(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}
