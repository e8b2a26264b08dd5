import { describe } from '../schemas/describe.ts';
import type { Sentence } from '../schemas/describe.ts';
import type { StructuralNode } from '../schemas/project.ts';
import { meaningOfPattern } from '../schemas/pattern-meanings.ts';
import { serverMessage } from '../schemas/server-message.ts';
import type { Violation } from '../schemas/validate.ts';
import { choose, nameValue, quote, shortName, spell } from '../schemas/words.ts';
import type { CrdSchema } from './schema.ts';
import type { CrdViolation } from './violation.ts';

/** What is known of the place that a violation speaks of. */
export interface CrdSubject {
  readonly kind: string;
  readonly value: unknown;
  /** The scalar as it was written. */
  readonly written: string | undefined;
  readonly schema: CrdSchema | undefined;
}

/** Puts a violation into a sentence; its remedy, where the schema knows one, into the help. */
export function describeCrdViolation(violation: CrdViolation, subject: CrdSubject): Sentence {
  const own = ownWords(violation, subject);
  if (own !== undefined) return own;
  const field = toStructuralNode(subject.schema);
  return describe(violation as Violation, { kind: subject.kind, value: subject.value, written: subject.written, field });
}

function ownWords({ path, keyword, params }: CrdViolation, { value, schema }: CrdSubject): Sentence | undefined {
  const name = `\`${shortName(path)}\``;
  const limit = String(params['limit']);
  const is = (wanted: string) => ({ message: `${name} is ${quote(value)}, but must be ${wanted}.` });
  switch (keyword) {
    case 'pattern':
      return describeMismatch(name, value, String(params['pattern']));
    case 'type':
      return describeFormat(name, value, String(params['type']));
    case 'enum':
      return describeValues(is, schema?.enum ?? []);
    case 'duplicate':
      return typeof value === 'object'
        ? { message: `${name} has the same keys as an item before it, but each may stand in this list once.`, help: 'Merge the two items.' }
        : undefined;
    case 'multipleOf':
      return is(`a multiple of ${limit}`);
    case 'exclusiveMinimum':
      return is(`greater than ${limit}`);
    case 'exclusiveMaximum':
      return is(`less than ${limit}`);
    case 'minProperties':
      return { message: `${name} has too few entries: it must have at least ${limit}.` };
    case 'scale':
      return is('a whole number from 0 to 2147483647, because it is the number of replicas');
    case 'embedded':
      return { message: `${name} is ${nameValue(value)}, which is not the ${String(path.at(-1))} of an object.` };
    case 'objectItem':
      return { message: `${name} is ${nameValue(value)}, but each item of this list must be a map.` };
    default:
      return describeChoice(name, { path, keyword, params });
  }
}

/** Texts are chosen from as everywhere; other values are named as JSON writes them. */
function describeValues(is: (wanted: string) => Sentence, choices: readonly unknown[]): Sentence | undefined {
  if (choices.every((choice) => typeof choice === 'string')) return undefined;
  return is(`one of ${choices.map((choice) => quote(JSON.stringify(choice))).join(', ')}`);
}

/** Karpenter's own patterns have a meaning; of others nothing is known but the pattern. */
function describeMismatch(name: string, value: unknown, pattern: string): Sentence | undefined {
  if (meaningOfPattern(pattern) !== undefined) return undefined;
  return { message: `${name} is ${value === '' ? 'empty' : quote(value)}, but must match the pattern ${quote(pattern)}.` };
}

function describeChoice(name: string, { keyword, params }: CrdViolation): Sentence | undefined {
  const help = alternatives(params['failures'] as readonly (readonly CrdViolation[])[] | undefined);
  const withHelp = help === undefined ? {} : { help };
  if (keyword === 'anyOf') return { message: `${name} fits none of the forms that its schema allows.`, ...withHelp };
  if (keyword === 'not') return { message: `${name} has a form that its schema excludes.` };
  if (keyword !== 'oneOf') return undefined;
  const matching = Number(params['matching']);
  if (matching > 1) return { message: `${name} fits ${matching} of the forms that its schema allows, but must fit exactly one.` };
  return { message: `${name} fits none of the forms that its schema allows, but must fit exactly one.`, ...withHelp };
}

