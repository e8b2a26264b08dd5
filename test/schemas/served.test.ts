import { describe, expect, it } from 'vitest';
import { servedIn, versionsOf } from '../../src/schemas/served.ts';

describe('servedIn', () => {
  it.each([
    ['karpenter.sh', 'v1', 'NodePool', { since: '0.33' }],
    ['karpenter.sh', 'v1beta1', 'NodePool', { until: '1.1' }],
    ['karpenter.sh', 'v1alpha5', 'Provisioner', { until: '0.33' }],
    ['karpenter.sh', 'v1alpha1', 'NodeOverlay', { since: '1.7' }],
    ['karpenter.k8s.aws', 'v1alpha1', 'AWSNodeTemplate', { until: '0.33' }],
    ['autoscaling.x-k8s.io', 'v1beta1', 'CapacityBuffer', { since: '1.14', scope: 'Namespaced' }],
  ])('%s/%s %s', (group, version, kind, expected) => {
    expect(servedIn(group, version, kind)).toMatchObject(expected);
  });

  it('knows nothing of others', () => {
    expect(servedIn('karpenter.sh', 'v2', 'NodePool')).toBeUndefined();
    expect(servedIn('', 'meta/v1', 'NodePool')).toBeUndefined();
  });
});

describe('versionsOf', () => {
  it('lists the newest version first', () => {
    expect(versionsOf('karpenter.k8s.aws', 'EC2NodeClass').map(({ version }) => version)).toEqual(['v1', 'v1beta1']);
    expect(versionsOf('karpenter.sh', 'EC2NodeClass')).toEqual([]);
  });
});
