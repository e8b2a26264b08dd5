import type { Catalog } from '../../catalog/catalog.ts';
import type { InstanceType } from '../../catalog/instance-type.ts';
import type { Resource } from '../../core/resource.ts';
import { combine, intersect, isEmpty } from '../requirements.ts';
import type { ValueSet } from '../requirements.ts';
import { knownEntries, knownNumber } from '../written.ts';
import { readRequirements } from '../written-requirements.ts';
import type { WrittenRequirement } from '../written-requirements.ts';
import { Launchable } from './launchable.ts';
import { defaultSettings } from './node-settings.ts';
import { TypeTable } from './type-table.ts';
import { anywhere } from './world.ts';

/** What a NodeOverlay changes, and for which instance types and offerings. */
export interface OverlayReach {
  readonly overlay: Resource;
  /** Absent is 0, as for Karpenter. */
  readonly weight: number;
  readonly types: ReadonlySet<InstanceType>;
  readonly setsPrice: boolean;
  readonly capacities: readonly string[];
  readonly sets: ReadonlyMap<string, ValueSet>;
}

/** Undefined where a placeholder hides a part of it, and for what depends on reservations, which only the cluster has. */
export function overlayReach(overlay: Resource, catalog: Catalog): OverlayReach | undefined {
  const { requirements, isKnown } = readRequirements(overlay);
  const spec = overlay.at('spec');
  const weight = spec?.at('weight');
  if (!isKnown || weight?.isUnknown === true || requirements.some(isReservedOnly)) return undefined;
  const sets = combine(requirements);
  const { types } = new Launchable(new TypeTable(catalog, { settings: defaultSettings, world: anywhere }), sets);
  return {
    overlay,
    weight: knownNumber(weight) ?? 0,
    types: new Set(types),
    setsPrice: ['price', 'priceAdjustment'].some((field) => spec?.at(field)?.isNull === false),
    capacities: knownEntries(spec?.at('capacity')).map(([name]) => name),
    sets,
  };
}

function isReservedOnly({ key, operator, values }: WrittenRequirement): boolean {
  return key === 'karpenter.sh/capacity-type' && operator === 'In' && values.every((value) => value === 'reserved');
}

/** What keeps offerings of one type apart. */
const offeringLabels = ['karpenter.sh/capacity-type', 'topology.kubernetes.io/zone', 'topology.k8s.aws/zone-id', 'karpenter.sh/nodepool'];

/** What two overlays of one weight both set for the same types, as words; undefined where they get along. */
export function conflictOf(a: OverlayReach, b: OverlayReach): { readonly what: string; readonly types: readonly InstanceType[] } | undefined {
  const types = [...a.types].filter((type) => b.types.has(type));
  if (a.weight !== b.weight || types.length === 0 || !meetSomewhere(a, b)) return undefined;
  if (a.setsPrice && b.setsPrice) return { what: 'the price', types };
  const capacity = a.capacities.find((name) => b.capacities.includes(name));
  return capacity === undefined ? undefined : { what: `the capacity of \`${capacity}\``, types };
}

function meetSomewhere(a: OverlayReach, b: OverlayReach): boolean {
  return offeringLabels.every((key) => {
    const [left, right] = [a.sets.get(key), b.sets.get(key)];
    return left === undefined || right === undefined || !isEmpty(intersect(left, right));
  });
}
