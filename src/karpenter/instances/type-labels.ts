import { isInstanceLabel } from '../../catalog/instance-type.ts';
import type { InstanceType } from '../../catalog/instance-type.ts';
import type { NodeSettings } from './node-settings.ts';
import { reservationsOf, zonesOf } from './offerings.ts';
import type { World } from './world.ts';

/** A class and the world that its nodes live in: together with a type they decide every label. */
export interface Setting {
  readonly settings: NodeSettings;
  readonly world: World;
}

type ValuesReader = (type: InstanceType, setting: Setting) => readonly string[] | undefined;

/**
 * The values that a label can have on nodes of a type; none where the nodes lack it. Undefined for a label that neither type
 * nor class nor place decide: it filters nothing. Source: computeRequirements in karpenter-provider-aws
 * pkg/providers/instancetype/types.go.
 */
export function labelValues(type: InstanceType, key: string, setting: Setting): readonly string[] | undefined {
  if (isInstanceLabel(key)) {
    const value = type.label(key);
    return value === undefined ? [] : [value];
  }
  return settingLabels.get(key)?.(type, setting);
}

const settingLabels: ReadonlyMap<string, ValuesReader> = new Map<string, ValuesReader>([
  ['kubernetes.io/os', ({ facts }, { settings }) => operatingSystems(facts.arch, settings)],
  ['node.kubernetes.io/windows-build', (_, { settings }) => (settings.amiFamily.windowsBuild === undefined ? [] : [settings.amiFamily.windowsBuild])],
  ['topology.kubernetes.io/region', (_, { world }) => world.place && [world.place.region]],
  ['topology.kubernetes.io/zone', (_, { settings, world }) => world.place && zonesOf(settings, world).map(({ name }) => name)],
  ['topology.k8s.aws/zone-id', (_, { settings, world }) => world.place && zonesOf(settings, world).map(({ id }) => id)],
  ['karpenter.sh/capacity-type', capacityTypes],
  ['karpenter.k8s.aws/instance-tenancy', () => ['default', 'dedicated']],
  ['karpenter.k8s.aws/capacity-reservation-id', (type, setting) => reserved(type, setting, ({ id }) => id)],
  ['karpenter.k8s.aws/capacity-reservation-type', (type, setting) => reserved(type, setting, (reservation) => reservation.type)],
  ['karpenter.k8s.aws/capacity-reservation-interruptible', (type, setting) => reserved(type, setting, ({ isInterruptible }) => String(isInterruptible))],
]);

/** Windows runs on amd64 only; Karpenter gives an arm64 type of such a class no system at all. */
function operatingSystems(arch: string, { amiFamily }: NodeSettings): readonly string[] {
  if (amiFamily.windowsBuild === undefined) return ['linux'];
  return arch === 'amd64' ? ['windows'] : [];
}

function capacityTypes(type: InstanceType, { settings, world }: Setting): readonly string[] {
  const mayBeReserved = world.place === undefined || reservationsOf(type, settings).length > 0;
  return ['on-demand', 'spot', ...(mayBeReserved ? ['reserved'] : [])];
}

function reserved(type: InstanceType, { settings, world }: Setting, valueOf: (reservation: NodeSettings['reservations'][number]) => string) {
  return world.place && [...new Set(reservationsOf(type, settings).map(valueOf))];
}
