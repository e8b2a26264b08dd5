import { describe, expect, it } from 'vitest';
import { unsupported } from '../../src/karpenter/kubernetes-support.ts';

describe('unsupported', () => {
  it.each([
    ['1.8', '1.35', { kind: 'too old', needed: '1.9' }],
    ['1.14', '1.36', undefined],
    ['1.12', '1.36', { kind: 'too old', needed: '1.13' }],
    ['0.37', '1.30', undefined],
    ['1.4', '1.25', undefined],
    ['1.5', '1.25', { kind: 'too new', oldestKubernetes: '1.26' }],
    ['1.14', '1.99', undefined],
  ])('Karpenter %s on Kubernetes %s', (karpenter, kubernetes, expected) => {
    expect(unsupported(karpenter, kubernetes)).toEqual(expected);
  });
});