/** The fields that each form asks for, where that is all that is missing. */
function alternatives(failures: readonly (readonly CrdViolation[])[] | undefined): string | undefined {
  const missing = failures?.map((form) =>
    form.every(({ keyword }) => keyword === 'required') ? form.map(({ path }) => String(path.at(-1))).join(' and ') : undefined,
  );
  const named = missing?.filter((name) => name !== undefined) ?? [];
  if (named.length === 0 || named.length !== missing?.length) return undefined;
  return `Add ${choose(named)}.`;
}

const formats: Readonly<Record<string, string>> = {
  duration: 'a duration such as `1h30m`',
  date: 'a date such as `2026-01-31`',
  uri: 'a URI such as `https://example.com`',
  ipv4: 'an IPv4 address such as `10.0.0.1`',
  ipv6: 'an IPv6 address such as `2001:db8::1`',
  cidr: 'a network such as `10.0.0.0/8`',
  uuid: 'a UUID',
  byte: 'Base64',
  email: 'an e-mail address',
  hostname: 'a host name',
};

const ordinaryTypes: ReadonlySet<string> = new Set(['string', 'integer', 'boolean', 'array', 'object', 'integer,string', 'date-time']);

function describeFormat(name: string, value: unknown, wanted: string): Sentence | undefined {
  if (ordinaryTypes.has(wanted)) return undefined;
  const words = wanted === 'number' ? 'a number' : (formats[wanted] ?? `text in the format \`${wanted}\``);
  return { message: `${name} is ${nameValue(value)}, but must be ${words}.` };
}

/** The API server's own words where they are known. */
export function crdServerMessage(violation: CrdViolation, { value, schema }: CrdSubject): string | undefined {
  const place = spell(violation.path);
  const { keyword } = violation;
  if (keyword === 'anyOf') return `${place}: Invalid value: "": "${place}" must validate at least one schema (anyOf)`;
  if (keyword === 'oneOf') return `${place}: Invalid value: "": "${place}" must validate one and only one schema (oneOf)`;
  if (keyword === 'not') return `${place}: Invalid value: "": "${place}" must not validate the schema (not)`;
  if (['scale', 'embedded', 'objectItem', 'multipleOf', 'exclusiveMinimum', 'exclusiveMaximum', 'minProperties'].includes(keyword)) return undefined;
  return serverMessage(violation as Violation, value, toStructuralNode(schema));
}

/** A schema in the shape that the sentences know: what it is for, in its first sentence. */
function toStructuralNode(schema: CrdSchema | undefined): StructuralNode | undefined {
  if (schema === undefined) return undefined;
  const { type, minimum, maximum, pattern, properties } = schema;
  const means = pattern === undefined ? undefined : meaningOfPattern(pattern);
  const texts = schema.enum?.filter((choice) => typeof choice === 'string');
  return {
    description: firstSentence(schema.description),
    ...(type === undefined || type === 'number' ? {} : { type }),
    ...(minimum === undefined ? {} : { minimum }),
    ...(maximum === undefined ? {} : { maximum }),
    ...(pattern === undefined ? {} : { pattern }),
    ...(means === undefined ? {} : { patternMeans: means }),
    ...(texts === undefined || texts.length === 0 ? {} : { enum: texts }),
    ...(properties === undefined ? {} : { properties: Object.fromEntries(Object.keys(properties).map((name) => [name, { description: '' }])) }),
  };
}

function firstSentence(description = ''): string {
  return (/^.*?[.!](?=\s|$)/s.exec(description)?.[0] ?? description).replace(/\s+/g, ' ').trim();
}
