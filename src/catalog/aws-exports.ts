import type { Accelerator, Gpu, InstanceFacts } from './instance-facts.ts';
import { packPrices, packTypes, packedFormat } from './packed.ts';
import type { CatalogSource, PackedCatalog, PackedPrices } from './packed.ts';

/** What the AWS CLI printed, as parsed JSON; undefined where the user gave no such file. */
export interface AwsExports {
  /** `aws ec2 describe-instance-types`. */
  readonly types: unknown;
  /** `{region: {type: price}}`, or a list of prices for one region. */
  readonly prices?: unknown;
  /** `aws ec2 describe-spot-price-history`. */
  readonly spotPrices?: unknown;
  /** The region of what was exported. */
  readonly region: string;
  /** ISO day on which it was exported. */
  readonly date: string;
}

type Json = Readonly<Record<string, unknown>>;

/** Makes a catalogue of what the AWS CLI exports; what it leaves out is taken from another one. Throws where the export is none. */
export function catalogFromExports(exports: AwsExports, base: PackedCatalog, factsOf: (name: string) => InstanceFacts | undefined): PackedCatalog {
  const listed = listOf(exports.types, 'InstanceTypes');
  if (listed === undefined || listed.length === 0) throw new Error('it holds no `InstanceTypes`');
  const facts = listed.map((item) => readType(item, factsOf)).sort((a, b) => (a.name < b.name ? -1 : 1));
  const names = facts.map(({ name }) => name);
  const { region, date } = exports;
  const prices = readPrices(exports.prices, region);
  const spot = exports.spotPrices === undefined ? {} : readSpot(exports.spotPrices, names, date);
  const positions = new Map(base.names.split(' ').map((name, position) => [name, position]));
  const kept = Object.entries(base.onDemand).map(([other, list]) => [other, reorder(list, names, positions)] as const);
  const own = Object.entries(prices).map(([other, list]) => [other, { currency: 'USD', date, prices: packPrices(names.map((name) => list[name])) }] as const);
  return {
    format: packedFormat,
    date,
    sources: [...sourcesOf(exports), ...base.sources.filter(({ what }) => what.startsWith('prices'))],
    ...packTypes(facts),
    onDemand: { ...Object.fromEntries(kept), ...Object.fromEntries(own) },
    spot,
    zones: {},
    spotAdvice: Object.fromEntries(Object.entries(base.spotAdvice).map(([other, text]) => [other, reorderAdvice(text, names, positions)])),
  };
}

