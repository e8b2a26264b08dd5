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
  const position = type.position;
  const all = table.offerings.values[table.offerings.index[position] ?? 0] ?? [];
  const labelsOf: LabelsOf = (key) => {
    const own = pricing.labels.get(key);
    const column = table.label(key);
    return own === undefined ? column?.values[column.index[position] ?? 0] : [own];
  };
  const onDemand = cheapest(type, offeringsOf(all, 'on-demand', pricing), pricing, labelsOf);
  const spot = cheapest(type, offeringsOf(launchable.offerings(type), 'spot', pricing), pricing, labelsOf);
  return { ...(onDemand === undefined ? {} : { onDemand }), ...(spot === undefined ? {} : { spot }) };
}

/** The offerings whose prices may differ: one is enough where neither zone nor overlay makes a difference. */
function offeringsOf(offerings: readonly Offering[], capacityType: Offering['capacityType'], { catalog, overlays }: Pricing): readonly Offering[] {
  const isUniform = overlays.length === 0 && !(capacityType === 'spot' && catalog.hasSpotPrices);
  if (!isUniform) return offerings.filter((offering) => offering.capacityType === capacityType);
  const first = offerings.find((offering) => offering.capacityType === capacityType);
  return first === undefined ? [] : [first];
}

function cheapest(type: InstanceType, offerings: readonly Offering[], pricing: Pricing, labelsOf: LabelsOf): number | undefined {
  return offerings.reduce<number | undefined>((least, offering) => {
    const base = basePrice(type, offering, pricing);
    if (base === undefined) return least;
    const price = pricing.overlays.length === 0 ? base : overlaidPrice(base, pricing.overlays, offering, labelsOf);
    return least === undefined || price < least ? price : least;
  }, undefined);
}

function basePrice({ name }: InstanceType, { capacityType, zone }: Offering, { catalog, region }: Pricing): number | undefined {
  const onDemand = catalog.onDemandPrice(name, region)?.perHour;
  if (capacityType !== 'spot') return onDemand;
  if (catalog.hasSpotPrices) return zone && catalog.spotPrice(name, zone.name)?.perHour;
  const advice = catalog.spotAdvice(name, region);
  return onDemand === undefined || advice === undefined ? undefined : Math.round(onDemand * (100 - advice.saving) * 1e4) / 1e6;
}
