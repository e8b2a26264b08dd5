import type { Column } from './column.ts';
import type { Accelerator, Gpu, InstanceFacts } from './instance-facts.ts';

/** Where a part of a catalogue comes from. */
export interface CatalogSource {
  /** What it says, such as `instance types`. */
  readonly what: string;
  readonly from: string;
  /** ISO day on which it was true. */
  readonly date: string;
}

/** Prices of one region: micro-units of the currency an hour in base 36, in the order of the types, empty where unknown. */
export interface PackedPrices {
  readonly currency: string;
  readonly date: string;
  readonly prices: string;
}

/** A catalogue as it is kept: columns in the order of `names`, each of them a text that is read when somebody asks for it. */
export interface PackedCatalog {
  readonly format: typeof packedFormat;
  /** ISO day of the list of types: lists of prices from then on know them all. */
  readonly date: string;
  readonly sources: readonly CatalogSource[];
  /** Sorted by code unit, separated by blanks. */
  readonly names: string;
  readonly numbers: Readonly<Record<NumberColumn, PackedNumbers>>;
  readonly words: Readonly<Record<WordColumn, PackedWords>>;
  readonly onDemand: Readonly<Record<string, PackedPrices>>;
  /** Spot prices by availability zone. */
  readonly spot: Readonly<Record<string, PackedPrices>>;
  readonly zones: Readonly<Record<string, PackedZones>>;
  /** By region, two characters for each type: see `readAdvice`. */
  readonly spotAdvice: Readonly<Record<string, string>>;
}

/** Which zones of a region offer each type. */
export interface PackedZones {
  /** Zone ids, such as `use1-az1`. */
  readonly ids: readonly string[];
  /** One character for each type: its bits, from `firstSign` on, are the zones; a blank where nothing is known. */
  readonly offered: string;
}

/** Numbers with commas between them. */
export type PackedNumbers = string;

/** Each value once, and for each type the place of its value. */
export interface PackedWords {
  readonly values: readonly string[];
  readonly index: PackedNumbers;
}

export const packedFormat = 3;

const numberColumns = [
  'vcpus',
  'memoryMib',
  'clockMhz',
  'ebsMbps',
  'networkMbps',
  'localNvmeGb',
  'efaInterfaces',
  'defaultCard',
  'ipv4PerInterface',
  'podInterfaces',
] as const;
export type NumberColumn = (typeof numberColumns)[number];

const wordColumns = ['family', 'size', 'arch', 'hypervisor', 'cpuManufacturer', 'encryptsTraffic', 'gpu', 'accelerator', 'cards'] as const;
export type WordColumn = (typeof wordColumns)[number];

/** The facts of a catalogue, column by column. */
export function packTypes(types: readonly InstanceFacts[]): Pick<PackedCatalog, 'names' | 'numbers' | 'words'> {
  return {
    names: types.map(({ name }) => name).join(' '),
    numbers: table(numberColumns, (column) => types.map((type) => type[column]).join(',')),
    words: table(wordColumns, (column) => packWords(types.map((type) => writeWord[column](type)))),
  };
}

function table<Key extends string, T>(keys: readonly Key[], valueOf: (key: Key) => T): Record<Key, T> {
  return Object.fromEntries(keys.map((key) => [key, valueOf(key)])) as Record<Key, T>;
}

/** The columns of a catalogue. */
export class Columns {
  readonly names: readonly string[];
  readonly #packed: PackedCatalog;
  readonly #numbers = new Map<NumberColumn, readonly number[]>();
  readonly #words = new Map<WordColumn, Column<string>>();
  #gpus: readonly (Gpu | undefined)[] | undefined;
  #accelerators: readonly (Accelerator | undefined)[] | undefined;
  #cards: readonly (readonly number[])[] | undefined;

  constructor(packed: PackedCatalog) {
    this.names = packed.names.split(' ');
    this.#packed = packed;
  }

  numbers(column: NumberColumn): readonly number[] {
    const known = this.#numbers.get(column) ?? unpackNumbers(this.#packed.numbers[column]);
    this.#numbers.set(column, known);
    return known;
  }

  words(column: WordColumn): Column<string> {
    const known = this.#words.get(column) ?? unpackWords(this.#packed.words[column]);
    this.#words.set(column, known);
    return known;
  }

