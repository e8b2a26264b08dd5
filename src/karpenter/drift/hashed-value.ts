import { hasPlaceholder } from '../../core/resource.ts';
import type { Value } from '../../core/resource.ts';
import { exactQuantity } from '../../kubernetes/quantity.ts';
import { parseDuration } from '../duration.ts';

/** Maps whose keys are the author's: an empty text is a value there. */
const openMaps: ReadonlySet<string> = new Set([
  ...['labels', 'annotations', 'tags', 'systemReserved', 'kubeReserved'],
  ...['evictionHard', 'evictionSoft', 'evictionSoftGracePeriod'],
]);

/**
 * True where Karpenter's hash tells two values of a field apart: it takes lists as sets, durations and sizes by their length, and
 * skips what is empty or zero. A placeholder may stand for what another line says.
 * Source: the Hash functions in pkg/apis/v1 of both repositories, and github.com/mitchellh/hashstructure.
 */
export function hashDiffers(a: unknown, b: unknown, field: string): boolean {
  const [first, second] = [linesOf(a, field), linesOf(b, field)];
  if (first.join('\n') === second.join('\n')) return false;
  const [onlyFirst, onlySecond] = [without(first, second), without(second, first)];
  return onlyFirst.known > onlySecond.open || onlySecond.known > onlyFirst.open || onlyFirst.known + onlyFirst.open + onlySecond.open === 0;
}

/** How many lines there are that the other text lacks: those that are all written out, and those that hold a placeholder. */
function without(lines: readonly string[], others: readonly string[]): { readonly known: number; readonly open: number } {
  const left = [...others];
  const missing = lines.filter((line) => {
    const index = left.indexOf(line);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
  const open = missing.filter(hasPlaceholder).length;
  return { known: missing.length - open, open };
}

/** The innermost written value that differs from what was there; the value itself where something has been taken out of it. */
export function differingValue(now: Value, before: unknown, field: string): Value {
  if (now.node.kind === 'map' && isMap(before)) {
    for (const [key, value] of now.entries()) {
      if (hashDiffers(value.value, before[key], openMaps.has(field) ? 'entry' : key)) return differingValue(value, before[key], key);
    }
  }
  if (now.node.kind === 'list' && Array.isArray(before)) {
    const added = now.items().find((item) => before.every((old) => hashDiffers(item.value, old, field)));
    const old = (before as unknown[]).find((each) => nameOf(each) !== undefined && nameOf(each) === nameOf(added?.value));
    if (added !== undefined) return old === undefined ? added : differingValue(added, old, field);
  }
  return now;
}

/** What tells the items of a list apart: requirements and taints have a key, disks a device. */
function nameOf(item: unknown): unknown {
  return isMap(item) ? (item['key'] ?? item['deviceName']) : undefined;
}

function linesOf(value: unknown, field: string): string[] {
  const form = canonical(value, field);
  return form === undefined || isZero(form) ? [] : JSON.stringify(form, null, 1).split(/\n|\\n/);
}

function canonical(value: unknown, field: string): unknown {
  if (Array.isArray(value))
    return [...new Set(value.map((item) => JSON.stringify(canonical(item, field) ?? null)))].sort().map((item) => JSON.parse(item) as unknown);
  if (isMap(value)) return canonicalMap(value, field);
  if (typeof value === 'string' || typeof value === 'number') return lengthOf(value, field) ?? value;
  return value;
}

function canonicalMap(map: Readonly<Record<string, unknown>>, field: string): unknown {
  const isOpen = openMaps.has(field);
  const entries = Object.entries(map)
    .map(([key, value]) => [key, canonical(value, isOpen ? field : key)] as const)
    .filter(([, value]) => value !== undefined && value !== null && (isOpen || !isZero(value)));
  return entries.length === 0 ? undefined : Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function isZero(value: unknown): boolean {
  return value === '' || value === 0 || value === false || (Array.isArray(value) && value.length === 0);
}

/** What a duration or a size comes to, whatever units it is written in. */
function lengthOf(value: string | number, field: string): string | undefined {
  if (field === 'volumeSize') return exactQuantity(String(value))?.toString();
  if (field !== 'expireAfter' && field !== 'terminationGracePeriod' && field !== 'evictionSoftGracePeriod') return undefined;
  const reading = parseDuration(String(value));
  return reading.ok ? `${reading.seconds}s` : undefined;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
