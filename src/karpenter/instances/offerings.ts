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

/** Source: karpenter-provider-aws pkg/providers/instancetype/offering. A reservation is taken to have room. */
export function offeringsOf(type: InstanceType, settings: NodeSettings, world: World): readonly Offering[] {
  if (!isCompatible(type, settings)) return [];
  if (world.place === undefined) return capacityTypes.map((capacityType) => ({ capacityType, zone: undefined }));
  const zones = zonesOf(settings, world);
  const ordinary = zones.flatMap((zone): Offering[] => [
    ...(world.sells(type.name) ? [{ capacityType: 'on-demand' as const, zone }] : []),
    ...(world.sellsSpot(type.name, zone.name) ? [{ capacityType: 'spot' as const, zone }] : []),
  ]);
  const reserved = reservationsOf(type, settings).flatMap((reservation): Offering[] => {
    const zone = zones.find(({ name }) => name === reservation.zone);
    return zone === undefined || reservation.isExpiring ? [] : [{ capacityType: 'reserved', zone, reservation }];
  });
  return [...ordinary, ...reserved];
}

/** Where nothing is known of the place, a reservation may be there. */
const capacityTypes = ['on-demand', 'spot', 'reserved'] as const;

export function reservationsOf({ name }: InstanceType, { reservations }: NodeSettings): readonly Reservation[] {
  return reservations.filter(({ instanceType }) => instanceType === name);
}

/** Source: karpenter-provider-aws pkg/providers/instancetype/compatibility. */
export function isCompatible({ family, facts }: InstanceType, settings: NodeSettings): boolean {
  // https://docs.aws.amazon.com/linux/al2023/ug/system-requirements.html
  if (settings.amiFamily.name === 'AL2023' && family === 'a1') return false;
  if (settings.tracksConnections && facts.hypervisor !== 'nitro') return false;
  const interfaces = settings.interfaces ?? [];
  if (interfaces.some(({ card, device }) => (facts.cards[card] ?? 0) <= device)) return false;
  const efaOnly = interfaces.filter(({ isEfaOnly }) => isEfaOnly).length;
  return efaOnly <= facts.efaInterfaces;
}
