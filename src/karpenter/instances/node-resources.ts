import type { InstanceType } from '../../catalog/instance-type.ts';
import { exactQuantity } from '../../kubernetes/quantity.ts';
import type { NodeSettings } from './node-settings.ts';

/** Whole numbers, a fraction of the unit rounded up. */
export interface Amounts {
  readonly cpuMilli: number;
  readonly memoryBytes: number;
  readonly pods: number;
  readonly ephemeralStorageBytes: number;
}

export interface NodeResources {
  readonly capacity: Amounts;
  readonly allocatable: Amounts;
  /** False where something is reserved of which there is less: Karpenter never launches such a node. */
  readonly isPossible: boolean;
}

/** Settings of the controller, from its flags or the chart. */
export interface ControllerSettings {
  /** The part of the memory that the hypervisor is thought to take. */
  readonly vmMemoryOverhead: number;
  readonly reservedInterfaces: number;
}

export const defaultController: ControllerSettings = { vmMemoryOverhead: 0.075, reservedInterfaces: 0 };

/** Something in the node class on which Karpenter itself panics. */
export class ControllerPanic extends Error {}

/**
 * Gives what a node of a type has, and what is left for pods, for the nodes of one class. Throws ControllerPanic where
 * Karpenter's own code does. Source: karpenter-provider-aws pkg/providers/instancetype/types.go.
 */
export function nodeResources(settings: NodeSettings, controller: ControllerSettings = defaultController): (type: InstanceType) => NodeResources {
  const volume = dataVolumeBytes(settings);
  const fixed = fixedOverhead(settings);
  return (type) => {
    const capacity: Amounts = {
      cpuMilli: type.facts.vcpus * 1000,
      memoryBytes: usableMemory(type, controller),
      pods: maxPods(type, settings, controller),
      ephemeralStorageBytes: settings.usesInstanceStore && type.facts.localNvmeGb > 0 ? type.facts.localNvmeGb * 1e9 : volume,
    };
    const own = overheadOf(type, capacity, settings);
    const [cpu, memory, storage] = [
      subtract(capacity.cpuMilli, fixed.cpuMilli, own.cpuMilli),
      subtract(capacity.memoryBytes, fixed.memoryBytes, own.memoryBytes),
      subtract(capacity.ephemeralStorageBytes, fixed.ephemeralStorageBytes, own.ephemeralStorageBytes),
    ];
    return {
      capacity,
      allocatable: { cpuMilli: cpu.left, memoryBytes: memory.left, pods: capacity.pods, ephemeralStorageBytes: storage.left },
      isPossible: cpu.isEnough && memory.isEnough && storage.isEnough,
    };
  };
}

const mib = 2 ** 20;
const gib = 2 ** 30;

/** ARM instances keep 64 MiB for themselves. */
function usableMemory({ facts }: InstanceType, { vmMemoryOverhead }: ControllerSettings): number {
  const memory = (facts.arch === 'arm64' ? facts.memoryMib - 64 : facts.memoryMib) * mib;
  return memory - Math.ceil((memory * vmMemoryOverhead) / 1024 / 1024) * mib;
}

function maxPods(type: InstanceType, settings: NodeSettings, controller: ControllerSettings): number {
  const { amiFamily, podsPerCore } = settings;
  const byInterfaces = (): number => (amiFamily.limitsPodsByInterfaces ? podsByInterfaces(type, settings, controller.reservedInterfaces) : 110);
  const pods = settings.maxPods ?? byInterfaces();
  return podsPerCore > 0 && amiFamily.knowsPodsPerCore ? Math.min(pods, podsPerCore * type.facts.vcpus) : pods;
}

/**
 * How many pods get an address from the interfaces of the default network card.
 * https://github.com/awslabs/amazon-eks-ami/blob/main/templates/shared/runtime/eni-max-pods.txt
 */
export function podsByInterfaces({ facts }: InstanceType, { interfaces = [] }: Pick<NodeSettings, 'interfaces'>, reserved: number): number {
  const withoutAddresses = interfaces.filter(({ card, isEfaOnly }) => card === 0 && isEfaOnly).length;
  const usable = Math.max(0, (facts.cards[facts.defaultCard] ?? 0) - reserved - withoutAddresses);
  return usable === 0 ? 0 : usable * (facts.ipv4PerInterface - 1) + 2;
}

/** The size of the volume that holds what pods write. */
function dataVolumeBytes({ volumes, amiFamily }: NodeSettings): number {
  const { dataDevice, dataVolume } = amiFamily;
  const root = volumes.find(({ isRoot }) => isRoot);
  const rootSize = root && sizeOf(root);
  if (rootSize !== undefined) return bytes(rootSize);
  const last = volumes.at(-1);
  const data = dataDevice === undefined ? last : volumes.find(({ device }) => deviceOf(device) === dataDevice);
  return bytes((data && sizeOf(data)) ?? dataVolume);
}

