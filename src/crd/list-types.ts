import { hasPlaceholder } from '../core/resource.ts';
import type { Path } from '../core/resource.ts';
import { childSchema, isMap } from './schema.ts';
import type { CrdSchema } from './schema.ts';
import type { CrdViolation } from './violation.ts';

/** Items that stand twice in a list of type set or map. Source: pkg/apiserver/schema/listtype of k8s.io/apiextensions-apiserver. */
export function repeatedItems(schema: CrdSchema | undefined, data: unknown, path: Path): CrdViolation[] {
  if (schema === undefined) return [];
  if (isMap(data)) return Object.entries(data).flatMap(([key, value]) => repeatedItems(childSchema(schema, key), value, [...path, key]));
  if (!Array.isArray(data)) return [];
  const inside = data.flatMap((item, index) => repeatedItems(schema.items, item, [...path, index]));
  return [...repeatedHere(schema, data, path), ...inside];
}

function repeatedHere(schema: CrdSchema, data: readonly unknown[], path: Path): CrdViolation[] {
  const type = schema['x-kubernetes-list-type'];
  if (type === 'set') return repeats(data.map(identityOf), path);
  if (type !== 'map') return [];
  const stranger = data.findIndex((item) => item !== null && !isMap(item));
  if (stranger >= 0) return [{ path: [...path, stranger], keyword: 'objectItem', params: {} }];
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  return repeats(
    data.map((item) => identityOf(keys.map((key) => (isMap(item) && Object.hasOwn(item, key) ? [item[key]] : [])))),
    path,
  );
}

/** A text that is the same for equal values only; undefined where a placeholder decides. */
function identityOf(value: unknown): string | undefined {
  const text = JSON.stringify(value);
  return hasPlaceholder(text) ? undefined : text;
}

/** Each value is named once, where it stands for the second time. */
function repeats(identities: readonly (string | undefined)[], path: Path): CrdViolation[] {
  const counts = new Map<string, number>();
  return identities.flatMap((identity, index) => {
    if (identity === undefined) return [];
    const count = (counts.get(identity) ?? 0) + 1;
    counts.set(identity, count);
    return count === 2 ? [{ path: [...path, index], keyword: 'duplicate' as const, params: {} }] : [];
  });
}
