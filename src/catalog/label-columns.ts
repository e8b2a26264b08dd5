import { makeColumn } from './column.ts';
import type { Column } from './column.ts';
import type { Columns, NumberColumn, WordColumn } from './packed.ts';

/** The values of a label that each type has: one, or none for a type that lacks it. */
export type LabelColumn = Column<readonly string[]>;

/** The labels that hold wherever and however an instance of a type runs; those of zone, price and system are not among them. */
export class LabelColumns {
  readonly #table: Columns;
  readonly #columns = new Map<string, LabelColumn>();

  constructor(table: Columns) {
    this.#table = table;
  }

  /** Undefined for a label that the type alone does not decide. */
  get(key: string): LabelColumn | undefined {
    const known = this.#columns.get(key);
    if (known !== undefined) return known;
    const column = readers.get(key)?.(this.#table);
    if (column !== undefined) this.#columns.set(key, column);
    return column;
  }
}

/** True for a label that the type alone decides. */
export function isInstanceLabel(key: string): boolean {
  return readers.has(key);
}

/** `u7i-12tb` is of category `u` and generation 7, `u-6tb1` of generation 1. */
export function familyParts(family: string): readonly (string | undefined)[] {
  return /^([a-z]+)(-[0-9]+tb)?([0-9]+)/.exec(family) ?? [];
}

type Reader = (table: Columns) => LabelColumn;

/** Source: computeRequirements in karpenter-provider-aws pkg/providers/instancetype/types.go. */
const awsReaders: Readonly<Record<string, Reader>> = {
  'instance-category': fromFamily((family) => familyParts(family)[1]),
  'instance-generation': fromFamily((family) => familyParts(family)[3]),
  'instance-family': fromFamily((family) => family),
  'instance-capability-flex': fromFamily((family) => String(family.includes('-flex'))),
  'instance-size': fromWord('size'),
  'instance-cpu': fromNumber('vcpus'),
  'instance-memory': fromNumber('memoryMib'),
  'instance-cpu-sustained-clock-speed-mhz': fromNumber('clockMhz'),
  'instance-ebs-bandwidth': fromNumber('ebsMbps', isPositive),
  'instance-network-bandwidth': fromNumber('networkMbps', isPositive),
  'instance-local-nvme': fromNumber('localNvmeGb', isPositive),
  'instance-cpu-manufacturer': fromWord('cpuManufacturer'),
  'instance-hypervisor': fromWord('hypervisor'),
  'instance-encryption-in-transit-supported': fromWord('encryptsTraffic'),
  'instance-gpu-manufacturer': fromWord('gpu', 0),
  'instance-gpu-name': fromWord('gpu', 1),
  'instance-gpu-count': fromWord('gpu', 2),
  'instance-gpu-memory': fromWord('gpu', 3),
  'instance-accelerator-manufacturer': fromWord('accelerator', 0),
  'instance-accelerator-name': fromWord('accelerator', 1),
  'instance-accelerator-count': fromWord('accelerator', 2),
};

const readers: ReadonlyMap<string, Reader> = new Map([
  ['node.kubernetes.io/instance-type', ({ names }) => inWords(makeColumn(names, (name) => name))],
  ['kubernetes.io/arch', fromWord('arch')],
  ...Object.entries(awsReaders).map(([label, read]): [string, Reader] => [`karpenter.k8s.aws/${label}`, read]),
]);

function fromFamily(valueOf: (family: string) => string | undefined): Reader {
  return (table) => {
    const { index, values } = table.words('family');
    return inWords({ index, values: values.map(valueOf) });
  };
}

/** EC2 says nothing where a number is 0. */
function isPositive(number: number): boolean {
  return number > 0;
}

function fromNumber(column: NumberColumn, isThere: (number: number) => boolean = () => true): Reader {
  return (table) => {
    const { index, values } = makeColumn(table.numbers(column), (number) => number);
    return inWords({ index, values: values.map((number) => (isThere(number) ? String(number) : undefined)) });
  };
}

/** A word, or the part of one between slashes; an empty word has no parts. */
function fromWord(column: WordColumn, part?: number): Reader {
  return (table) => {
    const { index, values } = table.words(column);
    const valueOf = (word: string): string | undefined => (part === undefined ? word : word === '' ? undefined : word.split('/')[part]);
    return inWords({ index, values: values.map(valueOf) });
  };
}

function inWords({ index, values }: Column<string | undefined>): LabelColumn {
  return { index, values: values.map((value) => (value === undefined ? [] : [value])) };
}