function sourcesOf({ prices, spotPrices, region, date }: AwsExports): CatalogSource[] {
  return [
    { what: 'instance types', from: 'aws ec2 describe-instance-types', date },
    ...(prices === undefined ? [] : [{ what: `prices of ${region}`, from: 'a file of the user', date }]),
    ...(spotPrices === undefined ? [] : [{ what: 'spot prices', from: 'aws ec2 describe-spot-price-history', date }]),
  ];
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceTypeInfo.html */
function readType(item: Json, factsOf: (name: string) => InstanceFacts | undefined): InstanceFacts {
  const name = text(item['InstanceType']);
  const known = factsOf(name);
  const [cpu, processor, network] = [map(item['VCpuInfo']), map(item['ProcessorInfo']), map(item['NetworkInfo'])];
  const architectures = strings(processor['SupportedArchitectures']);
  const ebs = map(map(item['EbsInfo'])['EbsOptimizedInfo']);
  const disks = map(item['InstanceStorageInfo']);
  const cards = (listOf(network, 'NetworkCards') ?? []).map((card) => number(card['MaximumNetworkInterfaces']));
  const isEbsDefault = map(item['EbsInfo'])['EbsOptimizedSupport'] === 'default';
  return {
    name,
    arch: architectures.includes('arm64') ? 'arm64' : 'amd64',
    vcpus: number(cpu['DefaultVCpus']),
    memoryMib: number(map(item['MemoryInfo'])['SizeInMiB']),
    hypervisor: text(item['Hypervisor']),
    cpuManufacturer: kebab(text(processor['Manufacturer'])),
    clockMhz: Math.round(number(processor['SustainedClockSpeedInGhz']) * 1000),
    encryptsTraffic: network['EncryptionInTransitSupported'] === true,
    ebsMbps: isEbsDefault ? number(ebs['MaximumBandwidthInMbps']) : 0,
    // EC2 tells it in words; Karpenter has a table of its own.
    networkMbps: known?.networkMbps ?? 0,
    localNvmeGb: disks['NvmeSupport'] === undefined || disks['NvmeSupport'] === 'unsupported' ? 0 : number(disks['TotalSizeInGB']),
    gpu: readGpu(item),
    accelerator: readAccelerator(item),
    efaInterfaces: number(map(network['EfaInfo'])['MaximumEfaInterfaces']),
    cards: cards.length === 0 ? [number(network['MaximumNetworkInterfaces'])] : cards,
    defaultCard: number(network['DefaultNetworkCardIndex']),
    ipv4PerInterface: number(network['Ipv4AddressesPerInterface']),
    podInterfaces: known?.podInterfaces ?? 0,
  };
}

function readGpu(item: Json): Gpu | undefined {
  const [gpu, ...more] = listOf(map(item['GpuInfo']), 'Gpus') ?? [];
  if (gpu === undefined || more.length > 0) return undefined;
  const memoryMib = number(map(gpu['MemoryInfo'])['SizeInMiB']);
  return { manufacturer: kebab(text(gpu['Manufacturer'])), name: kebab(text(gpu['Name'])), count: number(gpu['Count']), memoryMib };
}

function readAccelerator(item: Json): Accelerator | undefined {
  const [device] = listOf(map(item['NeuronInfo']), 'NeuronDevices') ?? [];
  if (device !== undefined) {
    const count = number(device['Count']);
    return { manufacturer: 'aws', name: kebab(text(device['Name'])), count, neuronCores: count * number(map(device['CoreInfo'])['Count']) };
  }
  const [other] = listOf(map(item['InferenceAcceleratorInfo']), 'Accelerators') ?? [];
  if (other === undefined) return undefined;
  return { manufacturer: kebab(text(other['Manufacturer'])), name: kebab(text(other['Name'])), count: number(other['Count']), neuronCores: 0 };
}

type PricesByRegion = Readonly<Record<string, Readonly<Record<string, number>>>>;

function readPrices(given: unknown, region: string): PricesByRegion {
  if (given === undefined) return {};
  const isFlat = Object.values(map(given)).every((value) => typeof value === 'number');
  const prices = (isFlat ? { [region]: given } : given) as PricesByRegion;
  const isFine = Object.values(prices).every((list) => list === map(list) && Object.values(list).every((price) => typeof price === 'number'));
  if (!isFine || Object.keys(map(given)).length === 0) throw new Error('the prices are no map from types, or from regions and types, to numbers');
  return prices;
}

/** The newest price of each type and zone, for Linux. */
function readSpot(given: unknown, names: readonly string[], date: string): Record<string, PackedPrices> {
  const history = listOf(given, 'SpotPriceHistory');
  if (history === undefined) throw new Error('the spot prices hold no `SpotPriceHistory`');
  const newest = new Map<string, { readonly at: string; readonly price: number }>();
  for (const entry of history) {
    if (!text(entry['ProductDescription']).startsWith('Linux/UNIX')) continue;
    const key = `${text(entry['AvailabilityZone'])} ${text(entry['InstanceType'])}`;
    const at = text(entry['Timestamp']);
    if ((newest.get(key)?.at ?? '') <= at) newest.set(key, { at, price: Number(entry['SpotPrice']) });
  }
  const zones = new Set([...newest.keys()].map((key) => key.slice(0, key.indexOf(' '))));
  const listFor = (zone: string): PackedPrices => ({ currency: 'USD', date, prices: packPrices(names.map((name) => newest.get(`${zone} ${name}`)?.price)) });
  return Object.fromEntries([...zones].sort().map((zone) => [zone, listFor(zone)]));
}

function reorder(list: PackedPrices, names: readonly string[], positions: ReadonlyMap<string, number>): PackedPrices {
  const prices = list.prices.split(',');
  return { ...list, prices: names.map((name) => prices[positions.get(name) ?? -1] ?? '').join(',') };
}

function reorderAdvice(advice: string, names: readonly string[], positions: ReadonlyMap<string, number>): string {
  return names.map((name) => advice.slice((positions.get(name) ?? -1) * 2, (positions.get(name) ?? -1) * 2 + 2).padEnd(2)).join('');
}

function listOf(holder: unknown, key: string): readonly Json[] | undefined {
  const list = map(holder)[key];
  return Array.isArray(list) ? list.map(map) : undefined;
}

function map(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(text) : [];
}

function number(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

/** As Karpenter writes names into labels. */
function kebab(name: string): string {
  return name.toLowerCase().replaceAll(' ', '-');
}
