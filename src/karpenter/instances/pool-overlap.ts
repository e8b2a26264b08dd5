import type { World } from '../../core/fact.ts';
import { groupBy } from '../../core/group-by.ts';
import { perObject } from '../../core/remembered.ts';
import { perResource } from '../../core/resource.ts';
import type { Resource } from '../../core/resource.ts';
import type { Scope } from '../../core/scope.ts';
import { wellKnownLabels } from '../labels.ts';
import { isStaticPool } from '../nodepool.ts';
import { lastingTaints } from '../placement.ts';
import { intersect, isEmpty } from '../requirements.ts';
import type { ValueSet } from '../requirements.ts';
import type { Launchable } from './launchable.ts';
import { instancesOf } from './pool-instances.ts';
import type { PoolInstances } from './pool-instances.ts';

/** What decides which pods a pool takes, and with what it serves them. */
export interface PoolShape {
  readonly pool: Resource;
  readonly name: string;
  /** Absent is 0, as for Karpenter. */
  readonly weight: number;
  readonly launchable: Launchable;
  readonly sets: ReadonlyMap<string, ValueSet>;
  /** The labels of zones, capacity types and the like, which the types do not show. */
  readonly places: readonly string[];
  /** The custom labels, with what is required of each, and the taints: the same text for pools that could take each other's pods. */
  readonly peerKey: string;
}

/** The shape of a pool that is wholly known and takes pending pods; undefined for any other. */
export function shapeOf(pool: Resource, world: World): PoolShape | undefined {
  const instances = instancesOf(pool, world);
  return instances && shapeWith(instances)(pool);
}

const shapeWith = perObject((instances: PoolInstances) => perResource((pool) => findShape(pool, instances)));

function findShape(pool: Resource, instances: PoolInstances): PoolShape | undefined {
  const weight = pool.at('spec', 'weight');
  const taints = pool.at('spec', 'template', 'spec', 'taints');
  const hasUnknownTaints =
    taints?.isUnknown === true || (taints?.items() ?? []).some((taint) => taint.isUnknown || taint.entries().some(([, value]) => value.isUnknown));
  if (isStaticPool(pool) || weight?.isUnknown === true || hasUnknownTaints) return undefined;
  if (!instances.isKnown || instances.mayBeNewer || instances.types.length === 0) return undefined;
  const { sets } = instances;
  const { places, ownLabels } = labelsIn(sets);
  const bars = lastingTaints(pool).map(({ key, value, effect }) => `${key}=${value}:${effect}`);
  return {
    pool,
    name: pool.name,
    weight: typeof weight?.value === 'number' ? weight.value : 0,
    launchable: instances.launchable,
    sets,
    places,
    peerKey: JSON.stringify([ownLabels, bars.sort()]),
  };
}

/** Many pools of a fleet require the same, and share what that comes to. */
const labelsIn = perObject((sets: ReadonlyMap<string, ValueSet>) => {
  const own = [...sets].filter(([key]) => !isWellKnown(key)).map(([key, set]) => [key, set.isComplement, ...[...set.values].sort()].join(' '));
  return { places: [...sets.keys()].filter(isPlaceLabel), ownLabels: own.sort() };
});

/**
 * The pools of the same scopes that bear the same taints and own labels; only those can take each other's pods.
 * By name and from the last one on, as Karpenter tries pools of equal weight.
 */
export function peersOf(shape: PoolShape, world: World): readonly PoolShape[] {
  const scopes = world.workspace.scopesOf(shape.pool);
  const [first = [], ...more] = scopes.map((scope) => shapesIn(scope, world).get(shape.peerKey) ?? []);
  return more.length === 0 ? first : [...new Set([first, ...more].flat())].sort(byNameBackwards);
}

/** Every pool of a scope asks for the same shapes. */
const knownShapes = new WeakMap<Scope, ReadonlyMap<string, readonly PoolShape[]>>();

function shapesIn(scope: Scope, world: World): ReadonlyMap<string, readonly PoolShape[]> {
  const known = knownShapes.get(scope);
  if (known !== undefined) return known;
  const pools = scope.ofKind('karpenter.sh', 'NodePool');
  const shapes = pools.flatMap((pool) => shapeOf(pool, world) ?? []).sort(byNameBackwards);
  const found = groupBy(shapes, ({ peerKey }) => peerKey);
  knownShapes.set(scope, found);
  return found;
}

/** By code unit, as Go compares. */
function byNameBackwards(a: PoolShape, b: PoolShape): number {
  return a.name < b.name ? 1 : a.name > b.name ? -1 : 0;
}

/** True where pods that say nothing of either of two peers may be served by both, and with the same instances. */
export function overlaps(a: PoolShape, b: PoolShape): boolean {
  return placeLabels(a, b).every((key) => !isEmpty(both(a, b, key))) && sharesType(a.launchable, b.launchable);
}

/** True where the first of two peers serves every pod that the second one does, with the same instances at least. */
export function encloses(a: PoolShape, b: PoolShape): boolean {
  const isWider = placeLabels(a, b).every((key) => a.sets.get(key) === undefined || isSame(both(a, b, key), b.sets.get(key)));
  return isWider && b.launchable.types.every((type) => a.launchable.includes(type));
}

function isWellKnown(key: string): boolean {
  return wellKnownKeys.has(key);
}

const wellKnownKeys: ReadonlySet<string> = new Set(wellKnownLabels.map(({ key }) => key));

function isPlaceLabel(key: string): boolean {
  return isWellKnown(key) && !/\/(?:instance-(?!tenancy)|arch$|os$)/.test(key);
}

function placeLabels(a: PoolShape, b: PoolShape): readonly string[] {
  return [...new Set([...a.places, ...b.places])];
}

function sharesType(a: Launchable, b: Launchable): boolean {
  return a === b ? a.types.length > 0 : a.types.some((type) => b.includes(type));
}

function both(a: PoolShape, b: PoolShape, key: string): ValueSet {
  const [first, second] = [a.sets.get(key), b.sets.get(key)];
  if (first === undefined || second === undefined) return (first ?? second) as ValueSet;
  return intersect(first, second);
}

/** True for sets that allow the same values. */
function isSame(a: ValueSet, b: ValueSet | undefined): boolean {
  return (
    b !== undefined &&
    a.isComplement === b.isComplement &&
    a.least === b.least &&
    a.most === b.most &&
    String([...a.values].sort()) === String([...b.values].sort())
  );
}
