#!/usr/bin/env node
// Compares random NodePools with Karpenter's own instance filter: node scripts/fuzz-instances.mjs <oracle> <facts> [count] [seed].
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeTypes } from './conformance/instances.mjs';
import { loadSource } from './load-source.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [oracle, facts, count = '2000', seed = '1'] = process.argv.slice(2);
if (oracle === undefined || facts === undefined) throw new Error('Name the oracle and the folder of facts about EC2.');

const karplint = await loadSource(root, 'scripts/conformance/entry.ts');
const catalog = karplint.ec2Catalog.read(readFileSync(join(root, 'src/catalog/ec2.generated.json'), 'utf8'));
const random = mulberry32(Number(seed));
const pick = (list) => list[Math.floor(random() * list.length)];
const chance = (share) => random() < share;

/** A small generator of random numbers with a seed. https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
function mulberry32(state) {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const ownLabels = ['example.com/team', 'beta.kubernetes.io/arch', 'beta.kubernetes.io/instance-type', 'topology.ebs.csi.aws.com/zone'];
const placeValues = {
  'kubernetes.io/os': ['linux', 'windows'],
  'node.kubernetes.io/windows-build': ['10.0.20348', '10.0.17763'],
  'topology.kubernetes.io/zone': ['us-east-1a', 'us-east-1b', 'us-east-1c', 'us-east-1d'],
  'topology.kubernetes.io/region': ['us-east-1', 'us-west-2'],
  'topology.k8s.aws/zone-id': ['zid-us-east-1a', 'zid-us-east-1b', 'use1-az1'],
  'karpenter.sh/capacity-type': ['spot', 'on-demand', 'reserved'],
  'karpenter.k8s.aws/instance-tenancy': ['default', 'dedicated'],
  'karpenter.k8s.aws/capacity-reservation-id': ['cr-1', 'cr-2'],
};
const typeLabels = [
  'node.kubernetes.io/instance-type',
  'kubernetes.io/arch',
  ...[
    ...['category', 'generation', 'family', 'size', 'capability-flex', 'cpu', 'cpu-manufacturer', 'cpu-sustained-clock-speed-mhz', 'memory', 'hypervisor'],
    ...['ebs-bandwidth', 'network-bandwidth', 'local-nvme', 'encryption-in-transit-supported'],
    ...['gpu-name', 'gpu-manufacturer', 'gpu-count', 'gpu-memory', 'accelerator-name', 'accelerator-manufacturer', 'accelerator-count'],
  ].map((name) => `karpenter.k8s.aws/instance-${name}`),
];
const narrow = ['karpenter.k8s.aws/instance-category', 'karpenter.k8s.aws/instance-generation', 'karpenter.k8s.aws/instance-family', 'kubernetes.io/arch'];

function valuesFor(key) {
  const own = placeValues[key] ?? catalog.label(key.replace('beta.kubernetes.io/arch', 'kubernetes.io/arch'))?.values.flat() ?? ['red', 'blue', '7'];
  return own.length === 0 ? ['0'] : own;
}

function requirement() {
  const key = chance(0.35) ? pick(narrow) : chance(0.6) ? pick(typeLabels) : chance(0.7) ? pick(Object.keys(placeValues)) : pick(ownLabels);
  const values = valuesFor(key);
  const isNumeric = values.some((value) => /^[0-9]+$/.test(value));
  const operator = pick(
    isNumeric ? ['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt', 'Gte', 'Lte', 'Gt', 'Lt'] : ['In', 'In', 'NotIn', 'NotIn', 'Exists', 'DoesNotExist'],
  );
  const listed = Array.from({ length: /^(?:Not)?In$/.test(operator) ? 1 + Math.floor(random() * (chance(0.2) ? 40 : 4)) : 1 }, () =>
    chance(0.03) ? 'nonsense' : pick(values),
  );
  const isNumber = /^[GL]te?$/.test(operator);
  const written = operator.endsWith('xist') || operator.endsWith('xists') ? undefined : isNumber ? [numberNear(pick(values))] : [...new Set(listed)];
  return { key, operator, ...(written === undefined ? {} : { values: written }), ...(chance(0.12) ? { minValues: 1 + Math.floor(random() * 6) } : {}) };
}

function numberNear(text) {
  const number = /^[0-9]+$/.test(text) ? Number(text) : 2;
  return chance(0.03) ? pick(['+4', '05', '9223372036854775807', '0']) : String(Math.max(0, number + Math.floor(random() * 3) - 1));
}

function nodePool(index) {
  const labels = chance(0.2) ? { [pick([...narrow, 'example.com/team', 'topology.kubernetes.io/zone'])]: undefined } : {};
  for (const key of Object.keys(labels)) labels[key] = String(pick(valuesFor(key)));
  return {
    apiVersion: 'karpenter.sh/v1',
    kind: 'NodePool',
    metadata: { name: `pool-${index}` },
    spec: {
      template: {
        metadata: { labels },
        spec: {
          nodeClassRef: { group: 'karpenter.k8s.aws', kind: 'EC2NodeClass', name: 'default' },
          requirements: Array.from({ length: Math.floor(random() * 6) }, requirement),
        },
      },
    },
  };
}

const quantities = {
  cpu: ['100m', '0.5', '3', '250u'],
  memory: ['100Mi', '1.5Gi', '0.3Gi', '2G', '1e9', '900M'],
  'ephemeral-storage': ['1Gi', '10Gi', '500M'],
};

function reserved() {
  return Object.fromEntries(Object.entries(quantities).flatMap(([key, values]) => (chance(0.5) ? [[key, pick(values)]] : [])));
}

function nodeClass() {
  const alias = pick(['al2023@latest', 'al2023@latest', 'al2@latest', 'bottlerocket@latest', 'windows2022@latest']);
  const mappings = blockDeviceMappings();
  return {
    apiVersion: 'karpenter.k8s.aws/v1',
    kind: 'EC2NodeClass',
    metadata: { name: 'default' },
    spec: {
      role: 'nodes',
      amiSelectorTerms: [{ alias }],
      subnetSelectorTerms: [{ tags: { a: 'b' } }],
      securityGroupSelectorTerms: [{ tags: { a: 'b' } }],
      kubelet: kubelet(),
      ...(mappings.length === 0 ? {} : { blockDeviceMappings: mappings }),
      ...(chance(0.25) ? { instanceStorePolicy: 'RAID0' } : {}),
      ...(chance(0.1) && !alias.startsWith('windows') ? { networkInterfaces: networkInterfaces() } : {}),
    },
    ...(chance(0.25) ? { status: status() } : {}),
  };
}

function kubelet() {
  return {
    ...(chance(0.4) ? { maxPods: pick([0, 8, 29, 110, 250]) } : {}),
    ...(chance(0.3) ? { podsPerCore: pick([0, 2, 10]) } : {}),
    ...(chance(0.3) ? { kubeReserved: reserved() } : {}),
    ...(chance(0.3) ? { systemReserved: reserved() } : {}),
    ...(chance(0.3)
      ? { evictionHard: { 'memory.available': pick(['5%', '100%', '300Mi', '0.1Gi', '12.5%']), 'nodefs.available': pick(['15%', '0%', '2Gi']) } }
      : {}),
  };
}

function blockDeviceMappings() {
  return Array.from({ length: Math.floor(random() * 3) }, (_, index) => ({
    deviceName: pick(['/dev/xvda', '/dev/xvdb', '/dev/sda1']),
    ebs: { volumeSize: pick(['20Gi', '100G', '1Ti', '47Gi']) },
    ...(index === 0 && chance(0.2) ? { rootVolume: true } : {}),
  }));
}

function networkInterfaces() {
  return [
    { networkCardIndex: 0, deviceIndex: 0, interfaceType: 'interface' },
    ...(chance(0.5) ? [{ networkCardIndex: pick([0, 1]), deviceIndex: 1, interfaceType: 'efa-only' }] : []),
  ];
}

function status() {
  const subnets = [
    { id: 'subnet-1', zone: 'us-east-1a', ...(chance(0.7) ? { zoneID: 'use1-az1' } : {}) },
    ...(chance(0.6) ? [{ id: 'subnet-2', zone: 'us-east-1b', zoneID: 'use1-az2' }] : []),
  ];
  const reservation = {
    id: 'cr-1',
    instanceType: pick(['m5.large', 'p5e.48xlarge', 'c6gd.medium']),
    availabilityZone: pick(['us-east-1a', 'us-east-1c']),
    instanceMatchCriteria: 'targeted',
    ownerID: '111122223333',
    reservationType: 'default',
  };
  return { subnets, ...(chance(0.5) ? { capacityReservations: [reservation] } : {}) };
}

const folder = mkdtempSync(join(tmpdir(), 'karplint-fuzz-'));
const [input, output] = ['in', 'out'].map((name) => join(folder, name));
for (const path of [input, output]) mkdirSync(path);
const poolsPerFile = 10;
const files = Array.from({ length: Math.ceil(Number(count) / poolsPerFile) }, (_, file) => {
  const pools = Array.from({ length: poolsPerFile }, (_unused, index) => nodePool(file * poolsPerFile + index));
  const documents = [...(file % 4 === 0 ? [] : [nodeClass()]), ...pools];
  const name = `${String(file).padStart(4, '0')}.yaml`;
  // JSON is YAML; the comment keeps the readers from taking it for JSON alone.
  writeFileSync(join(input, name), `# seed ${seed}\n${documents.map((document) => JSON.stringify(document)).join('\n---\n')}\n`);
  return name;
});
execFileSync(oracle, ['-catalogue', facts, '-instances', input, '-out', output], { stdio: ['ignore', 'ignore', 'inherit'] });

let agreed = 0;
const disagreements = [];
for (const name of files) {
  const expected = JSON.parse(readFileSync(join(output, name.replace('.yaml', '.json')), 'utf8'));
  const manifest = karplint.toManifest(karplint.decode(readFileSync(join(input, name)), name), false);
  const { region, zones } = expected;
  const workspace = new karplint.Workspace([manifest]);
  const report = karplint.reportInstances({ workspace, catalog, karpenter: karplint.knownVersions.at(-1), region, zones, pools: [], why: [] });
  for (const [index, pool] of expected.nodepools.entries()) {
    const difference = compare(pool, report.nodepools[index]);
    if (difference === undefined) agreed++;
    else disagreements.push(`${name} ${pool.name}: ${difference}`);
  }
}
for (const line of disagreements.slice(0, 40)) console.log(line);
console.log(`${agreed} agree, ${disagreements.length} disagree (seed ${seed}, ${folder})`);
process.exitCode = disagreements.length === 0 ? 0 : 1;

function compare(wanted, found) {
  if (found === undefined) return 'karplint does not see the pool';
  for (const key of ['valid', 'stage', 'minValuesOk']) {
    if (wanted[key] !== found[key]) return `${key}: Karpenter ${wanted[key]} (${wanted.error}), karplint ${found[key]} (${found.error})`;
  }
  const types = found.types.map(({ type }) => type);
  if (JSON.stringify(types) !== JSON.stringify(wanted.types)) return `types: ${describeTypes(types, wanted.types)}`;
  for (const sample of wanted.samples) {
    const own = found.types.find(({ type }) => type === sample.type);
    if (JSON.stringify([own.capacity, own.allocatable]) === JSON.stringify([sample.capacity, sample.allocatable])) continue;
    return `${sample.type}: Karpenter ${JSON.stringify([sample.capacity, sample.allocatable])}, karplint ${JSON.stringify([own.capacity, own.allocatable])}`;
  }
  return undefined;
}
