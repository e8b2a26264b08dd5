import type { Path } from '../core/resource.ts';
import { schemaIn } from './look-up.ts';
import { holdsIn } from './project.ts';
import { schemaTextOf } from './served.ts';
import type { ObjectKind } from './served.ts';
import { unknownFields } from './unknown-fields.ts';
import { validators } from './validators.generated.js';
import type { SchemaError, SchemaValidator } from './validators.generated.js';

/** What a value breaks; the words are JSON schema's where it has them. */
export type ViolationKeyword =
  | 'unknown'
  | 'required'
  | 'type'
  | 'enum'
  | 'pattern'
  | 'duplicate'
  | 'minimum'
  | 'maximum'
  | 'minLength'
  | 'maxLength'
  | 'minItems'
  | 'maxItems'
  | 'maxProperties';

/** One thing that the API server refuses, at the path of the value; a missing or unknown field is named by the last step. */
export interface Violation {
  readonly path: Path;
  readonly keyword: ViolationKeyword;
  /** `type`: what was wanted. `limit`: a bound. */
  readonly params: Readonly<Record<string, unknown>>;
}

/**
 * What the structural schema of one minor says of an object that is created with strict field validation, metadata
 * included and CEL rules aside. Nothing for a kind that the minor does not serve.
 */
export function validateSchema(kind: ObjectKind, minor: string, data: unknown): readonly Violation[] {
  const entry = schemaTextOf(kind);
  if (entry === undefined || !holdsIn(entry, minor) || !isMap(data)) return [];
  const context = { minor: ordinal(minor) };
  const violations = run(validatorOf(entry.name), context, data);
  const { metadata, status } = data;
  violations.push(...validateMetadata(metadata, ['metadata']));
  const hasMisfit = violations.some(({ path, keyword }) => keyword === 'type' && isContainer(valueAt(data, path)));
  if (hasMisfit || isContainer(status)) violations.push(...strays(kind, minor, data, violations));
  return violations.filter((violation, index) => !isForgiven(violation, data) && !isShadowed(violation, violations, index));
}

/** What the schema of metadata says of the metadata of an object, or of one embedded in it. */
export function validateMetadata(metadata: unknown, path: Path): Violation[] {
  if (metadata === undefined || metadata === null) return [];
  return run(validators.object_metadata, { minor: 0 }, metadata, path);
}

/** The minor as the validators take it: 1.14 is 114, 0.37 is 37. */
function ordinal(minor: string): number {
  const [major = 0, rest = 0] = minor.split('.').map(Number);
  return major * 100 + rest;
}

function validatorOf(name: string): SchemaValidator {
  const validator = (validators as Readonly<Record<string, SchemaValidator>>)[name.replaceAll('-', '_')];
  if (validator === undefined) throw new Error(`no validator was generated for ${name}`);
  return validator;
}

function run(validator: SchemaValidator, context: { readonly minor: number }, data: unknown, base: Path = []): Violation[] {
  if (validator.call(context, data)) return [];
  return (validator.errors ?? []).map((error) => toViolation(error, data, base));
}

const keywords: Readonly<Record<string, ViolationKeyword>> = {
  fields: 'unknown',
  present: 'required',
  integer: 'type',
  intOrString: 'type',
  dateTime: 'type',
  goTime: 'type',
  multipleOf: 'type',
  oneOfTexts: 'enum',
  goPattern: 'pattern',
  distinct: 'duplicate',
  longest: 'maxLength',
  shortest: 'minLength',
  maxEntries: 'maxProperties',
};

function toViolation({ instancePath, keyword, params }: SchemaError, data: unknown, base: Path): Violation {
  const path = [...base, ...readPointer(instancePath, data)];
  const last = params['key'] ?? params['missing'] ?? params['index'];
  return {
    path: typeof last === 'string' || typeof last === 'number' ? [...path, last] : path,
    keyword: keywords[keyword] ?? (keyword as ViolationKeyword),
    params: keyword === 'multipleOf' ? { type: 'integer' } : params,
  };
}

/** A JSON pointer does not tell the index of a list from a key that is a number; the data does. */
function readPointer(pointer: string, data: unknown): Path {
  let current = data;
  return pointer
    .split('/')
    .slice(1)
    .map((escaped) => {
      const key = escaped.replaceAll('~1', '/').replaceAll('~0', '~');
      const step = Array.isArray(current) ? Number(key) : key;
      current = (current as Record<string | number, unknown> | undefined)?.[step];
      return step;
    });
}

/**
 * Keys where the schema wants no map at all, and in the status, which the server drops on create after it has looked
 * at the names. The validators see neither.
 */
function strays(kind: ObjectKind, minor: string, data: Readonly<Record<string, unknown>>, known: readonly Violation[]): Violation[] {
  const schema = schemaIn(kind, minor);
  if (schema === undefined) return [];
  const { metadata: _metadata, ...rest } = data;
  const seen = new Set(known.filter(({ keyword }) => keyword === 'unknown').map(({ path }) => JSON.stringify(path)));
  return unknownFields(schema, rest)
    .filter((path) => !seen.has(JSON.stringify(path)))
    .map((path) => ({ path, keyword: 'unknown', params: {} }));
}

/** The API server does not ask a time to be text where it is a list. Source: k8s.io/kube-openapi pkg/validation/validate/type.go. */
function isForgiven({ path, keyword, params }: Violation, data: unknown): boolean {
  return keyword === 'type' && params['type'] === 'date-time' && path[0] !== 'metadata' && Array.isArray(valueAt(data, path));
}

/** One value, one complaint: a text of the wrong length is not also told its pattern. */
function isShadowed(violation: Violation, all: readonly Violation[], index: number): boolean {
  const stronger = shadowedBy[violation.keyword] ?? [];
  const place = JSON.stringify(violation.path);
  return all.some((other, position) => {
    const isStronger = stronger.includes(other.keyword) || (other.keyword === violation.keyword && position < index);
    return isStronger && JSON.stringify(other.path) === place;
  });
}

const shadowedBy: Readonly<Partial<Record<ViolationKeyword, readonly ViolationKeyword[]>>> = {
  pattern: ['minLength', 'maxLength'],
  minimum: ['type'],
  maximum: ['type'],
};

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>((current, step) => (current as Record<string | number, unknown> | null | undefined)?.[step], data);
}

function isMap(data: unknown): data is Readonly<Record<string, unknown>> {
  return isContainer(data) && !Array.isArray(data);
}

function isContainer(data: unknown): boolean {
  return typeof data === 'object' && data !== null;
}
