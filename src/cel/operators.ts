import { CelError, noSuchOverload, UnknownValueError } from './errors.ts';
import { CelDuration, CelList, CelMap, CelOpaque, CelOptional, CelTimestamp, CelType, CelUint, CelUnknown } from './values.ts';
import type { CelKey, CelValue } from './values.ts';

/** Equality of CEL: numbers by their value whatever their type, and values of different types are unequal. */
export function equals(a: CelValue, b: CelValue): boolean {
  if (a instanceof CelUnknown || b instanceof CelUnknown) throw new UnknownValueError('unknown');
  const [x, y] = [numberOf(a), numberOf(b)];
  if (x !== undefined && y !== undefined) return x == y; // eslint-disable-line eqeqeq -- an int equals a double of the same value
  if (a instanceof CelList) return b instanceof CelList && equalLists(a, b);
  if (a instanceof CelMap) return b instanceof CelMap && equalMaps(a, b);
  if (a instanceof CelOptional) return b instanceof CelOptional && equalOptionals(a, b);
  if (a instanceof Uint8Array) return b instanceof Uint8Array && compareBytes(a, b) === 0;
  const [own, other] = [identity(a), identity(b)];
  return own === undefined ? a === b : own === other;
}

/** A text that is the same for equal values of one class only; undefined for what JavaScript compares itself. */
function identity(value: CelValue): string | undefined {
  if (value instanceof CelTimestamp) return `timestamp ${value.nanos}`;
  if (value instanceof CelDuration) return `duration ${value.nanos}`;
  if (value instanceof CelType) return `type ${value.of}`;
  return value instanceof CelOpaque ? `${value.typeName} ${value.key}` : undefined;
}

function numberOf(value: CelValue): bigint | number | undefined {
  if (typeof value === 'bigint' || typeof value === 'number') return value;
  return value instanceof CelUint ? value.value : undefined;
}

function equalOptionals(a: CelOptional, b: CelOptional): boolean {
  if (a.value === undefined || b.value === undefined) return a.value === b.value;
  return equals(a.value, b.value);
}

function equalLists(a: CelList, b: CelList): boolean {
  if (a.items.length !== b.items.length) return false;
  const identify = a.identify;
  if (identify === undefined) return a.items.every((item, index) => equals(item, b.items[index] ?? null));
  const own = new Map(a.items.map((item) => [identify(item), item]));
  return b.items.every((item) => {
    const match = own.get(identify(item));
    return match !== undefined && equals(match, item);
  });
}

function equalMaps(a: CelMap, b: CelMap): boolean {
  if (a.isOpen || b.isOpen) throw new UnknownValueError('unknown');
  if (a.entries.size !== b.entries.size) return false;
  return [...a.entries].every(([key, value]) => {
    const other = b.entries.get(key);
    return other !== undefined && equals(value, other);
  });
}

/** Orders two values of one kind: negative, zero or positive. NaN compares with nothing and gives undefined. */
export function compare(a: CelValue, b: CelValue): number | undefined {
  const [x, y] = [numberOf(a), numberOf(b)];
  if (x !== undefined && y !== undefined) return x < y ? -1 : x > y ? 1 : x == y ? 0 : undefined; // eslint-disable-line eqeqeq -- across number types
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  if (a instanceof CelTimestamp && b instanceof CelTimestamp) return sign(a.nanos - b.nanos);
  if (a instanceof CelDuration && b instanceof CelDuration) return sign(a.nanos - b.nanos);
  if (a instanceof Uint8Array && b instanceof Uint8Array) return compareBytes(a, b);
  throw noSuchOverload();
}

/** By code points, which is the order of UTF-8 as well. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    if (a[index] === b[index]) continue;
    const [x = 0, y = 0] = [a.codePointAt(index), b.codePointAt(index)];
    return x - y;
  }
  return a.length - b.length;
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function sign(value: bigint): number {
  return value < 0n ? -1 : value > 0n ? 1 : 0;
}

const smallestInt = -(2n ** 63n);
const largestInt = 2n ** 63n - 1n;
const largestUint = 2n ** 64n - 1n;

export function checkedInt(value: bigint): bigint {
  if (value < smallestInt || value > largestInt) throw new CelError('integer overflow');
  return value;
}

export function checkedUint(value: bigint): CelUint {
  if (value < 0n || value > largestUint) throw new CelError('unsigned integer overflow');
  return new CelUint(value);
}

const firstSecond = -62135596800n;
const lastSecond = 253402300799n;

/** A timestamp within the years 1 to 9999. */
export function checkedTimestamp(nanos: bigint): CelTimestamp {
  const seconds = nanos / 1_000_000_000n;
  if (seconds < firstSecond || seconds > lastSecond) throw new CelError('timestamp overflow');
  return new CelTimestamp(nanos);
}

