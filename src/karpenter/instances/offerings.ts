import type { Catalog } from '../../catalog/catalog.ts';
import { makeColumn } from '../../catalog/column.ts';
import type { Column } from '../../catalog/column.ts';
import type { InstanceType } from '../../catalog/instance-type.ts';
import type { NodeSettings, Reservation } from './node-settings.ts';
import type { World, Zone } from './world.ts';

/** One way to get an instance of a type. */
export interface Offering {
  readonly capacityType: 'on-demand' | 'spot' | 'reserved';
  /** Undefined where nothing is known of zones. */
  readonly zone: Zone | undefined;
  readonly reservation?: Reservation;
}

/** The zones that the subnets of a class leave; a subnet without a known zone id stands for all such subnets, as in Karpenter. */
export function zonesOf(settings: NodeSettings, { place }: World): readonly Zone[] {
  const zones = place?.zones ?? [];
  if (settings.subnets.length === 0) return zones;
  const byId = new Map<string, Zone>();
  for (const { zone, zoneId } of settings.subnets) if (!byId.has(zoneId)) byId.set(zoneId, { name: zone, id: zoneId });
  return [...byId.values()].filter(({ name }) => zones.some((zone) => zone.name === name));
}

/** The offerings of each type for the nodes of one class. */
export function offeringsColumn(catalog: Catalog, settings: NodeSettings, world: World): Column<readonly Offering[]> {
  if (world.place !== undefined || asksOfType(settings)) return makeColumn(catalog.types, offeringsFor(settings, world));
  const { index, values } = catalog.familyColumn;
  return { index, values: values.map((family) => (isFamilyCompatible(family, settings) ? anywhereOfferings : none)) };
}

/** Finds the offerings of types; those that are offered alike share their list. */
function offeringsFor(settings: NodeSettings, world: World): (type: InstanceType) => readonly Offering[] {
  const zones = zonesOf(settings, world);
  const lists = new Map<string, readonly Offering[]>();
  return (type) => {
    if (!isCompatible(type, settings)) return none;
    if (world.place === undefined) return anywhereOfferings;
    const isSold = world.sells(type.name);
    const sellsSpot = zones.map(({ name }) => world.sellsSpot(type.name, name));
    const reservations = reservationsOf(type, settings);
    const key = `${isSold} ${sellsSpot.join()} ${reservations.map(({ id }) => id).join()}`;
    const known = lists.get(key) ?? listOfferings(zones, { isSold, sellsSpot, reservations });
    lists.set(key, known);
    return known;
  };
}

const none: readonly Offering[] = [];

interface Supply {
  readonly isSold: boolean;
  /** For each zone. */
  readonly sellsSpot: readonly boolean[];
  readonly reservations: readonly Reservation[];
}

/** Source: karpenter-provider-aws pkg/providers/instancetype/offering. A reservation is taken to have room. */
function listOfferings(zones: readonly Zone[], { isSold, sellsSpot, reservations }: Supply): readonly Offering[] {
  const ordinary = zones.flatMap((zone, position): Offering[] => [
    ...(isSold ? [{ capacityType: 'on-demand' as const, zone }] : []),
    ...(sellsSpot[position] === true ? [{ capacityType: 'spot' as const, zone }] : []),
  ]);
  const reserved = reservations.flatMap((reservation): Offering[] => {
    const zone = zones.find(({ name }) => name === reservation.zone);
    return zone === undefined || reservation.isExpiring ? [] : [{ capacityType: 'reserved', zone, reservation }];
  });
  return [...ordinary, ...reserved];
}

/** Where nothing is known of the place, a reservation may be there. */
const anywhereOfferings: readonly Offering[] = (['on-demand', 'spot', 'reserved'] as const).map((capacityType) => ({ capacityType, zone: undefined }));

export function reservationsOf({ name }: InstanceType, { reservations }: NodeSettings): readonly Reservation[] {
  if (reservations.length === 0) return reservations;
  return reservations.filter(({ instanceType }) => instanceType === name);
}

/** Source: karpenter-provider-aws pkg/providers/instancetype/compatibility. */
export function isCompatible(type: InstanceType, settings: NodeSettings): boolean {
  const { tracksConnections, interfaces = [] } = settings;
  if (!isFamilyCompatible(type.family, settings)) return false;
  if (tracksConnections && type.facts.hypervisor !== 'nitro') return false;
  if (interfaces.some(({ card, device }) => (type.facts.cards[card] ?? 0) <= device)) return false;
  const efaOnly = interfaces.filter(({ isEfaOnly }) => isEfaOnly).length;
  return efaOnly === 0 || efaOnly <= type.facts.efaInterfaces;
}

/** https://docs.aws.amazon.com/linux/al2023/ug/system-requirements.html */
function isFamilyCompatible(family: string, { amiFamily }: NodeSettings): boolean {
  return amiFamily.name !== 'AL2023' || family !== 'a1';
}

/** True where more than the family decides whether a type will do. */
function asksOfType({ tracksConnections, interfaces = [] }: NodeSettings): boolean {
  return tracksConnections || interfaces.length > 0;
}
