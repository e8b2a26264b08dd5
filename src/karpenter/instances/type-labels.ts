import type { Catalog } from '../../catalog/catalog.ts';
import { constantColumn, makeColumn } from '../../catalog/column.ts';
import type { InstanceType } from '../../catalog/instance-type.ts';
import type { LabelColumn } from '../../catalog/label-columns.ts';
import type { NodeSettings, Reservation } from './node-settings.ts';
import { reservationsOf, zonesOf } from './offerings.ts';
import type { World } from './world.ts';

/** A class and the world that its nodes live in: together with a type they decide every label. */
export interface Setting {
  readonly settings: NodeSettings;
  readonly world: World;
}

/** Gives the values that a label can have on nodes of each type; none where the nodes lack it. */
type ColumnOf = (catalog: Catalog) => LabelColumn;

/**
 * Reads a label that class and place decide, with the type or without; undefined for one that filters nothing, or of which
 * nothing is known. Equal values are one array wherever they can be.
 * Source: computeRequirements in karpenter-provider-aws pkg/providers/instancetype/types.go.
 */
export function settingLabel(key: string, setting: Setting): ColumnOf | undefined {
  return readers.get(key)?.(setting);
}

const none: readonly string[] = [];
const windows: readonly string[] = ['windows'];
const unreserved: readonly string[] = ['on-demand', 'spot'];
const reserved: readonly string[] = [...unreserved, 'reserved'];

const readers: ReadonlyMap<string, (setting: Setting) => ColumnOf | undefined> = new Map([
  ['kubernetes.io/os', operatingSystems],
  ['node.kubernetes.io/windows-build', ({ settings: { amiFamily, isKnown } }: Setting) => (isKnown ? always(amiFamily.windowsBuild) : undefined)],
  ['topology.kubernetes.io/region', ({ world }: Setting) => world.place && always(world.place.region)],
  ['topology.kubernetes.io/zone', ({ settings, world }: Setting) => world.place && all(zonesOf(settings, world).map(({ name }) => name))],
  ['topology.k8s.aws/zone-id', ({ settings, world }: Setting) => world.place && all(zonesOf(settings, world).map(({ id }) => id))],
  ['karpenter.sh/capacity-type', capacityTypes],
  ['karpenter.k8s.aws/instance-tenancy', () => all(['default', 'dedicated'])],
  ['karpenter.k8s.aws/capacity-reservation-id', ofReservations(({ id }) => id)],
  ['karpenter.k8s.aws/capacity-reservation-type', ofReservations(({ type }) => type)],
  ['karpenter.k8s.aws/capacity-reservation-interruptible', ofReservations(({ isInterruptible }) => String(isInterruptible))],
]);

function all(values: readonly string[]): ColumnOf {
  return ({ size }) => constantColumn(values, size);
}

function each(valuesOf: (type: InstanceType) => readonly string[]): ColumnOf {
  return ({ types }) => makeColumn(types, valuesOf);
}

function always(value: string | undefined): ColumnOf {
  return all(value === undefined ? none : [value]);
}

/** Windows runs on amd64 only; Karpenter gives an arm64 type of such a class no system at all. */
function operatingSystems({ settings: { amiFamily, isKnown } }: Setting): ColumnOf | undefined {
  if (!isKnown) return undefined;
  if (amiFamily.windowsBuild === undefined) return always('linux');
  return each((type) => (type.label('kubernetes.io/arch') === 'amd64' ? windows : none));
}

function capacityTypes({ settings, world }: Setting): ColumnOf {
  if (world.place === undefined) return all(reserved);
  return each((type) => (reservationsOf(type, settings).length > 0 ? reserved : unreserved));
}

function ofReservations(valueOf: (reservation: Reservation) => string): (setting: Setting) => ColumnOf | undefined {
  return ({ settings, world }) => {
    if (world.place === undefined) return undefined;
    return each((type) => {
      const reservations = reservationsOf(type, settings);
      return reservations.length === 0 ? none : [...new Set(reservations.map(valueOf))];
    });
  };
}