export function add(a: CelValue, b: CelValue): CelValue {
  if (typeof a === 'string' && typeof b === 'string') return a + b;
  if (a instanceof CelList && b instanceof CelList) return addLists(a, b);
  if (a instanceof Uint8Array && b instanceof Uint8Array) return new Uint8Array([...a, ...b]);
  if (a instanceof CelDuration && b instanceof CelDuration) return new CelDuration(checkedInt(a.nanos + b.nanos));
  if (a instanceof CelTimestamp && b instanceof CelDuration) return checkedTimestamp(a.nanos + b.nanos);
  if (a instanceof CelDuration && b instanceof CelTimestamp) return checkedTimestamp(a.nanos + b.nanos);
  return arithmetic['+'](a, b);
}

function addLists(a: CelList, b: CelList): CelList {
  const identify = a.identify;
  if (identify === undefined) return new CelList([...a.items, ...b.items]);
  const merged = new Map(a.items.map((item) => [identify(item), item]));
  for (const item of b.items) merged.set(identify(item), item);
  return new CelList([...merged.values()], identify);
}

export function subtract(a: CelValue, b: CelValue): CelValue {
  if (a instanceof CelDuration && b instanceof CelDuration) return new CelDuration(checkedInt(a.nanos - b.nanos));
  if (a instanceof CelTimestamp && b instanceof CelDuration) return checkedTimestamp(a.nanos - b.nanos);
  if (a instanceof CelTimestamp && b instanceof CelTimestamp) return new CelDuration(checkedInt(a.nanos - b.nanos));
  return arithmetic['-'](a, b);
}

type Arithmetic = (a: CelValue, b: CelValue) => CelValue;

function onNumbers(onInts: (a: bigint, b: bigint) => bigint, onDoubles?: (a: number, b: number) => number): Arithmetic {
  return (a, b) => {
    if (typeof a === 'bigint' && typeof b === 'bigint') return checkedInt(onInts(a, b));
    if (a instanceof CelUint && b instanceof CelUint) return checkedUint(onInts(a.value, b.value));
    if (typeof a === 'number' && typeof b === 'number' && onDoubles !== undefined) return onDoubles(a, b);
    throw noSuchOverload();
  };
}

function unlessZero(divisor: bigint, what: string): bigint {
  if (divisor === 0n) throw new CelError(`${what} by zero`);
  return divisor;
}

/** The arithmetic of numbers; `+` and `-` of other types are functions of their own. */
export const arithmetic = {
  '+': onNumbers(
    (a, b) => a + b,
    (a, b) => a + b,
  ),
  '-': onNumbers(
    (a, b) => a - b,
    (a, b) => a - b,
  ),
  '*': onNumbers(
    (a, b) => a * b,
    (a, b) => a * b,
  ),
  '/': onNumbers(
    (a, b) => a / unlessZero(b, 'division'),
    (a, b) => a / b,
  ),
  '%': onNumbers((a, b) => a % unlessZero(b, 'modulus')),
} as const;

export function negate(value: CelValue): CelValue {
  if (typeof value === 'bigint') return checkedInt(-value);
  if (typeof value === 'number') return -value;
  if (value instanceof CelDuration) return new CelDuration(checkedInt(-value.nanos));
  throw noSuchOverload();
}

/** Whether a list holds an item, or a map a key. */
export function contains(container: CelValue, value: CelValue): boolean {
  if (container instanceof CelList) return listContains(container, value);
  if (!(container instanceof CelMap)) throw noSuchOverload();
  const key = toKey(value);
  if (key !== undefined && container.entries.has(key)) return true;
  if (container.isOpen) throw new UnknownValueError('unknown');
  return false;
}

function listContains(list: CelList, value: CelValue): boolean {
  let unknown: UnknownValueError | undefined;
  for (const item of list.items) {
    try {
      if (equals(item, value)) return true;
    } catch (error) {
      if (!(error instanceof UnknownValueError)) throw error;
      unknown = error;
    }
  }
  if (unknown !== undefined) throw unknown;
  return false;
}

/** The key that a value stands for; undefined where no map can have such a key. */
export function toKey(value: CelValue): CelKey | undefined {
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'bigint') return value;
  if (value instanceof CelUint) return value.value;
  return typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : undefined;
}