function deviceOf(device: string | undefined): string {
  if (device === undefined) throw new ControllerPanic('a block device mapping lacks `deviceName`');
  return device;
}

function sizeOf({ hasEbs, size }: { readonly hasEbs: boolean; readonly size: string | undefined }): string | undefined {
  if (!hasEbs) throw new ControllerPanic('the block device mapping of the data volume lacks `ebs`');
  return size;
}

function bytes(quantity: string): number {
  return roundUp(quantityOf(quantity), 1_000_000_000n);
}

/** What the class reserves in so many words, the same for every type: an exact number, in billionths. */
interface FixedOverhead {
  readonly cpuMilli: Fixed;
  readonly memoryBytes: Fixed;
  readonly ephemeralStorageBytes: Fixed;
}

/** A number between two whole ones, or one of them. */
interface Fixed {
  readonly floor: number;
  readonly ceiling: number;
}

function fixedOverhead({ kubeReserved, systemReserved, evictionHard }: NodeSettings): FixedOverhead {
  for (const text of [...kubeReserved.values(), ...systemReserved.values()]) quantityOf(text);
  const evicted = (signal: string): readonly (string | undefined)[] => {
    const text = evictionHard.get(signal);
    return text?.endsWith('%') ? [] : [text];
  };
  const sum = (texts: readonly (string | undefined)[], unit: bigint): Fixed => {
    const total = texts.reduce((exact, text) => exact + (text === undefined ? 0n : quantityOf(text)), 0n);
    return { floor: -roundUp(-total, unit), ceiling: roundUp(total, unit) };
  };
  const reserved = (resource: string): readonly (string | undefined)[] => [kubeReserved.get(resource), systemReserved.get(resource)];
  return {
    cpuMilli: sum(reserved('cpu'), 1_000_000n),
    memoryBytes: sum([...reserved('memory'), ...evicted('memory.available')], 1_000_000_000n),
    ephemeralStorageBytes: sum([...reserved('ephemeral-storage'), ...evicted('nodefs.available')], 1_000_000_000n),
  };
}

/** What Karpenter reserves where the class says nothing, and percentages. */
function overheadOf(type: InstanceType, capacity: Amounts, settings: NodeSettings): Omit<Amounts, 'pods'> {
  const { kubeReserved, evictionHard, amiFamily } = settings;
  const pods = amiFamily.reservesForInterfaces ? podsByInterfaces(type, settings, 0) : capacity.pods;
  const memory = kubeReserved.has('memory') ? 0 : (11 * pods + 255) * mib;
  const storage = kubeReserved.has('ephemeral-storage') ? 0 : gib;
  const tenth = Math.ceil((capacity.ephemeralStorageBytes / 100) * 10);
  return {
    cpuMilli: kubeReserved.has('cpu') ? 0 : reservedCpu(capacity.cpuMilli),
    memoryBytes: memory + evictedPart(evictionHard.get('memory.available'), capacity.memoryBytes, 100 * mib),
    ephemeralStorageBytes: storage + evictedPart(evictionHard.get('nodefs.available'), capacity.ephemeralStorageBytes, tenth),
  };
}

/** A percentage of the capacity; 100 % switches the signal off. A quantity is part of the fixed overhead. */
function evictedPart(signal: string | undefined, capacity: number, otherwise: number): number {
  if (signal === undefined) return otherwise;
  if (!signal.endsWith('%')) return 0;
  const percent = Number(signal.replaceAll('%', ''));
  return percent === 100 ? 0 : Math.ceil((capacity / 100) * percent);
}

const cpuBands: readonly (readonly [from: number, to: number, share: number])[] = [
  [0, 1000, 0.06],
  [1000, 2000, 0.01],
  [2000, 4000, 0.005],
  [4000, Infinity, 0.0025],
];

function reservedCpu(milli: number): number {
  return cpuBands.reduce((sum, [from, to, share]) => sum + Math.max(0, Math.trunc((Math.min(milli, to) - from) * share)), 0);
}

function subtract(capacity: number, fixed: Fixed, own: number): { readonly left: number; readonly isEnough: boolean } {
  return { left: capacity - own - fixed.floor, isEnough: capacity - own - fixed.ceiling >= 0 };
}

function quantityOf(text: string): bigint {
  const quantity = exactQuantity(text);
  if (quantity === undefined) throw new ControllerPanic(`\`${text}\` is no quantity`);
  return quantity;
}

function roundUp(exact: bigint, unit: bigint): number {
  const whole = exact / unit;
  return Number(whole * unit < exact ? whole + 1n : whole);
}
