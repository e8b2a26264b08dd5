import type { ScalarData } from './node.ts';

const words: ReadonlyMap<string, ScalarData> = new Map<string, ScalarData>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, Number.NaN] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word) => [word, Number.POSITIVE_INFINITY] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, Number.NEGATIVE_INFINITY] as const),
]);

const wordStart = /^[yYnNtTfFoO~.+-]/;
const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const timestamp = /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:$|[Tt ])/;

/**
 * Reads a plain scalar as the API server's reader does: YAML 1.1 words, octals with a leading 0, `0b`, `0o`, `0x`,
 * underscores, dates left as text. Source: go.yaml.in/yaml/v2 resolve.go, used by sigs.k8s.io/yaml.
 */
export function resolvePlain(text: string): ScalarData {
  if (text === '') return null;
  if (wordStart.test(text)) {
    const word = words.get(text);
    if (word !== undefined) return word;
  }
  const first = text.charCodeAt(0);
  if (first === 46) return /^\.[0-9]/.test(text) && float.test(text) ? Number(text) : text;
  const numeric = (first >= 48 && first <= 57) || first === 43 || first === 45;
  return numeric && !timestamp.test(text) ? readNumber(text) : text;
}

function readNumber(text: string): string | number {
  const digits = text.replaceAll('_', '');
  const integer = readInteger(digits);
  if (integer !== undefined) return integer;
  return float.test(digits) ? Number(digits) : text;
}

function readInteger(text: string): number | undefined {
  const [, sign = '', prefix = '', digits = ''] = /^([-+]?)(0[xX]|0[oO]|0[bB]|0(?=[0-9]))?([0-9a-fA-F]+)$/.exec(text) ?? [];
  if (digits === '') return undefined;
  const base = bases[prefix.toLowerCase()] ?? 10;
  if (!digitsOf[base]?.test(digits)) return undefined;
  const magnitude = base === 10 ? Number(digits) : Number.parseInt(digits, base);
  // Past 64 bits Go's parser gives up and a decimal becomes a float.
  if (magnitude >= 2 ** 64 && base !== 10) return undefined;
  return sign === '-' ? -magnitude : magnitude;
}

const bases: Readonly<Record<string, number>> = { '0x': 16, '0o': 8, '0b': 2, '0': 8 };
const digitsOf: Readonly<Record<number, RegExp>> = { 2: /^[01]+$/, 8: /^[0-7]+$/, 10: /^[0-9]+$/, 16: /^[0-9a-fA-F]+$/ };
