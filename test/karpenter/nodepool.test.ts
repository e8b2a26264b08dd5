import { describe, expect, it } from 'vitest';
import { readManifest } from '../../src/core/manifest.ts';
import type { Resource } from '../../src/core/resource.ts';
import { Source } from '../../src/core/source.ts';
import {
  allowsSpot,
  isAcceleratorPool,
  isAutoMode,
  isMetalPool,
  isStaticPool,
  namedFamilies,
  requirementsOf,
  usesEc2NodeClass,
} from '../../src/karpenter/nodepool.ts';

interface Template {
  readonly requirements?: unknown;
  readonly labels?: unknown;
  readonly nodeClassRef?: unknown;
  readonly replicas?: unknown;
}

function makePool({ requirements, labels, nodeClassRef, replicas }: Template): Resource {
  const spec = { replicas, template: { metadata: { labels }, spec: { nodeClassRef, requirements } } };
  const text = JSON.stringify({ apiVersion: 'karpenter.sh/v1', kind: 'NodePool', metadata: { name: 'apples' }, spec });
  const [pool] = readManifest(new Source('pool.json', text)).resources;
  if (pool === undefined) throw new Error('not a resource');
  return pool;
}

const capacity = (operator: string, ...values: string[]) => ({ key: 'karpenter.sh/capacity-type', operator, values });
const families = (operator: string, ...values: string[]) => ({ key: 'karpenter.k8s.aws/instance-family', operator, values });
const types = (operator: string, ...values: string[]) => ({ key: 'node.kubernetes.io/instance-type', operator, values });

describe('requirementsOf', () => {
  it('reads requirements and template labels, with the old names of labels replaced', () => {
    const pool = makePool({
      requirements: [{ key: 'topology.ebs.csi.aws.com/zone', operator: 'In', values: ['eu-west-1a'] }],
      labels: { 'beta.kubernetes.io/arch': 'arm64' },
    });
    expect(requirementsOf(pool).map(({ key, operator, values }) => [key, operator, values])).toEqual([
      ['topology.kubernetes.io/zone', 'In', ['eu-west-1a']],
      ['kubernetes.io/arch', 'In', ['arm64']],
    ]);
  });

  it('tells lists that are not known from those that are', () => {
    const known = (values: unknown) => requirementsOf(makePool({ requirements: [{ key: 'a', operator: 'In', values }] }))[0]?.isKnown;
    expect(known(['b'])).toBe(true);
    expect(known(['b', '${C}'])).toBe(false);
    expect(known(['b', 2])).toBe(false);
    expect(known('${LIST}')).toBe(false);
  });

  it.each([[undefined], [null], [3], ['text'], [{ key: 'a' }], [[null, 7, [], {}]]])('survives requirements that are %j', (requirements) => {
    expect(requirementsOf(makePool({ requirements })).every(({ key }) => key === undefined)).toBe(true);
  });
});

describe('allowsSpot', () => {
  it.each([
    [[], true],
    [[capacity('In', 'spot')], true],
    [[capacity('In', 'on-demand', 'spot')], true],
    [[capacity('In', '${OTHER}', 'spot')], true],
    [[capacity('Exists')], true],
    [[capacity('NotIn', 'on-demand')], true],
    [[capacity('In', 'on-demand')], false],
    [[capacity('In', 'reserved')], false],
    [[capacity('In', 'Spot')], false],
    [[capacity('In', '${CAPACITY}')], false],
    [[capacity('NotIn', 'spot')], false],
    [[capacity('NotIn', '${CAPACITY}')], false],
    [[capacity('DoesNotExist')], false],
    [[capacity('Gt', '1')], false],
    [[capacity('In', 'spot', 'on-demand'), capacity('NotIn', 'spot')], false],
    [[{ key: '${LABEL}', operator: 'In', values: ['x'] }], false],
    [[{ key: 'karpenter.k8s.aws/capacity-reservation-id', operator: 'In', values: ['cr-1'] }], false],
    [[{ key: 'karpenter.k8s.aws/capacity-reservation-id', operator: 'DoesNotExist' }], true],
    ['${REQUIREMENTS}', false],
  ])('%j: %s', (requirements, expected) => {
    expect(allowsSpot(makePool({ requirements }))).toBe(expected);
  });

  it('reads the labels of the template', () => {
    expect(allowsSpot(makePool({ requirements: [], labels: { 'karpenter.sh/capacity-type': 'on-demand' } }))).toBe(false);
    expect(allowsSpot(makePool({ requirements: [], labels: { 'karpenter.sh/capacity-type': 'spot' } }))).toBe(true);
    expect(allowsSpot(makePool({ requirements: [], labels: '${LABELS}' }))).toBe(false);
  });
});

