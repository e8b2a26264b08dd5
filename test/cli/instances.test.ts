import { describe, expect, it } from 'vitest';
import { TestWorkspace } from './workspace.ts';

function pool(name: string, requirement: string): string {
  return `apiVersion: karpenter.sh/v1
kind: NodePool
metadata:
  name: ${name}
spec:
  template:
    spec:
      nodeClassRef: { group: karpenter.k8s.aws, kind: EC2NodeClass, name: default }
      requirements:
        - { ${requirement} }
`;
}

const m5 = pool('m5', 'key: karpenter.k8s.aws/instance-family, operator: In, values: ["m5"]');
const none = pool('none', 'key: karpenter.k8s.aws/instance-cpu, operator: Gt, values: ["999"]');
const broken = pool('broken', 'key: karpenter.k8s.aws/instance-cpu, operator: Gt, values: ["many"]');

interface Pool {
  readonly name: string;
  readonly valid: boolean;
  readonly stage?: string;
  readonly count: number;
  readonly types: readonly { readonly type: string; readonly pricePerHour: { readonly onDemand?: number } }[];
  readonly why?: readonly { readonly launchable: boolean; readonly reasons: readonly string[] }[];
}

async function poolsOf(text: string, ...more: readonly string[]): Promise<readonly Pool[]> {
  const { code, out } = await new TestWorkspace({ 'pools.yaml': text }).run('instances', 'pools.yaml', '--format', 'json', ...more);
  expect(code).toBe(0);
  return (JSON.parse(out) as { readonly nodepools: readonly Pool[] }).nodepools;
}

