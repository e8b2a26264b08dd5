import type { Dataset } from '../core/dataset.ts';
import { groupBy } from '../core/group-by.ts';
import type { Column } from './column.ts';
import { InstanceType } from './instance-type.ts';
import type { TypeReader } from './instance-type.ts';
import { LabelColumns } from './label-columns.ts';
import type { LabelColumn } from './label-columns.ts';
import { Columns, packedFormat, readSign, unpackPrices } from './packed.ts';
import type { CatalogSource, PackedCatalog, PackedPrices, PackedZones } from './packed.ts';

/** What an hour of an instance costs. */
export interface Price {
  readonly perHour: number;
  readonly currency: string;
  /** ISO day of the list that says so. */
  readonly date: string;
}

/** What AWS's Spot Advisor says of a type in a region. */
export interface SpotAdvice {
  /** Per cent of the on-demand price that spot saves. */
  readonly saving: number;
  /** How often spot is taken back in a month: 0 below 5 %, 1 to 10 %, 2 to 15 %, 3 to 20 %, 4 above. */
  readonly interruption: number;
}

/** The instance types of EC2, what they cost and where they are. */
export class Catalog {
  /** ISO day of the list of types. */
  readonly date: string;
  readonly sources: readonly CatalogSource[];
  /** As it is kept in its file. */
  readonly packed: PackedCatalog;
  readonly #columns: Columns;
  readonly #labels: LabelColumns;
  readonly #names: readonly string[];
  readonly #read: TypeReader;
  /** Made one by one, since most runs look at a part of them. */
  readonly #types: (InstanceType | undefined)[];
  #all: readonly InstanceType[] | undefined;
  readonly #prices = new Map<PackedPrices, readonly (number | undefined)[]>();
  #families: ReadonlyMap<string, readonly InstanceType[]> | undefined;
  #positions: ReadonlyMap<string, number> | undefined;

  constructor(packed: PackedCatalog) {
    this.packed = packed;
    this.date = packed.date;
    this.sources = packed.sources;
    this.#columns = new Columns(packed);
    this.#labels = new LabelColumns(this.#columns);
    this.#read = { facts: (position) => this.#columns.facts(position), label: (key) => this.#labels.get(key) };
    this.#names = this.#columns.names;
    this.#types = new Array<InstanceType | undefined>(this.#names.length).fill(undefined);
  }

