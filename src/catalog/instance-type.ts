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
  readonly facts: InstanceFacts;
  readonly name: string;
  /** The part of the name before the dot, such as `m7i`. */
  readonly family: string;
  /** The part of the name behind the dot, such as `2xlarge`. */
  readonly size: string;

  constructor(facts: InstanceFacts) {
    this.facts = facts;
    this.name = facts.name;
    const dot = facts.name.indexOf('.');
    this.family = facts.name.slice(0, dot);
    this.size = facts.name.slice(dot + 1);
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
    return readers.get(key)?.(this);
  }
}

/** `u7i-12tb` is of category `u` and generation 7, `u-6tb1` of generation 1. */
function familyParts(family: string): readonly (string | undefined)[] {
  return /^([a-z]+)(-[0-9]+tb)?([0-9]+)/.exec(family) ?? [];
}

type LabelReader = (type: InstanceType) => string | undefined;

/** Where 0 means that EC2 says nothing. */
function positive(number: number): string | undefined {
  return number === 0 ? undefined : String(number);
}

function textOf(value: number | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}

/** Source: computeRequirements in karpenter-provider-aws pkg/providers/instancetype/types.go. */
const awsReaders: Readonly<Record<string, LabelReader>> = {
  'instance-category': ({ family }) => familyParts(family)[1],
  'instance-generation': ({ family }) => familyParts(family)[3],
  'instance-family': ({ family }) => family,
  'instance-size': ({ size }) => size,
  'instance-capability-flex': ({ family }) => String(family.includes('-flex')),
  'instance-cpu': ({ facts }) => String(facts.vcpus),
  'instance-cpu-manufacturer': ({ facts }) => facts.cpuManufacturer,
  'instance-cpu-sustained-clock-speed-mhz': ({ facts }) => String(facts.clockMhz),
  'instance-memory': ({ facts }) => String(facts.memoryMib),
  'instance-ebs-bandwidth': ({ facts }) => positive(facts.ebsMbps),
  'instance-network-bandwidth': ({ facts }) => positive(facts.networkMbps),
  'instance-local-nvme': ({ facts }) => positive(facts.localNvmeGb),
  'instance-hypervisor': ({ facts }) => facts.hypervisor,
  'instance-encryption-in-transit-supported': ({ facts }) => String(facts.encryptsTraffic),
  'instance-gpu-name': ({ facts }) => facts.gpu?.name,
  'instance-gpu-manufacturer': ({ facts }) => facts.gpu?.manufacturer,
  'instance-gpu-count': ({ facts }) => textOf(facts.gpu?.count),
  'instance-gpu-memory': ({ facts }) => textOf(facts.gpu?.memoryMib),
  'instance-accelerator-name': ({ facts }) => facts.accelerator?.name,
  'instance-accelerator-manufacturer': ({ facts }) => facts.accelerator?.manufacturer,
  'instance-accelerator-count': ({ facts }) => textOf(facts.accelerator?.count),
};

const readers: ReadonlyMap<string, LabelReader> = new Map([
  ['node.kubernetes.io/instance-type', ({ name }) => name],
  ['kubernetes.io/arch', ({ facts }) => facts.arch],
  ...Object.entries(awsReaders).map(([label, read]): [string, LabelReader] => [`karpenter.k8s.aws/${label}`, read]),
]);

/** True for a label that the type alone decides. */
export function isInstanceLabel(key: string): boolean {
  return readers.has(key);
}
