import { perResource } from '../../core/resource.ts';
import type { Resource, Value } from '../../core/resource.ts';
import { amiFamilyNamed, amiFamilyOfAlias } from '../ami-family.ts';
import type { AmiFamily } from '../ami-family.ts';

/** What a node class says of its nodes, as far as it decides which instance types there are and what fits on them. */
export interface NodeSettings {
  readonly amiFamily: AmiFamily;
  readonly maxPods: number | undefined;
  readonly podsPerCore: number;
  /** Quantities by resource. */
  readonly kubeReserved: ReadonlyMap<string, string>;
  readonly systemReserved: ReadonlyMap<string, string>;
  /** Quantities or percentages by eviction signal. */
  readonly evictionHard: ReadonlyMap<string, string>;
  readonly volumes: readonly Volume[];
  readonly usesInstanceStore: boolean;
  /** Undefined where the class leaves them to EC2. */
  readonly interfaces: readonly NetworkInterface[] | undefined;
  readonly tracksConnections: boolean;
  /** From the status; none for a class that no controller has seen. */
  readonly subnets: readonly Subnet[];
  readonly reservations: readonly Reservation[];
  /** False where a placeholder keeps something of this from being known. */
  readonly isKnown: boolean;
}

export interface Volume {
  readonly device: string | undefined;
  readonly isRoot: boolean;
  readonly hasEbs: boolean;
  readonly size: string | undefined;
}

export interface NetworkInterface {
  readonly card: number;
  readonly device: number;
  /** An interface for MPI traffic only takes a place and gives pods no address. */
  readonly isEfaOnly: boolean;
}

export interface Subnet {
  readonly zone: string;
  /** Empty where the status names none. */
  readonly zoneId: string;
}

export interface Reservation {
  readonly id: string;
  readonly type: string;
  readonly zone: string;
  readonly instanceType: string;
  readonly isInterruptible: boolean;
  readonly isExpiring: boolean;
}

/** The settings of Karpenter's defaults with AL2023, which stand in where the class is not among the files. */
export const defaultSettings: NodeSettings = {
  amiFamily: amiFamilyNamed('AL2023'),
  maxPods: undefined,
  podsPerCore: 0,
  kubeReserved: new Map(),
  systemReserved: new Map(),
  evictionHard: new Map(),
  volumes: [],
  usesInstanceStore: false,
  interfaces: undefined,
  tracksConnections: false,
  subnets: [],
  reservations: [],
  isKnown: true,
};

/** Reads an EC2NodeClass; v1beta1 has the kubelet's settings in the NodePool, which is why they can be handed in. */
export function readNodeSettings(nodeClass: Resource, kubelet: Value | undefined = nodeClass.at('spec', 'kubelet')): NodeSettings {
  const spec = nodeClass.at('spec');
  const parts = ['amiFamily', 'amiSelectorTerms', 'blockDeviceMappings', 'instanceStorePolicy', 'networkInterfaces'].map((field) => spec?.at(field));
  return {
    amiFamily: readAmiFamily(spec),
    maxPods: numberOf(kubelet?.at('maxPods')),
    podsPerCore: numberOf(kubelet?.at('podsPerCore')) ?? 0,
    kubeReserved: readTexts(kubelet?.at('kubeReserved')),
    systemReserved: readTexts(kubelet?.at('systemReserved')),
    evictionHard: readTexts(kubelet?.at('evictionHard')),
    volumes: itemsOf(spec?.at('blockDeviceMappings')).map(readVolume),
    usesInstanceStore: spec?.at('instanceStorePolicy')?.text === 'RAID0',
    interfaces: isWritten(spec?.at('networkInterfaces')) ? itemsOf(spec?.at('networkInterfaces')).map(readInterface) : undefined,
    tracksConnections: isWritten(spec?.at('connectionTracking')),
    subnets: itemsOf(nodeClass.at('status', 'subnets')).map(readSubnet),
    reservations: itemsOf(nodeClass.at('status', 'capacityReservations')).map(readReservation),
    isKnown: ![kubelet, ...parts].some((part) => part !== undefined && hasUnknown(part)),
  };
}

/** The settings of a class with its own kubelet. */
export const nodeSettingsOf = perResource((nodeClass): NodeSettings => readNodeSettings(nodeClass));

/** The field first, then the alias; a class with neither is refused, and Custom to Karpenter. */
function readAmiFamily(spec: Value | undefined): AmiFamily {
  const named = spec?.at('amiFamily')?.text;
  if (named !== undefined) return amiFamilyNamed(named);
  const alias = itemsOf(spec?.at('amiSelectorTerms')).flatMap((term) => term.at('alias')?.text ?? [])[0];
  return (alias === undefined ? undefined : amiFamilyOfAlias(alias)) ?? amiFamilyNamed('Custom');
}

function readVolume(mapping: Value): Volume {
  const ebs = mapping.at('ebs');
  return {
    device: mapping.at('deviceName')?.text,
    isRoot: mapping.at('rootVolume')?.value === true,
    hasEbs: isWritten(ebs),
    size: ebs?.at('volumeSize')?.text,
  };
}

function readInterface(item: Value): NetworkInterface {
  return {
    card: numberOf(item.at('networkCardIndex')) ?? 0,
    device: numberOf(item.at('deviceIndex')) ?? 0,
    isEfaOnly: item.at('interfaceType')?.text === 'efa-only',
  };
}

function readSubnet(item: Value): Subnet {
  return { zone: item.at('zone')?.text ?? '', zoneId: item.at('zoneID')?.text ?? '' };
}

function readReservation(item: Value): Reservation {
  return {
    id: item.at('id')?.text ?? '',
    type: item.at('reservationType')?.text ?? 'default',
    zone: item.at('availabilityZone')?.text ?? '',
    instanceType: item.at('instanceType')?.text ?? '',
    isInterruptible: item.at('interruptible')?.value === true,
    isExpiring: item.at('state')?.text === 'expiring',
  };
}

function readTexts(map: Value | undefined): ReadonlyMap<string, string> {
  return new Map((map?.entries() ?? []).flatMap(([key, { text }]) => (text === undefined ? [] : [[key, text] as const])));
}

function itemsOf(list: Value | undefined): Value[] {
  return (list?.items() ?? []).filter((item) => !item.isNull);
}

function isWritten(value: Value | undefined): boolean {
  return value !== undefined && !value.isNull;
}

function numberOf(value: Value | undefined): number | undefined {
  const number = value?.value;
  return typeof number === 'number' ? number : undefined;
}

function hasUnknown(value: Value): boolean {
  return value.isUnknown || value.items().some(hasUnknown) || value.entries().some(([, child]) => hasUnknown(child));
}
