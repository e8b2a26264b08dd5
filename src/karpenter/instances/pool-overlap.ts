import { groupBy } from '../../core/group-by.ts';
import { perObject } from '../../core/remembered.ts';
import { perResource } from '../../core/resource.ts';
import type { Resource } from '../../core/resource.ts';
import type { Context } from '../../core/rule.ts';
import type { Scope } from '../../core/scope.ts';
import { wellKnownLabels } from '../labels.ts';
import { isStaticPool } from '../nodepool.ts';
import { lastingTaints } from '../placement.ts';
import { intersect, isEmpty } from '../requirements.ts';
import type { ValueSet } from '../requirements.ts';
import type { Launchable } from './launchable.ts';
import { poolInstances } from './pool-instances.ts';
import type { PoolInstances } from './pool-instances.ts';

/** What decides which pods a pool takes, and with what it serves them. */
export interface PoolShape {
  readonly pool: Resource;
  /** Absent is 0, as for Karpenter. */
  readonly weight: number;
  readonly launchable: Launchable;
  readonly sets: ReadonlyMap<string, ValueSet>;
  /** The labels of zones, capacity types and the like, which the types do not show. */
  readonly places: readonly string[];
  /** The custom labels, with what is required of each. */
  readonly ownLabels: string;
  readonly taints: string;
}

type PoolContext = Pick<Context, 'data' | 'workspace'>;

/** The shape of a pool that is wholly known and takes pending pods; undefined for any other. */
export function shapeOf(pool: Resource, context: PoolContext): PoolShape | undefined {
  const instances = poolInstances(pool, context);
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
  const own = [...sets].filter(([key]) => !isWellKnown(key)).map(([key, set]) => [key, set.isComplement, ...[...set.values].sort()].join(' '));
  return {
    pool,
    weight: typeof weight?.value === 'number' ? weight.value : 0,
    launchable: instances.launchable,
    sets,
    places: [...sets.keys()].filter(isPlaceLabel),
    ownLabels: own.sort().join('\n'),
    taints: lastingTaints(pool)
      .map(({ key, value, effect }) => `${key}=${value}:${effect}`)
      .sort()
      .join('\n'),
  };
}

/** The pools of the same scopes that bear the same taints and own labels; only those can take each other's pods. */
export function peersOf(shape: PoolShape, context: PoolContext): readonly PoolShape[] {
  const peers = context.workspace.scopesOf(shape.pool).flatMap((scope) => shapesIn(scope, context).get(peerKey(shape)) ?? []);
  return [...new Set(peers)];
}

/** Every pool of a scope asks for the same shapes. */
const knownShapes = new WeakMap<Scope, ReadonlyMap<string, readonly PoolShape[]>>();

function shapesIn(scope: Scope, context: PoolContext): ReadonlyMap<string, readonly PoolShape[]> {
  const pools = scope.ofKind('karpenter.sh', 'NodePool');
  const known =
    knownShapes.get(scope) ??
    groupBy(
      pools.flatMap((pool) => shapeOf(pool, context) ?? []),
      peerKey,
    );
  knownShapes.set(scope, known);
  return known;
}

function peerKey({ ownLabels, taints }: PoolShape): string {
  return JSON.stringify([ownLabels, taints]);
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
