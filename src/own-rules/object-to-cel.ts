import { CelList, CelMap, unknownValue } from '../cel/values.ts';
import type { CelKey, CelValue } from '../cel/values.ts';
import { hasPlaceholder, perResource } from '../core/resource.ts';

/** An object as expressions see it, without a schema: whole numbers are ints, others doubles, and what is filled in later is unknown. */
export const objectToCel = perResource((resource) => toCel(resource.plain));

function toCel(data: unknown): CelValue {
  if (typeof data === 'string') return hasPlaceholder(data) ? unknownValue : data;
  if (typeof data === 'number') return Number.isInteger(data) && Math.abs(data) < 2 ** 63 ? BigInt(data) : data;
  if (typeof data === 'boolean' || data === null) return data;
  if (Array.isArray(data)) return new CelList(data.map(toCel));
  const entries = Object.entries(data as object);
  const fields = entries.filter(([key]) => !hasPlaceholder(key)).map(([key, value]): [CelKey, CelValue] => [key, toCel(value)]);
  return new CelMap(new Map(fields), fields.length < entries.length);
}
