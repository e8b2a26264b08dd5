import { describe, expect, it } from 'vitest';
import { readManifest } from '../../src/core/manifest.ts';
import type { Resource } from '../../src/core/resource.ts';
import { Source } from '../../src/core/source.ts';
import { canHost, canUseSpot } from '../../src/karpenter/placement.ts';
import { PodTemplate } from '../../src/kubernetes/pod-template.ts';

function read(text: string): Resource {
  const [resource] = readManifest(new Source('test.yaml', text)).resources;
  if (resource === undefined) throw new Error('no object');
  return resource;
}

/** A NodePool `general` from lines in flow style of its template's spec and labels. */
function pool({ requirements = '[]', taints = '[]', labels = '{}' }): Resource {
  return read(`apiVersion: karpenter.sh/v1
kind: NodePool
metadata: { name: general }
spec:
  template:
    metadata: { labels: ${labels} }
    spec:
      nodeClassRef: { group: karpenter.k8s.aws, kind: EC2NodeClass, name: default }
      requirements: ${requirements}
      taints: ${taints}
`);
}

function pod(spec: string): PodTemplate {
  return new PodTemplate(read(`{ apiVersion: v1, kind: Pod, metadata: { name: test }, spec: { ${spec} } }`).root);
}

const affinity = (...terms: string[]): string =>
  `affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [${terms.map((term) => `{ matchExpressions: [${term}] }`).join(', ')}] } } }`;

describe('canHost', () => {
  const zoned = { requirements: '[{ key: topology.kubernetes.io/zone, operator: In, values: [a, b] }]' };
  const tainted = { taints: '[{ key: team, value: red, effect: NoSchedule }]' };
  const soft = { taints: '[{ key: team, value: red, effect: PreferNoSchedule }]' };
  it.each([
    ['a pod that asks for nothing', {}, '', true],
    ['a zone that the pool has', zoned, 'nodeSelector: { topology.kubernetes.io/zone: a }', true],
    ['a zone that it has not', zoned, 'nodeSelector: { topology.kubernetes.io/zone: c }', false],
    ['the old name of the zone', zoned, 'nodeSelector: { failure-domain.beta.kubernetes.io/zone: c }', false],
    ['a well-known label that the pool leaves open', {}, 'nodeSelector: { kubernetes.io/arch: arm64 }', true],
    ['a label that the pool does not have', {}, 'nodeSelector: { team: red }', false],
    ['a label of the template', { labels: '{ team: red }' }, 'nodeSelector: { team: red }', true],
    ['another value of that label', { labels: '{ team: red }' }, 'nodeSelector: { team: blue }', false],
    ['the absence of a label', {}, affinity('{ key: team, operator: NotIn, values: [red] }'), true],
    ['a label that must be there', {}, affinity('{ key: team, operator: Exists }'), false],
    [
      'one of two terms',
      zoned,
      affinity('{ key: topology.kubernetes.io/zone, operator: In, values: [c] }', '{ key: topology.kubernetes.io/zone, operator: In, values: [b] }'),
      true,
    ],
    ['the pool by name', {}, 'nodeSelector: { karpenter.sh/nodepool: general }', true],
    ['another pool by name', {}, 'nodeSelector: { karpenter.sh/nodepool: batch }', false],
    ['no Karpenter node at all', {}, affinity('{ key: karpenter.sh/nodepool, operator: DoesNotExist }'), false],
    ['another class by name', {}, 'nodeSelector: { karpenter.k8s.aws/ec2nodeclass: gpu }', false],
    ['a node by name', {}, 'nodeSelector: { kubernetes.io/hostname: ip-10-0-0-1 }', false],
    ['a taint without toleration', tainted, '', false],
    ['a taint with its toleration', tainted, 'tolerations: [{ key: team, value: red }]', true],
    ['a toleration of another value', tainted, 'tolerations: [{ key: team, value: blue }]', false],
    ['a toleration of the key', tainted, 'tolerations: [{ key: team, operator: Exists }]', true],
    ['a toleration of another effect', tainted, 'tolerations: [{ key: team, operator: Exists, effect: NoExecute }]', false],
    ['a toleration of everything', tainted, 'tolerations: [{ operator: Exists }]', true],
    ['a soft taint', soft, '', true],
    ['a selector that is filled in later', zoned, 'nodeSelector: { topology.kubernetes.io/zone: "${ZONE}" }', undefined],
    ['a conflict beside something that is filled in later', zoned, 'nodeSelector: { topology.kubernetes.io/zone: c, team: "${TEAM}" }', false],
    ['a toleration that is filled in later', tainted, 'tolerations: [{ key: "${KEY}", operator: Exists }]', undefined],
    ['requirements that are filled in later', { requirements: '"${REQUIREMENTS}"' }, 'nodeSelector: { team: red }', undefined],
  ])('%s', (_, parts, spec, expected) => {
    expect(canHost(pool(parts), pod(spec))).toBe(expected);
  });
});

describe('canUseSpot', () => {
  const spot = { requirements: '[{ key: karpenter.sh/capacity-type, operator: In, values: [spot, on-demand] }]' };
  const onDemand = { requirements: '[{ key: karpenter.sh/capacity-type, operator: In, values: [on-demand] }]' };
  it.each([
    ['a pool with spot', spot, '', true],
    ['a pool that leaves it open', {}, '', true],
    ['a pool without spot', onDemand, '', false],
    ['a pod that wants on-demand', spot, 'nodeSelector: { karpenter.sh/capacity-type: on-demand }', false],
    ['a pod that avoids spot', spot, affinity('{ key: karpenter.sh/capacity-type, operator: NotIn, values: [spot] }'), false],
  ])('%s', (_, parts, spec, expected) => {
    expect(canUseSpot(pool(parts), pod(spec))).toBe(expected);
  });
});
