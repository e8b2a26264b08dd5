import { floorDivide } from './divide.ts';

const billion = 1_000_000_000n;

const nanosOf: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1000n,
  µs: 1000n,
  μs: 1000n,
  ms: 1_000_000n,
  s: billion,
  m: 60n * billion,
  h: 3600n * billion,
};

/** Nanoseconds of a duration such as `1h30m`, as Go's time.ParseDuration reads it; undefined for anything else. */
export function readDuration(text: string): bigint | undefined {
  const isNegative = text.startsWith('-');
  const rest = text.length > 1000 ? '' : text.replace(/^[-+]/, '');
  if (rest === '0') return 0n;
  if (!new RegExp(`^(?:${part})+$`).test(rest)) return undefined;
  const total = [...rest.matchAll(new RegExp(part, 'g'))].reduce((sum, [, integer, fraction, unit]) => sum + nanosIn(integer, fraction, unit), 0n);
  const signed = isNegative ? -total : total;
  return signed === BigInt.asIntN(64, signed) ? signed : undefined;
}

/** A number, of which one side of its point may be missing, and a unit. */
const part = '(?=\\.?[0-9])([0-9]*)(?:\\.([0-9]*))?(ns|us|µs|μs|ms|s|m|h)';

function nanosIn(integer = '', fraction = '', unit = ''): bigint {
  const scale = nanosOf[unit] ?? 1n;
  return BigInt(integer || '0') * scale + (BigInt(fraction || '0') * scale) / 10n ** BigInt(fraction.length);
}

/** A duration as CEL writes it: seconds with their fraction, such as `5400s`. */
export function formatDuration(nanos: bigint): string {
  const sign = nanos < 0n ? '-' : '';
  const size = nanos < 0n ? -nanos : nanos;
  const fraction = String(size % billion)
    .padStart(9, '0')
    .replace(/0+$/, '');
  return `${sign}${size / billion}${fraction === '' ? '' : `.${fraction}`}s`;
}

/** Nanoseconds since 1970 of a time in RFC 3339, as Go's time.Parse reads it; undefined for anything else. */
export function readTimestamp(text: string): bigint | undefined {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d|[01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:[.,](\d+))?(Z|[+-](?:[01]\d|2[0-4]):(?:[0-5]\d|60))$/.exec(text);
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const [fraction = '', zone = 'Z'] = match.slice(7);
  const date = dayNumber(year, month, day);
  if (date === undefined) return undefined;
  const seconds = date * 86400 + hour * 3600 + (minute - minutesOf(zone)) * 60 + second;
  return BigInt(seconds) * billion + BigInt(fraction.slice(0, 9).padEnd(9, '0'));
}

/** What a zone such as `+02:00` adds to UTC. */
function minutesOf(zone: string): number {
  if (zone === 'Z') return 0;
  const [hours = 0, minutes = 0] = zone.slice(1).split(':').map(Number);
  return (hours * 60 + minutes) * (zone.startsWith('-') ? -1 : 1);
}

/** Days from 1970 to a date, which must exist. */
export function dayNumber(year: number, month: number, day: number): number | undefined {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() / 86_400_000 : undefined;
}

/** A time as CEL writes it, in UTC, its fraction as short as it can be. */
export function formatTimestamp(nanos: bigint): string {
  const seconds = floorDivide(nanos, billion);
  const fraction = String(nanos - seconds * billion)
    .padStart(9, '0')
    .replace(/0+$/, '');
  const text = new Date(Number(seconds) * 1000).toISOString().replace(/\.\d+Z$/, '');
  return `${text}${fraction === '' ? '' : `.${fraction}`}Z`;
}
