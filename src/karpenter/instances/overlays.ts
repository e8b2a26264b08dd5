import type { Resource } from '../../core/resource.ts';
import { normalizeLabel } from '../label-aliases.ts';
import { admits, combine } from '../requirements.ts';
import type { ValueSet } from '../requirements.ts';
import { readRequirements } from '../written-requirements.ts';
import type { Offering } from './offerings.ts';

/** A NodeOverlay, as far as it changes prices. */
export interface PriceOverlay {
  readonly name: string;
  readonly sets: ReadonlyMap<string, ValueSet>;
  /** A price such as `1.5`, or a change such as `-10%` or `+0.2`. */
  readonly change: string;
  readonly weight: number;
}

/** The overlays that set a price, the heaviest first; those with placeholders are left out. */
export function readPriceOverlays(overlays: readonly Resource[]): readonly PriceOverlay[] {
  const read = overlays.flatMap((overlay): PriceOverlay[] => {
    const change = overlay.at('spec', 'price')?.text ?? overlay.at('spec', 'priceAdjustment')?.text;
    const { requirements, isKnown } = readRequirements(overlay);
    if (change === undefined || !isKnown || !/^[-+]?[0-9.]+%?$/.test(change)) return [];
    const weight = overlay.at('spec', 'weight')?.value;
    return [{ name: overlay.name, sets: combine(requirements), change, weight: typeof weight === 'number' ? weight : 0 }];
  });
  return read.sort((a, b) => b.weight - a.weight || (a.name < b.name ? 1 : -1));
}

/** The labels of a type in a pool; none for a label that it lacks, undefined for one of which nothing is known. */
export type LabelsOf = (key: string) => readonly string[] | undefined;

/**
 * The price after the heaviest overlay that matches. Source: sigs.k8s.io/karpenter pkg/controllers/nodeoverlay and AdjustedPrice in
 * pkg/cloudprovider/types.go.
 */
export function overlaidPrice(price: number, overlays: readonly PriceOverlay[], offering: Offering, labelsOf: LabelsOf): number {
  const overlay = overlays.find(({ sets }) => [...sets].every(([key, set]) => matches(set, offeringValue(offering, key) ?? labelsOf(normalizeLabel(key)))));
  return overlay === undefined ? price : adjust(price, overlay.change);
}

/** A label that a type does not define keeps it out, unless the overlay can do without it. */
function matches(set: ValueSet, values: readonly string[] | undefined): boolean {
  return admits(set, values ?? []);
}

function offeringValue({ capacityType, zone }: Offering, key: string): readonly string[] | undefined {
  if (key === 'karpenter.sh/capacity-type') return [capacityType];
  if (key === 'topology.kubernetes.io/zone') return zone && [zone.name];
  return key === 'topology.k8s.aws/zone-id' ? zone && [zone.id] : undefined;
}

function adjust(price: number, change: string): number {
  if (!/^[-+]/.test(change)) return Number(change);
  const amount = Number(change.replace('%', ''));
  return Math.max(0, change.endsWith('%') ? price * (1 + amount / 100) : price + amount);
}
