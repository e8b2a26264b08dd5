import { readDuration, readTimestamp } from '../cel/functions/time-text.ts';
import { CelDuration, CelList, CelMap, CelTimestamp, unknownValue } from '../cel/values.ts';
import type { CelKey, CelValue } from '../cel/values.ts';
import { CelError } from '../cel/errors.ts';
import { hasPlaceholder } from '../core/resource.ts';
import { isMap, ownProperty } from './schema.ts';
import type { CrdSchema, JsonMap } from './schema.ts';
import { escapeName } from './escape-name.ts';

const text: CrdSchema = { type: 'string' };
const typeFields: Readonly<Record<string, CrdSchema>> = {
  apiVersion: text,
  kind: text,
  metadata: { type: 'object', properties: { name: text, generateName: text } },
};

/** The schema of the root of an object: `apiVersion`, `kind` and the name are always there for rules. */
export function asRoot(schema: CrdSchema): CrdSchema {
  const { metadata } = schema.properties ?? {};
  const hasName = metadata?.properties !== undefined && ['name', 'generateName'].every((field) => Object.hasOwn(metadata.properties ?? {}, field));
  return { ...schema, properties: { ...schema.properties, ...typeFields, ...(hasName ? { metadata } : {}) } };
}

/** A value as rules see it; fields without a type are hidden from them. Throws CelError for data that does not fit its schema. */
export function toCel(data: unknown, schema: CrdSchema): CelValue {
  if (typeof data === 'string' && hasPlaceholder(data)) return unknownValue;
  if (data === null) {
    if (schema.nullable === true) return null;
    throw new CelError('invalid data, got null for schema with nullable=false');
  }
  if (schema['x-kubernetes-int-or-string'] === true) return typeof data === 'number' ? toInt(data) : (data as string);
  const { type, items } = schema;
  if (isMap(data) && type === 'object') return toCelMap(data, schema);
  if (Array.isArray(data) && type === 'array' && items !== undefined) return toCelList(data, schema, items);
  return toCelScalar(data, schema);
}

function toCelScalar(data: unknown, { type, format }: CrdSchema): CelValue {
  if (typeof data === 'string' && type === 'string') return toCelText(data, format);
  if (typeof data === 'number' && type === 'integer') return toInt(data);
  if (typeof data === 'number' && type === 'number') return data;
  if (typeof data === 'boolean' && type === 'boolean') return data;
  throw new CelError(`invalid data, expected ${type ?? 'a type'}`);
}

function toInt(data: number): bigint {
  if (!Number.isInteger(data)) throw new CelError('invalid data, expected int, got float64');
  return BigInt(data);
}

/** True for a value that rules can speak of. Source: SchemaDeclType in k8s.io/apiserver pkg/cel/common. */
export function isVisible(schema: CrdSchema): boolean {
  if (schema['x-kubernetes-int-or-string'] === true) return true;
  if (schema.type === 'array') return schema.items !== undefined && isVisible(schema.items);
  if (schema.type === 'object') return schema.additionalProperties === undefined || isVisible(schema.additionalProperties);
  return schema.type !== undefined;
}

function toCelMap(data: JsonMap, schema: CrdSchema): CelMap {
  const whole = schema['x-kubernetes-embedded-resource'] === true ? asRoot(schema) : schema;
  const isObject = whole.properties !== undefined;
  const entries = new Map<CelKey, CelValue>();
  let isOpen = false;
  for (const [key, value] of Object.entries(data)) {
    if (hasPlaceholder(key)) {
      isOpen = true;
      continue;
    }
    const child = isObject ? ownProperty(whole, key) : whole.additionalProperties;
    const name = isObject ? escapeName(key) : key;
    // A field that may be null and is counts as absent, unlike an entry of a map.
    if (child === undefined || name === undefined || (isObject && value === null) || !isVisible(child)) continue;
    entries.set(name, toCel(value, child));
  }
  return new CelMap(entries, isOpen);
}

function toCelList(data: readonly unknown[], schema: CrdSchema, items: CrdSchema): CelList {
  const values = data.map((item) => toCel(item, items));
  const type = schema['x-kubernetes-list-type'];
  if (type === 'set') return new CelList(values, identityOf);
  if (type !== 'map') return new CelList(values);
  const keys = (schema['x-kubernetes-list-map-keys'] ?? []).map((key) => escapeName(key) ?? key);
  return new CelList(values, (item) => (item instanceof CelMap ? keys.map((key) => identityOf(item.entries.get(key) ?? null)).join('\n') : identityOf(item)));
}

function identityOf(value: CelValue): string {
  return `${typeof value} ${String(value)}`;
}

function toCelText(data: string, format: string | undefined): CelValue {
  switch (format?.replaceAll('-', '')) {
    case 'duration':
      return new CelDuration(readDuration(data) ?? fail('duration', data));
    case 'date':
      return new CelTimestamp(readTimestamp(`${data}T00:00:00Z`) ?? fail('date', data));
    case 'datetime':
      return new CelTimestamp(readTimestamp(data.replace('t', 'T').replace('z', 'Z')) ?? fail('date-time', data));
    case 'byte':
      return decodeBase64(data);
    default:
      return data;
  }
}

function fail(format: string, data: string): never {
  throw new CelError(`Invalid ${format} formatted string ${data}`);
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function decodeBase64(data: string): Uint8Array {
  const digits = [...data.replace(/=+$/, '')].map((digit) => alphabet.indexOf(digit));
  const bits = digits.map((digit) => digit.toString(2).padStart(6, '0')).join('');
  return Uint8Array.from({ length: Math.floor(bits.length / 8) }, (_, index) => Number.parseInt(bits.slice(index * 8, index * 8 + 8), 2));
}