describe('namedFamilies', () => {
  it.each([
    [[families('In', 'm5', 'c5', 'm5')], ['m5', 'c5'], undefined],
    [[types('In', 'm5.large', 'm5.xlarge', 'c5.large')], ['m5', 'c5'], ['m5.large', 'm5.xlarge', 'c5.large']],
    [[families('In', 'm5', 'r5'), types('In', 'm5.large', 'c5.large')], ['m5'], ['m5.large']],
    [[families('In', 'm5', 'r5'), families('In', 'r5', 'c5')], ['r5'], undefined],
    [[families('In', 'm5', 'r5'), families('NotIn', 'r5')], ['m5'], undefined],
    [[types('In', 'm5.large', 'm5.xlarge'), types('NotIn', 'm5.large')], ['m5'], ['m5.xlarge']],
    [[types('In', 'm5.large', 'c5.large'), families('NotIn', 'c5')], ['m5'], ['m5.large']],
    [[families('In', 'm5'), types('In', 'c5.large')], [], []],
  ])('%j leaves %j', (requirements, expectedFamilies, expectedTypes) => {
    const named = namedFamilies(makePool({ requirements }));
    expect([...(named?.families ?? ['none named'])]).toEqual(expectedFamilies);
    expect(named?.types && [...named.types.names]).toEqual(expectedTypes);
  });

  it.each([
    [[]],
    [[families('NotIn', 't3')]],
    [[families('Exists')]],
    [[families('In', 'm5', '${FAMILY}')]],
    [[families('In', 'm5'), types('NotIn', '${TYPE}')]],
    [[{ key: 'karpenter.k8s.aws/instance-category', operator: 'In', values: ['m'] }]],
  ])('%j names none', (requirements) => {
    expect(namedFamilies(makePool({ requirements }))).toBeUndefined();
  });

  it('points at the list that leaves the fewest families', () => {
    const named = namedFamilies(makePool({ requirements: [families('In', 'm5', 'c5', 'r5'), types('In', 'm5.large', 'm5.xlarge')] }));
    expect(named?.at.path).toEqual(['spec', 'template', 'spec', 'requirements', 1, 'values']);
  });
});

describe('hardware', () => {
  const label = (name: string, operator: string, ...values: string[]) => ({ key: `karpenter.k8s.aws/instance-${name}`, operator, values });

  it.each([
    [[families('In', 'g5', 'p5en', 'inf2', 'trn1', 'dl1', 'vt1', 'gr6')], true],
    [[types('In', 'g6f.xlarge')], true],
    [[label('category', 'In', 'g', 'p')], true],
    [[label('gpu-count', 'Gt', '0')], true],
    [[label('accelerator-name', 'Exists')], true],
    [[families('In', 'g5', 'm5')], false],
    [[label('category', 'In', 'g', 'm')], false],
    [[label('category', 'NotIn', 'g')], false],
    [[label('category', 'In')], false],
    [[label('gpu-count', 'DoesNotExist')], false],
    [[label('gpu-name', 'NotIn', 't4')], false],
    [[], false],
  ])('%j needs an accelerator: %s', (requirements, expected) => {
    expect(isAcceleratorPool(makePool({ requirements }))).toBe(expected);
  });

  it.each([
    [[label('size', 'In', 'metal', 'metal-24xl')], true],
    [[label('hypervisor', 'In', '')], true],
    [[types('In', 'm5.metal', 'c7i.metal-24xl')], true],
    [[label('size', 'In', 'metal', 'large')], false],
    [[label('hypervisor', 'In', 'nitro')], false],
    [[types('In', 'm5.metal', 'm5.large')], false],
  ])('%j is bare metal: %s', (requirements, expected) => {
    expect(isMetalPool(makePool({ requirements }))).toBe(expected);
  });
});

describe('kinds of pools', () => {
  it('tells the providers apart by the node class', () => {
    const judge = (nodeClassRef: unknown) => {
      const pool = makePool({ nodeClassRef });
      return [usesEc2NodeClass(pool), isAutoMode(pool)];
    };
    expect(judge({ group: 'karpenter.k8s.aws', kind: 'EC2NodeClass', name: 'a' })).toEqual([true, false]);
    expect(judge({ apiVersion: 'karpenter.k8s.aws/v1beta1', kind: 'EC2NodeClass', name: 'a' })).toEqual([true, false]);
    expect(judge({ group: 'eks.amazonaws.com', kind: 'NodeClass', name: 'a' })).toEqual([false, true]);
    expect(judge({ group: 'karpenter.azure.com', kind: 'AKSNodeClass', name: 'a' })).toEqual([false, false]);
    expect(judge(undefined)).toEqual([false, false]);
  });

  it('knows a static pool by its replicas, 0 included', () => {
    expect(isStaticPool(makePool({ replicas: 0 }))).toBe(true);
    expect(isStaticPool(makePool({ replicas: null }))).toBe(false);
    expect(isStaticPool(makePool({}))).toBe(false);
  });
});
