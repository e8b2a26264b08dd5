import { hasPlaceholder } from '../core/resource.ts';
import type { Value } from '../core/resource.ts';
import { parseDuration } from './duration.ts';

/** True where a field surely has a value: it is written, not null, and no placeholder could empty it. */
export function has(map: Value | undefined, field: string): boolean {
  const value = map?.child(field);
  return value !== undefined && !value.isNull && !value.isUnknown;
}

/** True where a map surely lacks a field: it is not written, or null, which the API server drops; no key is a placeholder. */
export function lacks(map: Value | undefined, field: string): boolean {
  if (map?.node.kind !== 'map' || map.node.entries.some(({ key }) => hasPlaceholder(key))) return false;
  const value = map.child(field);
  return value === undefined || value.isNull;
}

/** The text of a value that is all written out. */
export function knownText(value: Value | undefined): string | undefined {
  return value === undefined || value.isUnknown ? undefined : value.text;
}

/** The number of a value. */
export function knownNumber(value: Value | undefined): number | undefined {
  const number = value?.node.kind === 'scalar' ? value.node.value : undefined;
  return typeof number === 'number' ? number : undefined;
}

/** A whole number of things, written as a number or as a quantity without a unit. */
export function knownCount(value: Value | undefined): number | undefined {
  const number = knownNumber(value) ?? (/^[0-9]+$/.test(knownText(value) ?? '') ? Number(knownText(value)) : undefined);
  return Number.isSafeInteger(number) ? number : undefined;
}

/** The seconds of a duration that is all written out; `Never` is Infinity. */
export function knownSeconds(value: Value | undefined): number | undefined {
  const text = knownText(value);
  if (text === undefined) return undefined;
  if (text === 'Never') return Infinity;
  const reading = parseDuration(text);
  return reading.ok ? reading.seconds : undefined;
}

/** The entries of a map that surely are there: keys that are written out, with values that are not null. */
export function knownEntries(map: Value | undefined): [string, Value][] {
  return (map?.entries() ?? []).filter(([key, value]) => !hasPlaceholder(key) && !value.isNull);
}

/** The items of a list whose length is known: a placeholder among them may stand for several. Undefined for anything else. */
export function knownItems(list: Value | undefined): Value[] | undefined {
  if (list?.node.kind !== 'list') return undefined;
  const items = list.items();
  return items.some((item) => item.isUnknown) ? undefined : items;
}