  /** What the texts of compound columns say, in the order of their values. */
  get gpus(): readonly (Gpu | undefined)[] {
    return (this.#gpus ??= this.words('gpu').values.map(readGpu));
  }

  get accelerators(): readonly (Accelerator | undefined)[] {
    return (this.#accelerators ??= this.words('accelerator').values.map(readAccelerator));
  }

  get cards(): readonly (readonly number[])[] {
    return (this.#cards ??= this.words('cards').values.map(unpackNumbers));
  }

  /** The facts of the type at a place; each is read when it is asked for, since most questions ask for one or two. */
  facts(position: number): InstanceFacts {
    return new PackedFacts(this, position);
  }
}

function unpackNumbers(text: PackedNumbers): readonly number[] {
  return JSON.parse(`[${text}]`) as number[];
}

function unpackWords({ values, index }: PackedWords): Column<string> {
  return { values, index: unpackNumbers(index) };
}

class PackedFacts implements InstanceFacts {
  readonly #columns: Columns;
  readonly #position: number;

  constructor(columns: Columns, position: number) {
    this.#columns = columns;
    this.#position = position;
  }

  get name(): string {
    return this.#columns.names[this.#position] ?? '';
  }

  get arch(): string {
    return this.#word('arch');
  }

  get vcpus(): number {
    return this.#number('vcpus');
  }

  get memoryMib(): number {
    return this.#number('memoryMib');
  }

  get hypervisor(): string {
    return this.#word('hypervisor');
  }

  get cpuManufacturer(): string {
    return this.#word('cpuManufacturer');
  }

  get clockMhz(): number {
    return this.#number('clockMhz');
  }

  get encryptsTraffic(): boolean {
    return this.#word('encryptsTraffic') === 'true';
  }

  get ebsMbps(): number {
    return this.#number('ebsMbps');
  }

  get networkMbps(): number {
    return this.#number('networkMbps');
  }

  get localNvmeGb(): number {
    return this.#number('localNvmeGb');
  }

  get gpu(): Gpu | undefined {
    return this.#columns.gpus[this.#index('gpu')];
  }

  get accelerator(): Accelerator | undefined {
    return this.#columns.accelerators[this.#index('accelerator')];
  }

  get efaInterfaces(): number {
    return this.#number('efaInterfaces');
  }

  get cards(): readonly number[] {
    return this.#columns.cards[this.#index('cards')] ?? [];
  }

  get defaultCard(): number {
    return this.#number('defaultCard');
  }

  get ipv4PerInterface(): number {
    return this.#number('ipv4PerInterface');
  }

  get podInterfaces(): number {
    return this.#number('podInterfaces');
  }

  #number(column: NumberColumn): number {
    return this.#columns.numbers(column)[this.#position] ?? 0;
  }

  #word(column: WordColumn): string {
    return this.#columns.words(column).values[this.#index(column)] ?? '';
  }

  #index(column: WordColumn): number {
    return this.#columns.words(column).index[this.#position] ?? 0;
  }
}

const writeWord: Readonly<Record<WordColumn, (type: InstanceFacts) => string>> = {
  family: ({ name }) => name.slice(0, name.indexOf('.')),
  size: ({ name }) => name.slice(name.indexOf('.') + 1),
  arch: ({ arch }) => arch,
  hypervisor: ({ hypervisor }) => hypervisor,
  cpuManufacturer: ({ cpuManufacturer }) => cpuManufacturer,
  encryptsTraffic: ({ encryptsTraffic }) => String(encryptsTraffic),
  gpu: ({ gpu }) => (gpu === undefined ? '' : [gpu.manufacturer, gpu.name, gpu.count, gpu.memoryMib].join('/')),
  accelerator: ({ accelerator: one }) => (one === undefined ? '' : [one.manufacturer, one.name, one.count, one.neuronCores].join('/')),
  cards: ({ cards }) => cards.join(','),
};

function packWords(words: readonly string[]): PackedWords {
  const values = [...new Set(words)].sort();
  return { values, index: words.map((word) => values.indexOf(word)).join(',') };
}

function readGpu(text: string): Gpu | undefined {
  const [manufacturer = '', name = '', count, memoryMib] = text.split('/');
  return text === '' ? undefined : { manufacturer, name, count: Number(count), memoryMib: Number(memoryMib) };
}

function readAccelerator(text: string): Accelerator | undefined {
  const [manufacturer = '', name = '', count, neuronCores] = text.split('/');
  return text === '' ? undefined : { manufacturer, name, count: Number(count), neuronCores: Number(neuronCores) };
}

/** Prices per hour in the order of the types; undefined where there is none. */
export function packPrices(prices: readonly (number | undefined)[]): string {
  return prices.map((price) => (price === undefined ? '' : Math.round(price * 1e6).toString(36))).join(',');
}

export function unpackPrices(text: string): (number | undefined)[] {
  return text.split(',').map((price) => (price === '' ? undefined : Number.parseInt(price, 36) / 1e6));
}

/** The first character that stands for a number, here 0; JSON writes none of the sixty behind it in another way, and a blank is before it. */
const firstSign = 35;
/** A backslash would be written twice. */
const skippedSign = 92;

/** One character for a number from 0 to 90. */
export function writeSign(number: number): string {
  const code = number + firstSign;
  return String.fromCharCode(code >= skippedSign ? code + 1 : code);
}

/** The number of a character that `writeSign` wrote; undefined for a blank and beyond the end. */
export function readSign(text: string, position: number): number | undefined {
  const code = text.charCodeAt(position);
  if (Number.isNaN(code) || code < firstSign) return undefined;
  return (code > skippedSign ? code - 1 : code) - firstSign;
}
