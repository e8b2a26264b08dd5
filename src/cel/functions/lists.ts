import { CelError } from '../errors.ts';
import { add, compare, equals } from '../operators.ts';
import { CelDuration, CelList, CelUint, typeName } from '../values.ts';
import type { CelValue } from '../values.ts';
import { overload } from './overload.ts';
import type { FunctionTable } from './overload.ts';

function extreme(name: string, wanted: (order: number) => boolean): (list: CelList) => CelValue {
  return ({ items }) => {
    const [first, ...rest] = items;
    if (first === undefined) throw new CelError(`${name} called on empty list`);
    return rest.reduce((best, item) => (wanted(compare(item, best) ?? 0) ? item : best), first);
  };
}

function sum({ items }: CelList): CelValue {
  const [first] = items;
  const zero: CelValue = typeof first === 'number' ? 0 : first instanceof CelUint ? new CelUint(0n) : first instanceof CelDuration ? new CelDuration(0n) : 0n;
  return items.reduce(add, zero);
}

function isSorted({ items }: CelList): boolean {
  return items.every((item, index) => {
    const before = items[index - 1];
    return before === undefined || (compare(before, item) ?? 0) <= 0;
  });
}

function indexIn(items: readonly CelValue[], wanted: CelValue): number {
  return items.findIndex((item) => equals(item, wanted));
}

function slice({ items }: CelList, start: bigint, end: bigint): CelList {
  if (start < 0n || end < 0n) throw new CelError(`cannot slice(${start}, ${end}), negative indexes not supported`);
  if (start > end) throw new CelError(`cannot slice(${start}, ${end}), start index must be less than or equal to end index`);
  if (BigInt(items.length) < end) throw new CelError(`cannot slice(${start}, ${end}), list is length ${items.length}`);
  return new CelList(items.slice(Number(start), Number(end)));
}

function flatten(items: readonly CelValue[], depth: bigint): CelValue[] {
  if (depth < 0n) throw new CelError('level must be non-negative');
  return items.flatMap((item) => (item instanceof CelList && depth > 0n ? flatten(item.items, depth - 1n) : [item]));
}

/** The items in the order of their keys, which must all be of one type. */
export function sortBy(items: readonly CelValue[], keys: readonly CelValue[]): CelList {
  const [first] = keys;
  if (first !== undefined && keys.some((key) => typeName(key) !== typeName(first))) throw new CelError('list elements must have the same type');
  const order = items.map((item, index) => [item, keys[index] ?? null] as const).sort(([, a], [, b]) => compare(a, b) ?? 0);
  return new CelList(order.map(([item]) => item));
}

function distinct({ items }: CelList): CelList {
  return new CelList(items.filter((item, index) => items.findIndex((other) => equals(other, item)) === index));
}

const mostNumbers = 1_000_000n;

function range(count: bigint): CelList {
  if (count > mostNumbers) throw new CelError(`a range of ${count} numbers is too long`);
  return new CelList(Array.from({ length: Math.max(0, Number(count)) }, (_, index) => BigInt(index)));
}

/** Kubernetes' list library, and CEL's list extensions of version 3. */
export const listFunctions: FunctionTable = {
  '.isSorted': [overload(['list'], isSorted)],
  '.sum': [overload(['list'], sum)],
  '.min': [
    overload(
      ['list'],
      extreme('min', (order) => order < 0),
    ),
  ],
  '.max': [
    overload(
      ['list'],
      extreme('max', (order) => order > 0),
    ),
  ],
  '.indexOf': [overload(['list', 'dyn'], ({ items }, wanted) => BigInt(indexIn(items, wanted)))],
  '.lastIndexOf': [overload(['list', 'dyn'], ({ items }, wanted) => BigInt(items.findLastIndex((item) => equals(item, wanted))))],
  '.slice': [overload(['list', 'int', 'int'], slice)],
  '.flatten': [
    overload(['list'], ({ items }) => new CelList(flatten(items, 1n))),
    overload(['list', 'int'], ({ items }, depth) => new CelList(flatten(items, depth))),
  ],
  '.sort': [overload(['list'], ({ items }) => sortBy(items, items))],
  '.distinct': [overload(['list'], distinct)],
  '.reverse': [overload(['list'], ({ items }) => new CelList([...items].reverse()))],
  'lists.range': [overload(['int'], range)],
};

/** CEL's set extensions: lists compared by what they hold. */
export const setFunctions: FunctionTable = {
  'sets.contains': [overload(['list', 'list'], (list, part) => holdsAll(list, part))],
  'sets.equivalent': [overload(['list', 'list'], (a, b) => holdsAll(a, b) && holdsAll(b, a))],
  'sets.intersects': [overload(['list', 'list'], (a, b) => b.items.some((item) => indexIn(a.items, item) >= 0))],
};

function holdsAll(list: CelList, part: CelList): boolean {
  return part.items.every((item) => indexIn(list.items, item) >= 0);
}
