import { closest } from '../core/did-you-mean.ts';
import type { StructuralNode } from './project.ts';
import type { Violation } from './validate.ts';
import { articled, choose, countOf, nameValue, quote, shortName, spell } from './words.ts';

export interface Sentence {
  /** What is wrong and why, ending with a full stop. */
  readonly message: string;
  /** What to do. */
  readonly help?: string;
}

/** What is known of the place that a violation speaks of. */
export interface Subject {
  readonly kind: string;
  readonly value: unknown;
  /** The scalar as it was written, before it was read as a number or a boolean. */
  readonly written: string | undefined;
  /** The schema of the value; undefined for an unknown field. */
  readonly field: StructuralNode | undefined;
  /** The minors that take the value, where this one does not: "from Karpenter 1.9 on". */
  readonly otherMinors?: string | undefined;
}

/** Puts a violation of a known field into a sentence. */
export function describe(violation: Violation, subject: Subject): Sentence {
  const { keyword, params } = violation;
  const limit = Number(params['limit']);
  const name = `\`${shortName(violation.path)}\``;
  switch (keyword) {
    case 'required':
      return describeMissing(violation, subject);
    case 'type':
      return describeType(name, String(params['type']), subject);
    case 'enum':
      return describeEnum(name, subject);
    case 'pattern':
      return describePattern(name, subject);
    case 'minimum':
    case 'maximum':
      return { message: `${name} is ${quote(subject.value)}, but must be ${describeBounds(subject.field, keyword, limit)}.` };
    case 'duplicate':
      return { message: `${name} repeats ${quote(subject.value)}, but each value may stand in this list once.`, help: 'Remove one of the two.' };
    default:
      return { message: describeSize(name, violation, subject.value) };
  }
}

function describeMissing({ path }: Violation, { kind, field, written }: Subject): Sentence {
  const parent = path.slice(0, -1);
  const last = parent.at(-1);
  const block = last === undefined ? articled(kind) : typeof last === 'number' ? `an item of \`${shortName(parent.slice(0, -1))}\`` : `a \`${last}\` block`;
  const isNull = written !== undefined;
  const what = isNull ? 'is empty, which counts as missing' : 'is required';
  const name = String(path.at(-1));
  return {
    message: `\`${spell(path)}\` ${what}: the API server refuses ${block} without it.`,
    help: `${isNull ? `Give \`${name}\` a value` : `Add \`${name}\``}${describeWanted(field)}`,
  };
}

/** What a missing field takes: its pattern in words, its values, or at least what it is for. */
function describeWanted(field: StructuralNode | undefined): string {
  if (field?.patternMeans !== undefined) return `: ${field.patternMeans}.`;
  if (field?.enum !== undefined) return `: ${choose(field.enum)}. ${field.description}`;
  return field === undefined ? '.' : `: ${uncapitalize(field.description)}`;
}

/** The first letter small, but not that of a word such as `CPU`. */
function uncapitalize(text: string): string {
  return /^[A-Z][a-z ]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

const wantedNames: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'a whole number',
  boolean: '`true` or `false`',
  array: 'a list',
  object: 'a map',
  'integer,string': 'a whole number or text',
  'date-time': 'a time such as `2026-01-31T12:00:00Z`',
};

function describeType(name: string, wanted: string, { value, written, field }: Subject): Sentence {
  const message = `${name} is ${nameValue(value)}, but the API wants ${wantedNames[wanted] ?? wanted}.`;
  const help = helpWithType(wanted, value, { written: written ?? String(value), field });
  return help === undefined ? { message } : { message, help };
}

function helpWithType(
  wanted: string,
  value: unknown,
  { written, field }: { readonly written: string; readonly field: StructuralNode | undefined },
): string | undefined {
  const isScalar = typeof value !== 'object';
  if (value === null) return wanted === 'string' ? 'Write a value, or remove the item.' : 'Remove the item, or write its value.';
  if (wanted.includes('string') && isScalar) return `Quote it: \`"${written}"\`.`;
  if (wanted === 'integer' && typeof value === 'string' && /^[-+]?[0-9]+$/.test(value)) return `Write it without quotes: \`${value}\`.`;
  if (wanted === 'boolean' && typeof value === 'string' && /^(?:true|false)$/i.test(value)) return `Write it without quotes: \`${value.toLowerCase()}\`.`;
  if (wanted === 'array') return 'Write a list: begin each item with `- `.';
  if (wanted === 'object') return helpWithMap(value, field);
  return undefined;
}

