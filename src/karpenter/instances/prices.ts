import type { Catalog } from '../../catalog/catalog.ts';
import type { InstanceType } from '../../catalog/instance-type.ts';
import type { Launchable } from './launchable.ts';
import { overlaidPrice } from './overlays.ts';
import type { LabelsOf, PriceOverlay } from './overlays.ts';
import type { Offering } from './offerings.ts';

/** What an hour costs, in the currency of the region. */
export interface HourlyPrice {
  readonly onDemand?: number;
  /** The cheapest zone; absent where the pool does not use spot. */
  readonly spot?: number;
}

export interface Pricing {
  readonly catalog: Catalog;
  readonly region: string;
  readonly overlays: readonly PriceOverlay[];
  /** The labels that a pool's template adds. */
  readonly labels: ReadonlyMap<string, string>;
}

/** The prices of a type in a pool, NodeOverlays included. */
export function hourlyPrice(type: InstanceType, launchable: Launchable, pricing: Pricing): HourlyPrice {
  const { table } = launchable;
  const position = table.catalog.positionOf(type);
  const offerings = table.offerings.values[table.offerings.index[position] ?? 0] ?? [];
  const labelsOf: LabelsOf = (key) => {
    const own = pricing.labels.get(key);
    const column = table.label(key);
    return own === undefined ? column?.values[column.index[position] ?? 0] : [own];
  };
  const cheapest = (some: readonly Offering[]): number | undefined => {
    const prices = some.flatMap((offering) => {
      const price = basePrice(type, offering, pricing);
      return price === undefined ? [] : [overlaidPrice(price, pricing.overlays, offering, labelsOf)];
    });
    return prices.length === 0 ? undefined : Math.min(...prices);
  };
  const onDemand = cheapest(offerings.filter(({ capacityType }) => capacityType === 'on-demand'));
  const spot = cheapest(launchable.offerings(type).filter(({ capacityType }) => capacityType === 'spot'));
  return { ...(onDemand === undefined ? {} : { onDemand }), ...(spot === undefined ? {} : { spot }) };
}

function basePrice({ name }: InstanceType, { capacityType, zone }: Offering, { catalog, region }: Pricing): number | undefined {
  const onDemand = catalog.onDemandPrice(name, region)?.perHour;
  if (capacityType !== 'spot') return onDemand;
  if (catalog.hasSpotPrices) return zone && catalog.spotPrice(name, zone.name)?.perHour;
  const advice = catalog.spotAdvice(name, region);
  return onDemand === undefined || advice === undefined ? undefined : Math.round(onDemand * (100 - advice.saving) * 1e4) / 1e6;
}
