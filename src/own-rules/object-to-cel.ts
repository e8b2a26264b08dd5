import { CelList, CelMap, unknownValue } from '../cel/values.ts';
import type { CelKey, CelValue } from '../cel/values.ts';
import { hasPlaceholder } from '../core/resource.ts';
import type { Resource } from '../core/resource.ts';

const made = new WeakMap<Resource, CelValue>();

/** An object as expressions see it, without a schema: whole numbers are ints, others doubles, and what is filled in later is unknown. */
export function objectToCel(resource: Resource): CelValue {
  const known = made.get(resource) ?? toCel(resource.plain);
  made.set(resource, known);
  return known;
}

function toCel(data: unknown): CelValue {
  if (typeof data === 'string') return hasPlaceholder(data) ? unknownValue : data;
  if (typeof data === 'number') return Number.isInteger(data) && Math.abs(data) < 2 ** 63 ? BigInt(data) : data;
  if (typeof data === 'boolean' || data === null) return data;
  if (Array.isArray(data)) return new CelList(data.map(toCel));
  const entries = Object.entries(data as object);
  const fields = entries.filter(([key]) => !hasPlaceholder(key)).map(([key, value]): [CelKey, CelValue] => [key, toCel(value)]);
  return new CelMap(new Map(fields), fields.length < entries.length);
}
