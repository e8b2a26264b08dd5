#!/usr/bin/env node
// Makes src/catalog/ec2.generated.json from a folder of facts about EC2: `node scripts/refresh-catalog.mjs <folder>`.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadSource } from './load-source.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Say which folder holds instance-types.json, vpc-limits.json and the lists of prices.');

const { packPrices, packTypes, packedFormat, writeSign } = await loadSource(root, 'src/catalog/packed.ts');
const read = (name) => JSON.parse(readFileSync(join(folder, name), 'utf8'));

const documented = read('instance-types.json');
const limits = read('vpc-limits.json');
const compiled = read('prices-ondemand.json');
const regional = read('prices-regions-2025-05.json');
const zones = read('zones-by-type-2025-05.json');
const advisor = read('spot-advisor-2025-07.json');
/** The table of the provider's documentation names no day; the release that it was made for does. */
const documentedDate = '2026-07-11';

const names = Object.keys(documented.types).sort();

function factsOf(name) {
  const { labels, allocatable } = documented.types[name];
  const label = (key) => labels[`karpenter.k8s.aws/instance-${key}`];
  const number = (text) => Number(text ?? 0);
  return {
    name,
    arch: labels['kubernetes.io/arch'],
    vcpus: number(label('cpu')),
    memoryMib: number(label('memory')),
    hypervisor: label('hypervisor'),
    cpuManufacturer: label('cpu-manufacturer'),
    clockMhz: number(label('cpu-sustained-clock-speed-mhz')),
    encryptsTraffic: label('encryption-in-transit-supported') === 'true',
    ebsMbps: number(label('ebs-bandwidth')),
    networkMbps: number(label('network-bandwidth')),
    localNvmeGb: number(label('local-nvme')),
    gpu: label('gpu-name') && {
      manufacturer: label('gpu-manufacturer'),
      name: label('gpu-name'),
      count: number(label('gpu-count')),
      memoryMib: number(label('gpu-memory')),
    },
    accelerator: label('accelerator-name') && {
      manufacturer: label('accelerator-manufacturer'),
      name: label('accelerator-name'),
      count: number(label('accelerator-count')),
      neuronCores: number(allocatable['aws.amazon.com/neuroncore']),
    },
    efaInterfaces: number(allocatable['vpc.amazonaws.com/efa']),
    ...interfacesOf(name, number(allocatable.pods)),
    podInterfaces: number(allocatable['vpc.amazonaws.com/pod-eni']),
  };
}

/** A type without published limits gets the one interface that gives the documented number of pods. */
function interfacesOf(name, pods) {
  const { cards = [], defaultCard = 0, ipv4PerEni = 0 } = limits.types[name] ?? {};
  if ((cards[defaultCard]?.max ?? 0) * (ipv4PerEni - 1) + 2 !== pods) return { cards: [1], defaultCard: 0, ipv4PerInterface: pods - 1 };
  return { cards: cards.map(({ max }) => max), defaultCard, ipv4PerInterface: ipv4PerEni };
}

function listOf(prices, currency, date) {
  return { currency, date: date.slice(0, 10), prices: packPrices(names.map((name) => prices[name])) };
}

/** Local and wavelength zones have lists of their own, named after the region; they are no regions. */
const isRegion = (name) => /^[a-z]{2}(?:-gov)?-[a-z]+-[0-9]$/.test(name);

function onDemandLists() {
  const older = Object.entries(regional.prices).filter(([region]) => isRegion(region));
  const lists = older.map(([region, prices]) => [region, listOf(prices, 'USD', regional.asOf)]);
  const newer = Object.entries(compiled).map(([region, { prices, currency, generatedAt }]) => [region, listOf(prices, currency, generatedAt)]);
  return sortedObject(new Map([...lists, ...newer]));
}

function zoneLists() {
  return sortedObject(
    Object.entries(zones.regions).map(([region, ids]) => {
      const sign = (offered) => (offered === undefined ? ' ' : writeSign(offered.reduce((mask, id) => mask | (1 << ids.indexOf(id)), 0)));
      return [region, { ids, offered: names.map((name) => sign(zones.types[region]?.[name])).join('') }];
    }),
  );
}

function adviceLists() {
  const sign = (advice) => (advice === undefined ? '  ' : writeSign(Math.max(0, Math.min(90, advice[0]))) + writeSign(advice[1]));
  return sortedObject(Object.entries(advisor.linux).map(([region, types]) => [region, names.map((name) => sign(types[name])).join('')]));
}

function sortedObject(entries) {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const catalog = {
  format: packedFormat,
  date: documentedDate,
  sources: [
    { what: 'instance types', from: 'reference of instance types, karpenter-provider-aws 1.14', date: documentedDate },
    { what: 'network interfaces', from: 'VPC limits compiled into karpenter-provider-aws', date: limits.generatedAt.slice(0, 10) },
    ...Object.entries(compiled).map(([region, { generatedAt }]) => ({
      what: `prices of ${region}`,
      from: 'prices compiled into karpenter-provider-aws',
      date: generatedAt.slice(0, 10),
    })),
    { what: 'prices of other regions', from: 'ec2instances.info', date: regional.asOf },
    { what: 'zones', from: 'ec2instances.info', date: zones.asOf },
    { what: 'spot savings and interruptions', from: 'AWS Spot Advisor', date: advisor.asOf },
  ],
  ...packTypes(names.map(factsOf)),
  onDemand: onDemandLists(),
  spot: {},
  zones: zoneLists(),
  spotAdvice: adviceLists(),
};
const text = `${JSON.stringify(catalog)}\n`;
writeFileSync(join(root, 'src/catalog/ec2.generated.json'), text);
console.log(`${names.length} types, ${(text.length / 1024).toFixed(0)} KB`);
