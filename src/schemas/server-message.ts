import type { StructuralNode } from './project.ts';
import type { Violation } from './validate.ts';
import { spell } from './words.ts';

/**
 * The API server's own words for a violation, as `kubectl create` prints them; undefined where they depend on more than the value.
 * Source: k8s.io/kube-openapi pkg/validation/errors and k8s.io/apimachinery pkg/util/validation/field.
 */
export function serverMessage(violation: Violation, value: unknown, field: StructuralNode | undefined): string | undefined {
  const place = spell(violation.path);
  if (violation.keyword === 'unknown') return `strict decoding error: unknown field "${place}"`;
  if (violation.path[0] === 'metadata') return undefined;
  const words = wordsFor(violation, { place, value, field });
  return words === undefined ? undefined : `${place}: ${words}`;
}

interface Subject {
  readonly place: string;
  readonly value: unknown;
  readonly field: StructuralNode | undefined;
}

function wordsFor({ keyword, params }: Violation, { place, value, field }: Subject): string | undefined {
  const limit = String(params['limit']);
  const bound = bounds[keyword];
  if (bound !== undefined) return `Invalid value: ${goQuote(value)}: ${place} in body should ${bound.replace('%', limit)}`;
  switch (keyword) {
    case 'required':
      return 'Required value';
    case 'type':
      return mistyped(place, value, String(params['type']));
    case 'enum':
      return `Unsupported value: ${goQuote(value)}: supported values: ${(field?.enum ?? []).map((word) => JSON.stringify(word)).join(', ')}`;
    case 'pattern':
      return field?.pattern === undefined ? undefined : `Invalid value: ${goQuote(value)}: ${place} in body should match '${field.pattern}'`;
    case 'maxLength':
      return `Too long: may not be more than ${limit} bytes`;
    case 'minItems':
      return `Invalid value: ${sizeOf(value)}: ${place} in body should have at least ${limit} items`;
    case 'maxItems':
    case 'maxProperties':
      return `Too many: ${sizeOf(value)}: must have at most ${limit} items`;
    case 'duplicate':
      return `Duplicate value: ${JSON.stringify(value)}`;
    default:
      return undefined;
  }
}

function mistyped(place: string, value: unknown, wanted: string): string {
  const found = wanted === 'date-time' ? goQuote(formatName(value)) : `"${typeName(value)}"`;
  return `Invalid value: ${found}: ${place} in body must be of type ${wanted}: ${found}`;
}

/** What the API server prints of a value that is no time: a text itself, the format of a number, nothing of the rest. */
function formatName(value: unknown): string {
  if (typeof value === 'number') return typeName(value) === 'integer' ? 'int64' : 'float64';
  return typeof value === 'string' ? value : '';
}

/** Quotes as Go's `%q` does, which also escapes what cannot be seen. */
function goQuote(value: unknown): string {
  const escape = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value).replace(/[\u0080-\u00a0\u00ad\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]/g, escape);
}

const bounds: Readonly<Partial<Record<Violation['keyword'], string>>> = {
  minimum: 'be greater than or equal to %',
  maximum: 'be less than or equal to %',
  minLength: 'be at least % chars long',
};

/** The JSON schema type of a value as the API server names it. */
function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) && Math.abs(value) < 2 ** 63 ? 'integer' : 'number';
  return typeof value;
}

function sizeOf(value: unknown): number {
  return Array.isArray(value) ? value.length : Object.values(value as object).filter((item) => item !== null).length;
}
