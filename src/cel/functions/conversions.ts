import { CelError, UnknownValueError } from '../errors.ts';
import { matchesSomewhere } from '../regex.ts';
import { decodeUtf8, encodeUtf8 } from '../utf8.ts';
import { checkedInt, checkedTimestamp, checkedUint } from '../operators.ts';
import { CelDuration, CelType, CelUint, typeName } from '../values.ts';
import type { CelMap } from '../values.ts';
import { floorDivide } from './divide.ts';
import { formatDouble } from './numbers.ts';
import { overload } from './overload.ts';
import type { FunctionTable } from './overload.ts';
import { formatDuration, formatTimestamp, readDuration, readTimestamp } from './time-text.ts';

function failed(from: string, to: string): CelError {
  return new CelError(`type conversion error from '${from}' to '${to}'`);
}

function entryCount(map: CelMap): bigint {
  if (map.isOpen) throw new UnknownValueError('unknown');
  return BigInt(map.entries.size);
}

const size = [
  overload(['string'], (text) => BigInt([...text].length)),
  overload(['bytes'], (bytes) => BigInt(bytes.length)),
  overload(['list'], (list) => BigInt(list.items.length)),
  overload(['map'], entryCount),
];

const matches = [overload(['string', 'string'], (text, pattern) => matchesSomewhere(text, pattern))];

const integerText = /^[-+]?0*[0-9]{1,20}$/;
const truths: Readonly<Record<string, boolean>> = Object.fromEntries([
  ...['1', 't', 'T', 'true', 'TRUE', 'True'].map((word) => [word, true] as const),
  ...['0', 'f', 'F', 'false', 'FALSE', 'False'].map((word) => [word, false] as const),
]);

function intOfText(text: string): bigint {
  if (!integerText.test(text)) throw failed('string', 'int');
  const value = BigInt(text.replace(/^\+/, ''));
  if (value !== BigInt.asIntN(64, value)) throw failed('string', 'int');
  return value;
}

function uintOfText(text: string): CelUint {
  if (!/^0*[0-9]{1,20}$/.test(text) || BigInt(text) >= 2n ** 64n) throw failed('string', 'uint');
  return new CelUint(BigInt(text));
}

/** As strconv.ParseFloat reads it, hexadecimal and infinite numbers included. */
function doubleOfText(text: string): number {
  if (/^[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/.test(text)) {
    const value = Number(text);
    if (Number.isFinite(value)) return value;
  }
  const special = /^([-+]?)(inf|infinity|nan)$/i.exec(text);
  if (special === null) throw failed('string', 'double');
  if (special[2]?.toLowerCase() === 'nan') return Number.NaN;
  return special[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

function truncated(value: number): bigint {
  if (!Number.isFinite(value) || value <= -(2 ** 63) || value >= 2 ** 63) throw new CelError('integer overflow');
  return BigInt(Math.trunc(value));
}

function truncatedUnsigned(value: number): CelUint {
  if (!Number.isFinite(value) || value < 0 || value >= 2 ** 64) throw new CelError('unsigned integer overflow');
  return new CelUint(BigInt(Math.trunc(value)));
}

function decoded(bytes: Uint8Array): string {
  const text = decodeUtf8(bytes);
  if (text === undefined) throw new CelError('invalid UTF-8 in bytes, cannot convert to string');
  return text;
}

/** The functions of the language itself: sizes, conversions and `matches`. */
export const conversionFunctions: FunctionTable = {
  size,
  '.size': size,
  matches,
  '.matches': matches,
  type: [overload(['dyn'], (value) => new CelType(typeName(value)))],
  dyn: [overload(['dyn'], (value) => value)],
  bool: [
    overload(['bool'], (value) => value),
    overload(['string'], (text) => {
      const value = Object.hasOwn(truths, text) ? truths[text] : undefined;
      if (value === undefined) throw failed('string', 'bool');
      return value;
    }),
  ],
  bytes: [overload(['bytes'], (value) => value), overload(['string'], encodeUtf8)],
  double: [
    overload(['double'], (value) => value),
    overload(['int'], (value) => Number(value)),
    overload(['uint'], ({ value }) => Number(value)),
    overload(['string'], doubleOfText),
  ],
  int: [
    overload(['int'], (value) => value),
    overload(['uint'], ({ value }) => checkedInt(value)),
    overload(['double'], truncated),
    overload(['string'], intOfText),
    overload(['timestamp'], ({ nanos }) => floorDivide(nanos, 1_000_000_000n)),
    overload(['duration'], ({ nanos }) => nanos),
  ],
  uint: [
    overload(['uint'], (value) => value),
    overload(['int'], (value) => checkedUint(value)),
    overload(['double'], truncatedUnsigned),
    overload(['string'], uintOfText),
  ],
  string: [
    overload(['string'], (value) => value),
    overload(['bool'], String),
    overload(['int'], String),
    overload(['uint'], ({ value }) => String(value)),
    overload(['double'], formatDouble),
    overload(['bytes'], decoded),
    overload(['timestamp'], ({ nanos }) => formatTimestamp(nanos)),
    overload(['duration'], ({ nanos }) => formatDuration(nanos)),
  ],
  timestamp: [
    overload(['timestamp'], (value) => value),
    overload(['int'], (seconds) => checkedTimestamp(seconds * 1_000_000_000n)),
    overload(['string'], (text) => {
      const nanos = readTimestamp(text);
      if (nanos === undefined) throw failed('string', 'google.protobuf.Timestamp');
      return checkedTimestamp(nanos);
    }),
  ],
  duration: [
    overload(['duration'], (value) => value),
    overload(['int'], (nanos) => new CelDuration(nanos)),
    overload(['string'], (text) => {
      const nanos = readDuration(text);
      if (nanos === undefined) throw failed('string', 'google.protobuf.Duration');
      return new CelDuration(nanos);
    }),
  ],
};
