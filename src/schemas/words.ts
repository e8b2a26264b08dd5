import type { Path } from '../core/resource.ts';

/** A value in the sentence "… is X": its kind where that matters, its text in backticks. */
export function nameValue(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  if (typeof value === 'string') return value === '' ? 'empty text' : `the text ${quote(value)}`;
  return `the ${typeof value} ${quote(value)}`;
}

/** A scalar in backticks, cut where it is long. */
export function quote(value: unknown): string {
  const text = String(value);
  if (text === '') return '`""`';
  const shown = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return text.includes('`') ? `"${shown}"` : `\`${shown}\``;
}

const longest = 60;

/** `a`, `b` or `c`, each in backticks. */
export function choose(words: readonly string[], joint: 'or' | 'and' = 'or'): string {
  const quoted = words.map((word) => `\`${word}\``);
  if (quoted.length < 2) return quoted.join('');
  return `${quoted.slice(0, -1).join(', ')} ${joint} ${quoted.at(-1) ?? ''}`;
}

/** A kind with its article: a `NodePool`, an `EC2NodeClass`. */
export function articled(kind: string): string {
  return `${/^[AEIOU]/.test(kind) ? 'an' : 'a'} \`${kind}\``;
}

/** A path as it is spoken of: `spec.template.spec.requirements[0].key`. */
export function spell(path: Path): string {
  return path.reduce<string>((text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`), '');
}

/** The last step of a path, with its list where it is an item: `weight`, `values[1]`. */
export function shortName(path: Path): string {
  const start = path.findLastIndex((step) => typeof step === 'string');
  return spell(path.slice(Math.max(start, 0)));
}

export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
