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
 * What a node of a type has, and what is left for pods, for the nodes of one class.
 * Source: karpenter-provider-aws pkg/providers/instancetype/types.go.
 */
export class NodeModel {
  readonly #settings: NodeSettings;
  readonly #controller: ControllerSettings;
  readonly #volume: number;
  readonly #fixed: FixedOverhead;
  /** A type with so much memory, as EC2 tells it, has more of everything than is reserved. */
  readonly ampleMemoryMib: number;

  /** Throws ControllerPanic where Karpenter's own code does. */
  constructor(settings: NodeSettings, controller: ControllerSettings = defaultController) {
    this.#settings = settings;
    this.#controller = controller;
    this.#volume = dataVolumeBytes(settings);
    this.#fixed = fixedOverhead(settings);
    this.ampleMemoryMib = ampleMemory(settings, { controller, volume: this.#volume });
  }

  /** One part of a type's capacity, for questions that need no more. */
  capacityOf(type: InstanceType, resource: keyof Amounts): number {
    switch (resource) {
      case 'cpuMilli':
        return type.facts.vcpus * 1000;
      case 'memoryBytes':
        return usableMemory(type, this.#controller);
      case 'pods':
        return maxPods(type, this.#settings, this.#controller);
      case 'ephemeralStorageBytes':
        return this.#settings.usesInstanceStore && type.facts.localNvmeGb > 0 ? type.facts.localNvmeGb * 1e9 : this.#volume;
    }
  }

  resources(type: InstanceType): NodeResources {
    const fixed = this.#fixed;
    const capacity: Amounts = {
      cpuMilli: this.capacityOf(type, 'cpuMilli'),
      memoryBytes: this.capacityOf(type, 'memoryBytes'),
      pods: this.capacityOf(type, 'pods'),
      ephemeralStorageBytes: this.capacityOf(type, 'ephemeralStorageBytes'),
    };
    const own = overheadOf(type, capacity, this.#settings);
    const cpuMilli = capacity.cpuMilli - own.cpuMilli;
    const memoryBytes = capacity.memoryBytes - own.memoryBytes;
    const ephemeralStorageBytes = capacity.ephemeralStorageBytes - own.ephemeralStorageBytes;
    return {
      capacity,
      allocatable: {
        cpuMilli: cpuMilli - fixed.cpuMilli.floor,
        memoryBytes: memoryBytes - fixed.memoryBytes.floor,
        pods: capacity.pods,
        ephemeralStorageBytes: ephemeralStorageBytes - fixed.ephemeralStorageBytes.floor,
      },
      isPossible:
        cpuMilli >= fixed.cpuMilli.ceiling && memoryBytes >= fixed.memoryBytes.ceiling && ephemeralStorageBytes >= fixed.ephemeralStorageBytes.ceiling,
    };
  }

  /** What `resources` says of it. Where nothing special is reserved, only memory can be short. */
  isPossible(type: InstanceType): boolean {
    if (this.ampleMemoryMib === Infinity) return this.resources(type).isPossible;
    const pods = reservedPods(type, this.capacityOf(type, 'pods'), this.#settings);
    return this.capacityOf(type, 'memoryBytes') >= reservedMemory(pods) + evictionThreshold;
  }
}

const mib = 2 ** 20;
const gib = 2 ** 30;

/** More than the network interfaces of any type have addresses for. */
const manyPods = 1000;
/** The memory that is left free where the class says nothing. */
const evictionThreshold = 100 * mib;

/** Infinity where something special is reserved, which may be more than any type has. */
function ampleMemory(settings: NodeSettings, { controller, volume }: { readonly controller: ControllerSettings; readonly volume: number }): number {
  const { kubeReserved, systemReserved, evictionHard, maxPods = 0, usesInstanceStore } = settings;
  const isSpecial = kubeReserved.size + systemReserved.size + evictionHard.size > 0 || usesInstanceStore;
  if (isSpecial || maxPods > manyPods || volume < 2 * gib || controller.vmMemoryOverhead >= 1) return Infinity;
  return ((reservedMemory(manyPods) + evictionThreshold) / mib + 1) / (1 - controller.vmMemoryOverhead) + keptByArm;
}

/** ARM instances keep so many MiB for themselves. */
const keptByArm = 64;

function usableMemory({ facts }: InstanceType, { vmMemoryOverhead }: ControllerSettings): number {
  const memory = (facts.arch === 'arm64' ? facts.memoryMib - keptByArm : facts.memoryMib) * mib;
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
  const { dataDevice, dataGibibytes } = amiFamily;
  const root = volumes.find(({ isRoot }) => isRoot);
  const rootSize = root && sizeOf(root);
  if (rootSize !== undefined) return bytes(rootSize);
  const last = volumes.at(-1);
  const data = dataDevice === undefined ? last : volumes.find(({ device }) => deviceOf(device) === dataDevice);
  return bytes((data && sizeOf(data)) ?? `${dataGibibytes}Gi`);
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
  const { kubeReserved, evictionHard } = settings;
  const memory = kubeReserved.has('memory') ? 0 : reservedMemory(reservedPods(type, capacity.pods, settings));
  const storage = kubeReserved.has('ephemeral-storage') ? 0 : gib;
  const tenth = Math.ceil((capacity.ephemeralStorageBytes / 100) * 10);
  return {
    cpuMilli: kubeReserved.has('cpu') ? 0 : reservedCpu(capacity.cpuMilli),
    memoryBytes: memory + evictedPart(evictionHard.get('memory.available'), capacity.memoryBytes, evictionThreshold),
    ephemeralStorageBytes: storage + evictedPart(evictionHard.get('nodefs.available'), capacity.ephemeralStorageBytes, tenth),
  };
}

/** The pods that memory is reserved for. */
function reservedPods(type: InstanceType, pods: number, settings: NodeSettings): number {
  return settings.amiFamily.reservesForInterfaces ? podsByInterfaces(type, settings, 0) : pods;
}

function reservedMemory(pods: number): number {
  return (11 * pods + 255) * mib;
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
  let sum = 0;
  for (const [from, to, share] of cpuBands) if (milli > from) sum += Math.trunc((Math.min(milli, to) - from) * share);
  return sum;
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
