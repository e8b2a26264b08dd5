import type { Catalog } from '../../catalog/catalog.ts';

/** Where nodes may be launched, and what is offered there. */
export interface World {
  /** Undefined where the region is not known: then nothing is said of zones, and no reservation is missed. */
  readonly place: Place | undefined;
  /** Whether a type can be had on demand; without that Karpenter takes it for one that is not there at all. */
  sells(type: string): boolean;
  sellsSpot(type: string, zone: string): boolean;
}

export interface Place {
  readonly region: string;
  readonly zones: readonly Zone[];
}

export interface Zone {
  /** Such as `us-east-1a`; which zone that is depends on the account. */
  readonly name: string;
  readonly id: string;
}

/** The world of a manifest that says nothing of its region: every type may be had. */
export const anywhere: World = { place: undefined, sells: () => true, sellsSpot: () => true };

/** The zones that most accounts have in a region. */
export function defaultZones(region: string): readonly string[] {
  return ['a', 'b', 'c'].map((letter) => region + letter);
}

/** A region as the catalogue knows it; a type that is newer than its list of prices is taken to be there. */
export function regionOf(catalog: Catalog, region: string, zones: readonly string[] = defaultZones(region)): World {
  const absent = new Set(catalog.types.map(({ name }) => name).filter((name) => catalog.isOffered(name, region) === false));
  return {
    // Which id a zone has is a secret of the account, unless the node class tells it.
    place: { region, zones: zones.map((name) => ({ name, id: `zid-${name}` })) },
    sells: (type) => !absent.has(type),
    sellsSpot: (type, zone) => (catalog.hasSpotPrices ? catalog.spotPrice(type, zone) !== undefined : !absent.has(type)),
  };
}
