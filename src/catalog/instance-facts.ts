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
