import type { ScalarData } from './node.ts';

const words: ReadonlyMap<string, ScalarData> = new Map<string, ScalarData>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, Number.NaN] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word) => [word, Number.POSITIVE_INFINITY] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, Number.NEGATIVE_INFINITY] as const),
]);

const wordStarts = 'yYnNtTfFoO~.+-';
const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const timestamp = /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:$|[Tt ])/;

/**
 * Reads a plain scalar as the API server's reader does: YAML 1.1 words, octals with a leading 0, `0b`, `0o`, `0x`,
 * underscores, dates left as text. Source: go.yaml.in/yaml/v2 resolve.go, used by sigs.k8s.io/yaml.
 */
export function resolvePlain(text: string): ScalarData {
  if (text === '') return null;
  if (wordStarts.includes(text.charAt(0))) {
    const word = words.get(text);
    if (word !== undefined) return word;
  }
  const first = text.charCodeAt(0);
  if (first === 46) return /^\.[0-9]/.test(text) && float.test(text) ? Number(text) : text;
  const numeric = isDigit(first) || first === 43 || first === 45;
  return numeric && !(text.charAt(4) === '-' && timestamp.test(text)) ? readNumber(text) : text;
}

/** What a tag makes of a text, quoted or not; undefined where the text is not of that type, which the API server's reader refuses. */
export function resolveTagged(text: string, tag: string): ScalarData | undefined {
  const name = /^!(?:!|<tag:yaml\.org,2002:)([a-z]+)>?$/.exec(tag)?.[1];
  if (name === 'binary') return decodeBase64(text);
  const fits = name === undefined ? undefined : typed[name];
  if (fits === undefined) return text;
  const value = resolvePlain(text);
  return fits(value, text) ? value : undefined;
}

/** The tags that a text must fit; `!!str` and those of others take any text. */
const typed: Readonly<Record<string, (value: ScalarData, text: string) => boolean>> = {
  int: (value, text) => typeof value === 'number' && readInteger(text.replaceAll('_', '')) !== undefined,
  float: (value) => typeof value === 'number',
  bool: (value) => typeof value === 'boolean',
  null: (value) => value === null,
  timestamp: (_, text) => timestamp.test(text),
};

/** Standard base64 of UTF-8, with its padding; line ends are passed over. */
function decodeBase64(text: string): string | undefined {
  const digits = text.replace(/[\r\n]/g, '');
  if (digits.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(digits)) return undefined;
  const bits = [...digits.replace(/=+$/, '')].map((digit) => base64.indexOf(digit).toString(2).padStart(6, '0')).join('');
  const bytes = bits.match(/[01]{8}/g) ?? [];
  try {
    return decodeURIComponent(bytes.map((byte) => `%${Number.parseInt(byte, 2).toString(16).padStart(2, '0')}`).join(''));
  } catch {
    // Bytes that are no UTF-8: what they say is lost in JSON.
    return '\ufffd';
  }
}

const base64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function readNumber(text: string): string | number {
  if (isPlainDecimal(text)) return Number(text);
  // Durations, percentages and quantities.
  if (!numberEnds.includes(text.charAt(text.length - 1))) return text;
  const digits = text.replaceAll('_', '');
  const number = readInteger(digits) ?? (float.test(digits) ? Number(digits) : Number.NaN);
  // Go's reader takes what no number can hold for text.
  return Number.isFinite(number) ? number : text;
}

const numberEnds = '0123456789abcdefABCDEF._';

/** True for digits that are neither an octal nor more than a number holds exactly. */
function isPlainDecimal(text: string): boolean {
  if (text.length > 15 || (text.length > 1 && text.charCodeAt(0) === 48)) return false;
  for (let index = 0; index < text.length; index++) if (!isDigit(text.charCodeAt(index))) return false;
  return true;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function readInteger(text: string): number | undefined {
  const [, sign = '', prefix = '', digits = ''] = /^([-+]?)(0[xX]|0[oO]|0[bB]|0(?=[0-9]))?([0-9a-fA-F]+)$/.exec(text) ?? [];
  if (digits === '') return undefined;
  const base = bases[prefix.toLowerCase()] ?? 10;
  if (!digitsOf[base]?.test(digits)) return undefined;
  const magnitude = base === 10 ? Number(digits) : Number.parseInt(digits, base);
  // Past 64 bits Go's parser gives up and a decimal becomes a float.
  if (magnitude >= 2 ** 64 && base !== 10) return undefined;
  return sign === '-' ? negative(magnitude, digits) : magnitude;
}

/** The number below the smallest int64 rounds to it; the next one that can be told apart stands for both. */
function negative(magnitude: number, digits: string): number {
  const isBelow = magnitude === 2 ** 63 && /^[0-9]+$/.test(digits) && BigInt(digits) > 2n ** 63n;
  return isBelow ? -(2 ** 63 + 2048) : -magnitude;
}

const bases: Readonly<Record<string, number>> = { '0x': 16, '0o': 8, '0b': 2, '0': 8 };
const digitsOf: Readonly<Record<number, RegExp>> = { 2: /^[01]+$/, 8: /^[0-7]+$/, 10: /^[0-9]+$/, 16: /^[0-9a-fA-F]+$/ };
