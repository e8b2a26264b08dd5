import type { Path } from '../core/resource.ts';
import type { StructuralNode } from './project.ts';

/**
 * The paths of every key that a schema does not have, also where the data has another shape than the schema wants.
 * Source: prune in k8s.io/apiextensions-apiserver pkg/apiserver/schema/pruning.
 */
export function unknownFields(schema: StructuralNode | undefined, data: unknown, path: Path = []): Path[] {
  if (schema?.['x-kubernetes-preserve-unknown-fields'] === true) return [];
  if (Array.isArray(data)) return data.flatMap((item, index) => unknownFields(schema?.items, item, [...path, index]));
  if (typeof data !== 'object' || data === null) return [];
  return Object.entries(data).flatMap(([key, value]) => {
    const own = [...path, key];
    const field = ownField(schema, key) ?? schema?.additionalProperties;
    return field === undefined ? [own] : unknownFields(field, value, own);
  });
}

function ownField(schema: StructuralNode | undefined, key: string): StructuralNode | undefined {
  return schema?.properties !== undefined && Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined;
}
