import type { InstanceType } from '../../catalog/instance-type.ts';
import type { Resource } from '../../core/resource.ts';
import type { Context } from '../../core/rule.ts';
import { wellKnownLabels } from '../labels.ts';
import { isStaticPool } from '../nodepool.ts';
import { lastingTaints } from '../placement.ts';
import { intersect, isEmpty } from '../requirements.ts';
import type { ValueSet } from '../requirements.ts';
import { poolInstances } from './pool-instances.ts';
import type { PoolInstances } from './pool-instances.ts';

/** What decides which pods a pool takes, and with what it serves them. */
export interface PoolShape {
  readonly pool: Resource;
  /** Absent is 0, as for Karpenter. */
  readonly weight: number;
  readonly types: ReadonlySet<InstanceType>;
  readonly sets: ReadonlyMap<string, ValueSet>;
  /** The custom labels, with what is required of each. */
  readonly ownLabels: string;
  readonly taints: string;
}

/** The shape of a pool that is wholly known and takes pending pods; undefined for any other. */
export function shapeOf(pool: Resource, context: Pick<Context, 'data' | 'workspace'>): PoolShape | undefined {
  const instances = poolInstances(pool, context);
  if (instances === undefined) return undefined;
  const known = shapes.get(instances) ?? { shape: findShape(pool, instances) };
  shapes.set(instances, known);
  return known.shape;
}

/** Each pool is compared with every other one of its scope. */
const shapes = new WeakMap<PoolInstances, { readonly shape: PoolShape | undefined }>();

function findShape(pool: Resource, instances: PoolInstances): PoolShape | undefined {
  const weight = pool.at('spec', 'weight');
  const taints = pool.at('spec', 'template', 'spec', 'taints');
  const hasUnknownTaints =
    taints?.isUnknown === true || (taints?.items() ?? []).some((taint) => taint.isUnknown || taint.entries().some(([, value]) => value.isUnknown));
  if (isStaticPool(pool) || weight?.isUnknown === true || hasUnknownTaints) return undefined;
  if (!instances.isKnown || instances.mayBeNewer || instances.types.length === 0) return undefined;
  const { sets } = instances;
  const own = [...sets].filter(([key]) => !isWellKnown(key)).map(([key, set]) => [key, set.isComplement, ...[...set.values].sort()].join(' '));
  return {
    pool,
    weight: typeof weight?.value === 'number' ? weight.value : 0,
    types: new Set(instances.types),
    sets,
    ownLabels: own.sort().join('\n'),
    taints: lastingTaints(pool)
      .map(({ key, value, effect }) => `${key}=${value}:${effect}`)
      .sort()
      .join('\n'),
  };
}

/** True where pods that say nothing of either pool may be served by both, and with the same instances. */
export function overlaps(a: PoolShape, b: PoolShape): boolean {
  if (a.ownLabels !== b.ownLabels || a.taints !== b.taints) return false;
  return placeLabels(a, b).every((key) => !isEmpty(both(a, b, key))) && [...a.types].some((type) => b.types.has(type));
}

/** True where the first pool serves every pod that the second one does, with the same instances at least. */
export function encloses(a: PoolShape, b: PoolShape): boolean {
  if (a.ownLabels !== b.ownLabels || a.taints !== b.taints) return false;
  const isWider = placeLabels(a, b).every((key) => a.sets.get(key) === undefined || describe(both(a, b, key)) === describe(b.sets.get(key)));
  return isWider && [...b.types].every((type) => a.types.has(type));
}

function isWellKnown(key: string): boolean {
  return wellKnownKeys.has(key);
}

const wellKnownKeys: ReadonlySet<string> = new Set(wellKnownLabels.map(({ key }) => key));

/** Zones, capacity types and the like, which the types do not show. */
function placeLabels(a: PoolShape, b: PoolShape): readonly string[] {
  return [...new Set([...a.sets.keys(), ...b.sets.keys()])].filter((key) => isWellKnown(key) && !/\/(?:instance-(?!tenancy)|arch$|os$)/.test(key));
}

function both(a: PoolShape, b: PoolShape, key: string): ValueSet {
  const [first, second] = [a.sets.get(key), b.sets.get(key)];
  if (first === undefined || second === undefined) return (first ?? second) as ValueSet;
  return intersect(first, second);
}

function describe(set: ValueSet | undefined): string {
  return set === undefined ? '' : [set.isComplement, set.least, set.most, ...[...set.values].sort()].join(' ');
}
