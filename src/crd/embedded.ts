import { hasPlaceholder } from '../core/resource.ts';
import type { Path } from '../core/resource.ts';
import { validateMetadata } from '../schemas/validate.ts';
import { childSchema, isMap } from './schema.ts';
import type { CrdSchema, JsonMap } from './schema.ts';
import type { CrdViolation } from './violation.ts';

/** Objects inside an object need an apiVersion, a kind and sound metadata. Source: pkg/apiserver/schema/objectmeta of k8s.io/apiextensions-apiserver. */
export function embeddedObjects(schema: CrdSchema | undefined, data: unknown, path: Path): CrdViolation[] {
  if (schema === undefined) return [];
  if (Array.isArray(data)) return data.flatMap((item, index) => embeddedObjects(schema.items, item, [...path, index]));
  if (!isMap(data)) return [];
  const own = schema['x-kubernetes-embedded-resource'] === true ? embedded(data, path) : [];
  return [...own, ...Object.entries(data).flatMap(([key, value]) => embeddedObjects(childSchema(schema, key), value, [...path, key]))];
}

function embedded(data: JsonMap, path: Path): CrdViolation[] {
  return [...typeField(data, 'apiVersion', path), ...typeField(data, 'kind', path), ...validateMetadata(data['metadata'], [...path, 'metadata'])];
}

const wellFormed: Readonly<Record<string, RegExp>> = {
  apiVersion: /^[^/]+(?:\/[^/]*)?$/,
  kind: /^[A-Za-z](?:[-A-Za-z0-9]*[A-Za-z0-9])?$/,
};

function typeField(data: JsonMap, key: string, path: Path): CrdViolation[] {
  if (!Object.hasOwn(data, key)) return [{ path: [...path, key], keyword: 'required', params: {} }];
  const value = data[key];
  if (typeof value === 'string' && (hasPlaceholder(value) || wellFormed[key]?.test(value))) return [];
  return [{ path: [...path, key], keyword: 'embedded', params: { isText: typeof value === 'string' } }];
}
