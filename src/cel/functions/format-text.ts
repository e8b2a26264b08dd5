import { CelError } from '../errors.ts';
import { CelDuration, CelList, CelMap, CelTimestamp, CelType, CelUint, typeName } from '../values.ts';
import type { CelValue } from '../values.ts';
import { decodeUtf8, encodeUtf8 } from '../utf8.ts';
import { formatDouble, formatFixed, formatScientific } from './numbers.ts';
import { formatDuration, formatTimestamp } from './time-text.ts';

/** `'%s is %d'.format([…])` of CEL's string extensions. */
export function formatText(pattern: string, list: CelList): string {
  let used = 0;
  return pattern.replace(/%(?:%|(\.([0-9]+))?(.)|$)/gs, (clause, _precision: string | undefined, digits: string | undefined, verb: string | undefined) => {
    if (clause === '%%') return '%';
    if (verb === undefined) throw new CelError('could not parse formatting clause: unexpected end of string');
    const value = list.items[used++];
    if (value === undefined) throw new CelError(`index ${used - 1} out of range`);
    return formatClause(value, verb, digits === undefined ? 6 : Number(digits));
  });
}

function formatClause(value: CelValue, verb: string, precision: number): string {
  switch (verb) {
    case 's':
      return formatValue(value);
    case 'd':
      return String(integerOf(value, 'decimal'));
    case 'b':
      return typeof value === 'boolean' ? (value ? '1' : '0') : integerOf(value, 'binary').toString(2);
    case 'o':
      return integerOf(value, 'octal').toString(8);
    case 'x':
      return formatHex(value);
    case 'X':
      return formatHex(value).toUpperCase();
    case 'f':
      return formatFixed(doubleOf(value), precision);
    case 'e':
      return formatScientific(doubleOf(value), precision);
    default:
      throw new CelError(`could not parse formatting clause: unrecognized formatting clause "${verb}"`);
  }
}

function integerOf(value: CelValue, what: string): bigint {
  if (typeof value === 'bigint') return value;
  if (value instanceof CelUint) return value.value;
  throw new CelError(`error during formatting: ${what} clause can only be used on integers, was given ${typeName(value)}`);
}

function doubleOf(value: CelValue): number {
  if (typeof value === 'number') return value;
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return Number(value);
  throw new CelError(`error during formatting: this clause can only be used on doubles, was given ${typeName(value)}`);
}

function formatHex(value: CelValue): string {
  if (typeof value === 'string') return formatHex(encodeUtf8(value));
  if (value instanceof Uint8Array) return [...value].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return integerOf(value, 'hex').toString(16);
}

/** `%s`: a value as its own conversion to text writes it; lists and maps with their items as literals. */
function formatValue(value: CelValue): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return formatDouble(value);
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  if (value instanceof CelUint) return String(value.value);
  if (value instanceof CelDuration) return formatDuration(value.nanos);
  if (value instanceof CelTimestamp) return formatTimestamp(value.nanos);
  if (value instanceof Uint8Array) return decodeUtf8(value) ?? '';
  if (value instanceof CelType) return value.of;
  if (value instanceof CelList) return `[${value.items.map(formatItem).join(', ')}]`;
  if (value instanceof CelMap) return formatMap(value);
  throw new CelError(
    `error during formatting: string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps, was given ${typeName(value)}`,
  );
}

function formatItem(value: CelValue): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value instanceof Uint8Array) return `b${JSON.stringify(formatValue(value))}`;
  if (typeof value === 'number') return Number.isFinite(value) ? value.toFixed(6) : JSON.stringify(formatDouble(value));
  if (value instanceof CelTimestamp) return `timestamp("${formatTimestamp(value.nanos)}")`;
  if (value instanceof CelDuration) return `duration("${formatDuration(value.nanos)}")`;
  return value instanceof CelType ? `type(${value.of})` : formatValue(value);
}

function formatMap(map: CelMap): string {
  const pairs = [...map.entries].map(([key, value]) => [formatItem(key), formatItem(value)] as const);
  const sorted = pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${sorted.map(([key, value]) => `${key}:${value}`).join(', ')}}`;
}