/** Longer lists help nobody. */
const mostNamed = 9;

function helpWithMap(value: unknown, field: StructuralNode | undefined): string {
  const known = Object.keys(field?.properties ?? {});
  if (known.length === 0 || known.length > mostNamed) return Array.isArray(value) ? 'Write keys with values instead of a list.' : 'Write keys with values.';
  return `Write a map; it may hold ${choose(known)}.`;
}

function describePattern(name: string, { value, field }: Subject): Sentence {
  const means = field?.patternMeans ?? 'written differently';
  const message = `${name} is ${nameText(value)}, but must be ${means}.`;
  const help = means.startsWith('a duration') ? helpWithDuration(String(value)) : undefined;
  return help === undefined ? { message } : { message, help };
}

const hoursOf: Readonly<Record<string, number>> = { d: 24, w: 24 * 7 };

function helpWithDuration(text: string): string | undefined {
  const [, count, unit] = /^([0-9]+)([dw])$/.exec(text) ?? [];
  if (count !== undefined && unit !== undefined) return `The largest unit is the hour: write \`${Number(count) * (hoursOf[unit] ?? 1)}h\`.`;
  if (/^[0-9]+$/.test(text)) return `Add a unit, as in \`${text}m\`.`;
  return undefined;
}

function describeEnum(name: string, { value, field, otherMinors }: Subject): Sentence {
  const words = field?.enum ?? [];
  if (otherMinors !== undefined) {
    return {
      message: `${name} is ${nameText(value)}, which the API takes only ${otherMinors}; here it must be ${words.length <= 2 ? '' : 'one of '}${choose(words)}.`,
    };
  }
  const guess = closest(String(value), words);
  const message = `${name} is ${nameText(value)}, but must be ${words.length <= 2 ? '' : 'one of '}${choose(words)}.`;
  return guess === undefined ? { message } : { message, help: `Did you mean \`${guess}\`?` };
}

function describeBounds(field: StructuralNode | undefined, keyword: 'minimum' | 'maximum', limit: number): string {
  const minimum = keyword === 'minimum' ? limit : field?.minimum;
  const maximum = keyword === 'maximum' ? limit : field?.maximum;
  if (minimum !== undefined && maximum !== undefined) return `between ${minimum} and ${maximum}`;
  return minimum === undefined ? `at most ${String(maximum)}` : `at least ${minimum}`;
}

function describeSize(name: string, { keyword, params }: Violation, value: unknown): string {
  const limit = Number(params['limit']);
  if (keyword === 'minLength') return `${name} is ${nameText(value)}, but must hold at least ${countOf(limit, 'character')}.`;
  if (keyword === 'maxLength') return `${name} is ${[...String(value)].length} characters long, but may have at most ${limit}.`;
  if (keyword === 'minItems') return `${name} has ${countOf((value as unknown[]).length, 'item')}, but must have at least ${limit}.`;
  if (keyword === 'maxItems') return `${name} has ${countOf((value as unknown[]).length, 'item')}, but may have at most ${limit}.`;
  if (limit === 0) return `${name} must stay empty: the API takes no entry here.`;
  const count = Object.values(value as object).filter((item) => item !== null).length;
  return `${name} has ${count} entries, but may have at most ${limit}.`;
}

function nameText(value: unknown): string {
  return value === '' ? 'empty' : quote(value);
}
