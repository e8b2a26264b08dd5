import { familyParts } from './label-columns.ts';
import type { LabelColumn } from './label-columns.ts';

/** What EC2 says of one instance type, as far as Karpenter looks at it. A number is 0 where EC2 says nothing. */
export interface InstanceFacts {
  readonly name: string;
  readonly arch: string;
  readonly vcpus: number;
  /** As EC2 tells it, before anything is taken off. */
  readonly memoryMib: number;
  /** `nitro` or `xen`; empty on bare metal. */
  readonly hypervisor: string;
  readonly cpuManufacturer: string;
  readonly clockMhz: number;
  readonly encryptsTraffic: boolean;
  readonly ebsMbps: number;
  readonly networkMbps: number;
  /** Decimal gigabytes of local NVMe disks. */
  readonly localNvmeGb: number;
  readonly gpu: Gpu | undefined;
  readonly accelerator: Accelerator | undefined;
  readonly efaInterfaces: number;
  /** The most network interfaces of each network card. */
  readonly cards: readonly number[];
  readonly defaultCard: number;
  readonly ipv4PerInterface: number;
  /** Branch interfaces for security groups of pods; 0 where the type has no trunk. */
  readonly podInterfaces: number;
}

export interface Gpu {
  readonly manufacturer: string;
  readonly name: string;
  /** 0 where an instance gets a part of one. */
  readonly count: number;
  /** Of one GPU. */
  readonly memoryMib: number;
}

export interface Accelerator {
  readonly manufacturer: string;
  readonly name: string;
  readonly count: number;
  /** Neuron cores of all devices together; 0 for other accelerators. */
  readonly neuronCores: number;
}

/** An instance type with what follows from its name, and the labels that Karpenter gives to its nodes. */
export class InstanceType {
  readonly name: string;
  /** The part of the name before the dot, such as `m7i`. */
  readonly family: string;
  /** The part of the name behind the dot, such as `2xlarge`. */
  readonly size: string;
  readonly #read: TypeReader;
  readonly #position: number;
  #facts: InstanceFacts | undefined;

  constructor(name: string, position: number, read: TypeReader) {
    this.name = name;
    const dot = name.indexOf('.');
    this.family = name.slice(0, dot);
    this.size = name.slice(dot + 1);
    this.#position = position;
    this.#read = read;
  }

  get facts(): InstanceFacts {
    return (this.#facts ??= this.#read.facts(this.#position));
  }

  get isMetal(): boolean {
    return this.size.startsWith('metal');
  }

  /** The letters that the family begins with. */
  get category(): string {
    return familyParts(this.family)[1] ?? '';
  }

  get generation(): number {
    return Number(familyParts(this.family)[3]);
  }

  /** The value of a label on a node of this type, where the type alone decides it; undefined where the node lacks it. */
  label(key: string): string | undefined {
    const column = this.#read.label(key);
    return column?.values[column.index[this.#position] ?? 0]?.[0];
  }
}

/** Reads what a catalogue holds at the place of a type. */
export interface TypeReader {
  facts(position: number): InstanceFacts;
  label(key: string): LabelColumn | undefined;
}