  /** Sorted by name, by code unit. */
  get types(): readonly InstanceType[] {
    return (this.#all ??= this.#names.map((_, position) => this.typeAt(position)));
  }

  /** How many types there are. */
  get size(): number {
    return this.#names.length;
  }

  /** The type at a place of `types`. */
  typeAt(position: number): InstanceType {
    return (this.#types[position] ??= new InstanceType(this.#names[position] ?? '', position, this.#read));
  }

  type(name: string): InstanceType | undefined {
    const position = this.#placeOf(name);
    return position === undefined ? undefined : this.typeAt(position);
  }

  /** What EC2 says of the memory of each type, in the order of `types`. */
  get memoryMib(): readonly number[] {
    return this.#columns.numbers('memoryMib');
  }

  /** The values of a label that each type has, in the order of `types`; undefined for a label that the type alone does not decide. */
  label(key: string): LabelColumn | undefined {
    return this.#labels.get(key);
  }

  /** The family of each type, in the order of `types`. */
  get familyColumn(): Column<string> {
    return this.#columns.words('family');
  }

  /** The types of each family, such as `m7i`. */
  get families(): ReadonlyMap<string, readonly InstanceType[]> {
    return (this.#families ??= groupBy(this.types, ({ family }) => family));
  }

  /** The regions with a list of on-demand prices. */
  get regions(): readonly string[] {
    return Object.keys(this.packed.onDemand);
  }

  /** The list of a region's on-demand prices; undefined where there is none. */
  priceList(region: string): Pick<Price, 'currency' | 'date'> | undefined {
    return this.packed.onDemand[region];
  }

  onDemandPrice(type: string, region: string): Price | undefined {
    return this.#priceIn(this.packed.onDemand[region], type);
  }

  /**
   * Whether a region has a type: whether its list of prices names it. Undefined where nothing is known: for a region without
   * a list, and for a type that is newer than the list.
   */
  isOffered(type: string, region: string): boolean | undefined {
    const { onDemand } = this.packed;
    const list = onDemand[region];
    if (list === undefined) return undefined;
    if (this.#priceIn(list, type) !== undefined) return true;
    const knowsType = list.date >= this.date || Object.values(onDemand).some((other) => other.date <= list.date && this.#priceIn(other, type) !== undefined);
    return knowsType ? false : undefined;
  }

  /** True where the catalogue holds spot prices, so that a type or zone without one has no spot capacity. */
  get hasSpotPrices(): boolean {
    return Object.keys(this.packed.spot).length > 0;
  }

  spotPrice(type: string, zone: string): Price | undefined {
    return this.#priceIn(this.packed.spot[zone], type);
  }

  spotAdvice(type: string, region: string): SpotAdvice | undefined {
    const position = this.#placeOf(type);
    const advice = this.packed.spotAdvice[region];
    if (position === undefined || advice === undefined) return undefined;
    const saving = readSign(advice, position * 2);
    const interruption = readSign(advice, position * 2 + 1);
    return saving === undefined || interruption === undefined ? undefined : { saving, interruption };
  }

  /** The ids of a region's zones, such as `use1-az1`; none where they are not known. */
  zoneIds(region: string): readonly string[] {
    return this.packed.zones[region]?.ids ?? [];
  }

  /** The ids of the zones that offer a type; undefined where nothing is known. */
  zonesOf(type: string, region: string): readonly string[] | undefined {
    const zones = this.packed.zones[region];
    const position = this.#placeOf(type);
    return zones === undefined || position === undefined ? undefined : readZones(zones, position);
  }

  #placeOf(name: string): number | undefined {
    this.#positions ??= new Map(this.#names.map((known, position) => [known, position]));
    return this.#positions.get(name);
  }

  #priceIn(list: PackedPrices | undefined, type: string): Price | undefined {
    const position = this.#placeOf(type);
    if (list === undefined || position === undefined) return undefined;
    const prices = this.#prices.get(list) ?? unpackPrices(list.prices);
    this.#prices.set(list, prices);
    const perHour = prices[position];
    return perHour === undefined ? undefined : { perHour, currency: list.currency, date: list.date };
  }
}

/** The catalogue that karplint comes with, or one of the user's own. */
export const ec2Catalog: Dataset<Catalog> = { name: 'ec2', read: readCatalog };

/** What rules ask of it: the types, and what they cost in one region. Where a host has no smaller text for that, the whole will do. */
export const ec2Standard: Dataset<Catalog> = { name: 'ec2-standard', read: readCatalog };

/** The region whose prices stand for those of all: the order of types hardly differs. */
export const standardRegion = 'us-east-1';

/** The part of a catalogue that `ec2Standard` is made of, a third of the whole. */
export function standardPart({ onDemand, ...packed }: PackedCatalog): PackedCatalog {
  const { [standardRegion]: prices } = onDemand;
  return { ...packed, onDemand: prices === undefined ? {} : { [standardRegion]: prices }, spot: {}, zones: {}, spotAdvice: {} };
}

/** Reads a catalogue from the text of its file; throws where it is none. */
function readCatalog(text: string): Catalog {
  const packed = JSON.parse(text) as Partial<PackedCatalog>;
  if (packed.format !== packedFormat) throw new Error(`This is no catalogue of format ${packedFormat}`);
  return new Catalog(packed as PackedCatalog);
}

function readZones({ ids, offered }: PackedZones, position: number): readonly string[] | undefined {
  const mask = readSign(offered, position);
  return mask === undefined ? undefined : ids.filter((_, bit) => (mask & (1 << bit)) !== 0);
}
