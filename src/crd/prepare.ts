import type { Path } from '../core/resource.ts';
import { childSchema, isMap, ownProperty } from './schema.ts';
import type { CrdSchema, CrdVersion, JsonMap } from './schema.ts';

/** An object as the API server keeps it, and the paths of the fields that it does not know. */
export interface PreparedObject {
  readonly object: JsonMap;
  /** The object with the status that is dropped on create. */
  readonly whole: JsonMap;
  readonly unknown: readonly Path[];
}

const metaFields: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata']);

/**
 * Drops unknown fields, then nulls that mean nothing, then writes the defaults, as the API server does before it validates.
 * Source: pruning and defaulting in k8s.io/apiextensions-apiserver pkg/apiserver/schema.
 */
export function prepare(version: CrdVersion, data: JsonMap): PreparedObject {
  const unknown: Path[] = [];
  const root: CrdSchema = { ...version.schema, 'x-kubernetes-embedded-resource': true };
  const pruned = version.keepsUnknown ? data : (prune(data, root, { path: [], unknown }) as JsonMap);
  const whole = withDefaults(withoutNulls(pruned, version.schema), version.schema) as JsonMap;
  if (!version.hasStatus) return { object: whole, whole, unknown };
  const { status: _status, ...object } = whole;
  return { object, whole, unknown };
}

interface Place {
  readonly path: Path;
  readonly unknown: Path[];
}

function prune(data: unknown, schema: CrdSchema | undefined, place: Place): unknown {
  const isKept = schema?.['x-kubernetes-preserve-unknown-fields'] === true;
  if (Array.isArray(data)) return data.map((item, index) => (isKept && schema.items === undefined ? item : prune(item, schema?.items, below(place, index))));
  if (!isMap(data)) return data;
  const kept: [string, unknown][] = [];
  for (const [key, value] of Object.entries(data)) {
    const child = childSchema(schema, key);
    if ((schema?.['x-kubernetes-embedded-resource'] === true && metaFields.has(key)) || (child === undefined && isKept)) kept.push([key, value]);
    else if (child !== undefined) kept.push([key, prune(value, child, below(place, key))]);
    else place.unknown.push([...place.path, key]);
  }
  return fromEntries(kept);
}

function below({ path, unknown }: Place, step: string | number): Place {
  return { path: [...path, step], unknown };
}

function isNullable(schema: CrdSchema): boolean {
  return schema.nullable === true;
}

function withoutNulls(data: unknown, schema: CrdSchema | undefined): unknown {
  if (Array.isArray(data)) return data.map((item) => withoutNulls(item, schema?.items));
  if (!isMap(data)) return data;
  const kept = Object.entries(data).flatMap(([key, value]): [string, unknown][] => {
    const child = childSchema(schema, key);
    const isDropped = value === null && child !== undefined && !isNullable(child) && child.default === undefined;
    return isDropped ? [] : [[key, withoutNulls(value, child)]];
  });
  return fromEntries(kept);
}

function withDefaults(data: unknown, schema: CrdSchema | undefined): unknown {
  if (schema === undefined) return data;
  if (Array.isArray(data)) return data.map((item) => withDefaults(defaulted(item, schema.items), schema.items));
  if (!isMap(data)) return data;
  const known = new Map(Object.entries(data));
  for (const [key, property] of Object.entries(schema.properties ?? {})) {
    const value = defaulted(known.get(key), property);
    if (value !== undefined) known.set(key, value);
  }
  return fromEntries(
    [...known].map(([key, value]) => [
      key,
      withDefaults(ownProperty(schema, key) === undefined ? defaulted(value, schema.additionalProperties) : value, childSchema(schema, key)),
    ]),
  );
}

/** The default where there is no value, or a null that is not allowed. */
function defaulted(value: unknown, schema: CrdSchema | undefined): unknown {
  if (schema?.default === undefined) return value;
  return value === undefined || (value === null && !isNullable(schema)) ? schema.default : value;
}

/** Keeps keys such as `__proto__` as the data that they are. */
function fromEntries(entries: readonly (readonly [string, unknown])[]): JsonMap {
  return Object.fromEntries(entries);
}
