import { perResource } from '../core/resource.ts';
import type { Resource } from '../core/resource.ts';
import { capacityTypeLabel } from './nodepool.ts';
import { combine } from './requirements.ts';
import { readRequirements } from './written-requirements.ts';

/**
 * A NodePool without its name, its weight, its capacity type and how it consolidates: two pools with the same purpose differ in
 * nothing else. Undefined where placeholders hide a part of the requirements.
 */
export const purposeOf = perResource((pool: Resource): string | undefined => {
  const { requirements, isKnown } = readRequirements(pool);
  if (!isKnown) return undefined;
  const sets = [...combine(requirements)]
    .filter(([key]) => key !== capacityTypeLabel)
    .map(([key, set]) => [
      key,
      ...Object.entries(set).map(([name, value]) => (value instanceof Set ? [name, ...[...(value as Set<string>)].sort()] : [name, String(value)])),
    ]);
  return JSON.stringify([pool.version, plainOrder(sets), plainOrder(pool.at('spec')?.value, [])]);
});

/** What the purpose leaves out, or holds as the combined requirements. */
const leftOut: ReadonlySet<string> = new Set([
  'weight',
  'disruption.consolidationPolicy',
  'disruption.consolidateAfter',
  'template.metadata.labels',
  'template.spec.requirements',
]);

/** The same value with keys and lists in order, and nothing that is as good as absent. */
function plainOrder(value: unknown, path?: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => JSON.stringify(plainOrder(item))).sort();
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .filter(([key]) => path === undefined || !leftOut.has([...path, key].join('.')))
    .map(([key, item]) => [key, plainOrder(item, path && [...path, key])] as const)
    .filter(([, item]) => item !== null && item !== '' && !(Array.isArray(item) && item.length === 0))
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