describe('karplint instances', () => {
  it('tells valid, empty and refused pools apart', async () => {
    const pools = await poolsOf([m5, none, broken].join('---\n'));
    expect(pools.map(({ name, valid, stage, count }) => [name, valid, stage, count])).toEqual([
      ['m5', true, undefined, 9],
      ['none', true, 'filter', 0],
      ['broken', false, 'admission', 0],
    ]);
    expect(pools[0]?.types.find(({ type }) => type === 'm5.large')?.pricePerHour.onDemand).toBe(0.096);
  });

  it('takes prices of the region, one pool, and says why a type is out', async () => {
    const pools = await poolsOf([m5, none].join('---\n'), '--nodepool', 'm5', '--region', 'eu-west-1', '--why', 'c5.large');
    expect(pools.map(({ name }) => name)).toEqual(['m5']);
    expect(pools[0]?.types.find(({ type }) => type === 'm5.large')?.pricePerHour.onDemand).toBe(0.107);
    expect(pools[0]?.why?.[0]?.reasons).toEqual(['`karpenter.k8s.aws/instance-family In [m5]`: it has `c5`.']);
  });

  it('applies the prices of NodeOverlays', async () => {
    const overlay = `apiVersion: karpenter.sh/v1alpha1
kind: NodeOverlay
metadata: { name: discount }
spec:
  requirements: [{ key: karpenter.k8s.aws/instance-family, operator: In, values: [m5] }]
  priceAdjustment: "-50%"
`;
    const pools = await poolsOf([m5, overlay].join('---\n'));
    expect(pools[0]?.types.find(({ type }) => type === 'm5.large')?.pricePerHour.onDemand).toBe(0.048);
  });

  it('ends with 2 where the input cannot be read', async () => {
    expect((await new TestWorkspace({}).run('instances', 'missing.yaml')).code).toBe(2);
  });

  it('draws a page that loads nothing and escapes what it shows', async () => {
    const hostile = m5.replace('name: m5', 'name: "<img src=x>"');
    const { out } = await new TestWorkspace({ 'pools.yaml': hostile }).run('instances', '--format', 'html');
    expect(out).not.toMatch(/<img|<link|<script [a-z]|url\(|@import|https?:/);
    expect(out).toMatch(/<!doctype html>/);
  });

  it('answers for pools as they reach clusters, with the class of each', async () => {
    const nodeClass = (maxPods: number): string => `apiVersion: karpenter.k8s.aws/v1
kind: EC2NodeClass
metadata: { name: default }
spec:
  role: nodes
  kubelet: { maxPods: ${maxPods} }
  amiSelectorTerms: [{ alias: al2023@v20250915 }]
  subnetSelectorTerms: [{ id: subnet-0123456789abcdef0 }]
  securityGroupSelectorTerms: [{ id: sg-0123456789abcdef0 }]
`;
    const overlay = (resource: string, more = ''): string => `resources: [../base, ${resource}]\n${more}`;
    const workspace = new TestWorkspace({
      'base/kustomization.yaml': 'resources: [pool.yaml]\n',
      'base/pool.yaml': m5,
      'dev/kustomization.yaml': overlay('class.yaml'),
      'dev/class.yaml': nodeClass(20),
      'prod/kustomization.yaml': overlay('class.yaml', 'namePrefix: prod-\npatches: [{ path: patch.yaml }]\n'),
      'prod/class.yaml': nodeClass(40),
      'prod/patch.yaml': `apiVersion: karpenter.sh/v1
kind: NodePool
metadata: { name: m5 }
spec:
  template:
    spec:
      nodeClassRef: { name: prod-default }
      requirements: [{ key: node.kubernetes.io/instance-type, operator: In, values: [m5.xlarge] }]
`,
    });
    const { out, error } = await workspace.run('instances', '--format', 'json');
    expect(error).toBe('');
    const { nodepools } = JSON.parse(out) as {
      nodepools: { name: string; file: string; scopes: string[]; types: { type: string; capacity: { pods: number } }[] }[];
    };
    const large = (types: readonly { type: string; capacity: { pods: number } }[]) => types.find(({ type }) => type === 'm5.xlarge')?.capacity.pods;
    expect(nodepools.map(({ name, file, scopes, types }) => [name, file, scopes, types.length, large(types)])).toEqual([
      ['m5', 'base/pool.yaml', ['dev'], 9, 20],
      ['prod-m5', 'base/pool.yaml', ['prod'], 1, 40],
    ]);
  });

  it('tells a pool once that several clusters share with one class', async () => {
    const workspace = new TestWorkspace({
      'base/kustomization.yaml': 'resources: [pool.yaml]\n',
      'base/pool.yaml': m5,
      'a/kustomization.yaml': 'resources: [../base]\n',
      'b/kustomization.yaml': 'resources: [../base]\n',
    });
    const { out } = await workspace.run('instances');
    expect(out).toContain('NodePool m5 base/pool.yaml in a, b\n');
  });
});

describe('karplint catalog', () => {
  it('says where its figures come from', async () => {
    const { code, out } = await new TestWorkspace({}).run('catalog');
    expect([code, out]).toEqual([0, expect.stringMatching(/^1363 instance types of [0-9]+ families, as of 2026-07-11/)]);
  });

  it('makes a catalogue that the configuration can name', async () => {
    const type = {
      InstanceType: 'm5.huge',
      VCpuInfo: { DefaultVCpus: 2 },
      MemoryInfo: { SizeInMiB: 8192 },
      ProcessorInfo: { SupportedArchitectures: ['x86_64'] },
      NetworkInfo: { MaximumNetworkInterfaces: 3, Ipv4AddressesPerInterface: 10 },
    };
    const workspace = new TestWorkspace({ 'types.json': JSON.stringify({ InstanceTypes: [type] }), 'pools.yaml': m5 });
    expect((await workspace.run('catalog', '--update', 'types.json', '--output', 'ec2.json')).code).toBe(0);
    workspace.write('karplint.yaml', 'catalog: ec2.json\n');
    expect((await workspace.run('instances', 'pools.yaml')).out).toContain('1 instance type of 1 family');
    expect((await workspace.run('catalog')).out).toMatch(/^1 instance types of 1 families/);
  });

  it('refuses a catalogue that is none', async () => {
    const workspace = new TestWorkspace({ 'karplint.yaml': 'catalog: pools.yaml\n', 'pools.yaml': m5 });
    const { code, error } = await workspace.run('instances', 'pools.yaml');
    expect([code, error]).toEqual([2, expect.stringContaining('Cannot use the catalogue `pools.yaml`')]);
  });
});
