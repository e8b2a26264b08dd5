import type { CatalogNote, PoolReport, TypeReport } from '../../karpenter/instances/report.ts';

/** The types with the cheapest on-demand price first; those without a price last. */
export function byPrice(types: readonly TypeReport[]): readonly TypeReport[] {
  return [...types].sort((a, b) => (a.pricePerHour.onDemand ?? Infinity) - (b.pricePerHour.onDemand ?? Infinity) || (a.type < b.type ? -1 : 1));
}

/** How many types there are of each kind, the most frequent first. */
export function countBy(types: readonly TypeReport[], kindsOf: (type: TypeReport) => readonly string[]): readonly (readonly [kind: string, count: number])[] {
  const counts = new Map<string, number>();
  for (const type of types) for (const kind of kindsOf(type)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1));
}

/** What a summary counts, under its headings. */
export const groupings: readonly (readonly [heading: string, kindsOf: (type: TypeReport) => readonly string[]])[] = [
  ['arch', ({ arch }) => [arch]],
  ['generation', ({ generation }) => [String(generation)]],
  ['family', ({ family }) => [family]],
  ['size', ({ size }) => [size]],
  ['zone', ({ zones }) => zones],
];

/** `7.5 GiB`, with as many digits as it needs. */
export function formatGib(bytes: number): string {
  const gib = bytes / 2 ** 30;
  return `${gib >= 100 ? Math.round(gib) : Number(gib.toFixed(1))} GiB`;
}

/** `1.93`, in CPUs. */
export function formatCpu(milli: number): string {
  return String(Number((milli / 1000).toFixed(2)));
}

/** Four digits behind the point, as AWS has them; empty where there is no price. */
export function formatPrice(price: number | undefined): string {
  return price === undefined ? '' : price.toFixed(4);
}

/** The file of a pool, and the clusters that the figures hold for. */
export function whereabouts({ file, scopes = [] }: PoolReport): string {
  return scopes.length === 0 ? file : `${file} in ${scopes.join(', ')}`;
}

/** One line that says what a pool can launch, or why it cannot. */
export function headline({ valid, count, families, error = '', stage }: PoolReport): string {
  if (!valid) return `not valid (${stage}): ${error}`;
  if (count === 0) return error;
  return `${count} instance ${count === 1 ? 'type' : 'types'} of ${families.length} ${families.length === 1 ? 'family' : 'families'}`;
}

/** Where the figures come from. */
export function provenance({ date, pricesDate, currency, spotPrices, sources }: CatalogNote): readonly string[] {
  const advice = sources.find(({ what }) => what.startsWith('spot savings'));
  const spot =
    spotPrices === 'known'
      ? 'Spot prices are the cheapest of the zones, as the catalogue has them.'
      : `Spot prices are estimates: on demand less the savings that the ${advice?.from ?? 'Spot Advisor'} named on ${advice?.date ?? 'an earlier day'}.`;
  const prices = pricesDate === undefined ? 'No on-demand prices are known for this region.' : `On-demand prices in ${currency} of ${pricesDate}.`;
  return [`Instance types of ${date}. ${prices} ${spot}`];
}
