import { CelError, noSuchOverload } from '../errors.ts';
import { CelList } from '../values.ts';
import { findAll } from '../regex.ts';
import { formatText } from './format-text.ts';
import { overload } from './overload.ts';
import type { FunctionTable } from './overload.ts';

function outOfRange(index: bigint): CelError {
  return new CelError(`index out of range: ${index}`);
}

/** The text by code points, which is how CEL counts. */
function runes(text: string): readonly string[] {
  return [...text];
}

function indexOf(text: string, part: string, from: bigint): bigint {
  if (part === '') return from;
  if (from < 0n) throw outOfRange(from);
  const [characters, wanted] = [runes(text), runes(part)];
  for (let index = Number(from); index <= characters.length - wanted.length; index++) if (isAt(characters, wanted, index)) return BigInt(index);
  return -1n;
}

function lastIndexOf(text: string, part: string, from: bigint): bigint {
  if (part === '') return from;
  if (from < 0n) throw outOfRange(from);
  const [characters, wanted] = [runes(text), runes(part)];
  if (from >= BigInt(characters.length)) return -1n;
  for (let index = Math.min(Number(from), characters.length - wanted.length); index >= 0; index--) if (isAt(characters, wanted, index)) return BigInt(index);
  return -1n;
}

function isAt(characters: readonly string[], wanted: readonly string[], index: number): boolean {
  return wanted.every((character, offset) => characters[index + offset] === character);
}

function substring(text: string, start: bigint, end: bigint | undefined): string {
  const characters = runes(text);
  const last = end ?? BigInt(characters.length);
  if (end !== undefined && start > end) throw new CelError(`invalid substring range. start: ${start}, end: ${end}`);
  for (const index of [start, last]) if (index < 0n || index > BigInt(characters.length)) throw outOfRange(index);
  return characters.slice(Number(start), Number(last)).join('');
}

function charAt(text: string, index: bigint): string {
  const characters = runes(text);
  if (index < 0n || index > BigInt(characters.length)) throw outOfRange(index);
  return characters[Number(index)] ?? '';
}

/** As Go's strings.SplitN: no part for 0, all of them for a negative limit. */
function split(text: string, separator: string, limit: bigint): CelList {
  const parts = separator === '' ? runes(text) : text.split(separator);
  if (limit === 0n) return new CelList([]);
  if (limit < 0n || parts.length <= limit) return new CelList(parts);
  const most = Number(limit);
  return new CelList([...parts.slice(0, most - 1), parts.slice(most - 1).join(separator)]);
}

/** As Go's strings.Replace: every occurrence for a negative limit. An empty part stands between all characters. */
function replace(text: string, [part, by]: readonly [string, string], limit: bigint): string {
  if (limit < 0n) return part === '' ? between(text, by, Number.POSITIVE_INFINITY) : text.replaceAll(part, () => by);
  if (part === '') return between(text, by, Number(limit));
  const parts = text.split(part);
  const count = Math.min(Number(limit), parts.length - 1);
  return [...parts.slice(0, count).map((each) => each + by), parts.slice(count).join(part)].join('');
}

function between(text: string, by: string, limit: number): string {
  const characters = runes(text);
  const replaced = [...characters, ''].map((character, index) => (index < limit ? by + character : character));
  return replaced.join('');
}

function join(list: CelList, separator: string): string {
  return list.items
    .map((item) => {
      if (typeof item !== 'string') throw noSuchOverload();
      return item;
    })
    .join(separator);
}

function inAscii(text: string, pattern: RegExp, change: (part: string) => string): string {
  return text.replace(pattern, change);
}

const escapes: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
};

/** What Go's strings.TrimSpace takes for a space. */
const space = '[\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+';
const spacesAround = new RegExp(`^${space}|${space}$`, 'g');

/** The string functions of CEL, its extensions of version 2, and Kubernetes' search for patterns. */
export const stringFunctions: FunctionTable = {
  '.contains': [overload(['string', 'string'], (text, part) => text.includes(part))],
  '.startsWith': [overload(['string', 'string'], (text, part) => text.startsWith(part))],
  '.endsWith': [overload(['string', 'string'], (text, part) => text.endsWith(part))],
  '.charAt': [overload(['string', 'int'], charAt)],
  '.indexOf': [
    overload(['string', 'string'], (text, part) => indexOf(text, part, 0n)),
    overload(['string', 'string', 'int'], (text, part, from) => indexOf(text, part, from)),
  ],
  '.lastIndexOf': [
    overload(['string', 'string'], (text, part) =>
      part === '' || text !== '' ? lastIndexOf(text, part, BigInt(runes(text).length - (part === '' ? 0 : 1))) : -1n,
    ),
    overload(['string', 'string', 'int'], lastIndexOf),
  ],
  '.lowerAscii': [overload(['string'], (text) => inAscii(text, /[A-Z]+/g, (part) => part.toLowerCase()))],
  '.upperAscii': [overload(['string'], (text) => inAscii(text, /[a-z]+/g, (part) => part.toUpperCase()))],
  '.replace': [
    overload(['string', 'string', 'string'], (text, part, by) => replace(text, [part, by], -1n)),
    overload(['string', 'string', 'string', 'int'], (text, part, by, limit) => replace(text, [part, by], limit)),
  ],
  '.split': [overload(['string', 'string'], (text, separator) => split(text, separator, -1n)), overload(['string', 'string', 'int'], split)],
  '.substring': [overload(['string', 'int'], (text, start) => substring(text, start, undefined)), overload(['string', 'int', 'int'], substring)],
  '.trim': [overload(['string'], (text) => text.replace(spacesAround, ''))],
  '.join': [overload(['list'], (list) => join(list, '')), overload(['list', 'string'], join)],
  '.format': [overload(['string', 'list'], formatText)],
  'strings.quote': [overload(['string'], (text) => `"${text.replace(/[\x07\b\f\n\r\t\v\\"]/g, (character) => escapes[character] ?? character)}"`)],
  '.find': [overload(['string', 'string'], (text, pattern) => findAll(text, pattern, 1)[0] ?? '')],
  '.findAll': [
    overload(['string', 'string'], (text, pattern) => new CelList(findAll(text, pattern))),
    overload(['string', 'string', 'int'], (text, pattern, limit) => new CelList(findAll(text, pattern, limit < 0n ? undefined : Number(limit)))),
  ],
};
