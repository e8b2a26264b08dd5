import { standardRegion } from '../../catalog/catalog.ts';
import type { Catalog } from '../../catalog/catalog.ts';
import type { InstanceType } from '../../catalog/instance-type.ts';
import type { PoolInstances } from './pool-instances.ts';

/** What an hour of a type costs there on demand. */
export function standardPrice({ name }: InstanceType, catalog: Catalog): number | undefined {
  return catalog.onDemandPrice(name, standardRegion)?.perHour;
}

/** The cheapest types of a pool on demand; undefined where the price of too many is unknown. */
export function cheapestTypes({ types, catalog }: PoolInstances, count: number): readonly InstanceType[] | undefined {
  if (types.length <= count) return types;
  const priced = types.flatMap((type) => {
    const price = standardPrice(type, catalog);
    return price === undefined ? [] : [{ type, price }];
  });
  if (priced.length < count) return undefined;
  return priced
    .sort((a, b) => a.price - b.price)
    .slice(0, count)
    .map(({ type }) => type);
}
