import type { Value } from '../core/resource.ts';

/** A field, or a value of one, that an older API had and v1 has not. */
export interface LegacyField {
  readonly kind: 'NodePool' | 'EC2NodeClass';
  readonly path: readonly string[];
  /** The one value that is legacy; the field itself where it is absent. */
  readonly value?: string;
  /** Where v1 has it, as a clause behind "v1 …". */
  readonly successor: string;
}

/** https://karpenter.sh/v1.0/upgrading/v1-migration/ and, for alpha, https://karpenter.sh/v0.32/upgrading/v1beta1-migration/ */
export const legacyFields: readonly LegacyField[] = [
  ...inNodePool([
    ['template.spec.kubelet', 'has it on the EC2NodeClass, as `spec.kubelet`'],
    ['template.spec.kubeletConfiguration', 'has it on the EC2NodeClass, as `spec.kubelet`'],
    ['kubeletConfiguration', 'has it on the EC2NodeClass, as `spec.kubelet`'],
    ['disruption.expireAfter', 'has it at `spec.template.spec.expireAfter`'],
    ['limits.resources', 'has the resources directly under `spec.limits`'],
    ['ttlSecondsAfterEmpty', 'has `spec.disruption` with `consolidationPolicy: WhenEmpty` and a `consolidateAfter`'],
    ['ttlSecondsUntilExpired', 'has it as a duration at `spec.template.spec.expireAfter`'],
    ['consolidation', 'has `spec.disruption.consolidationPolicy`'],
    ['providerRef', 'has `spec.template.spec.nodeClassRef`'],
    ['template.spec.providerRef', 'has `nodeClassRef` in its place'],
    ['requirements', 'has it at `spec.template.spec.requirements`'],
    ['taints', 'has it at `spec.template.spec.taints`'],
    ['startupTaints', 'has it at `spec.template.spec.startupTaints`'],
    ['labels', 'has it at `spec.template.metadata.labels`'],
    ['annotations', 'has it at `spec.template.metadata.annotations`'],
  ]),
  {
    kind: 'NodePool',
    path: ['spec', 'disruption', 'consolidationPolicy'],
    value: 'WhenUnderutilized',
    successor: 'calls it `WhenEmptyOrUnderutilized`',
  },
  { kind: 'EC2NodeClass', path: ['spec', 'subnetSelector'], successor: 'has a list of terms, `spec.subnetSelectorTerms`' },
  { kind: 'EC2NodeClass', path: ['spec', 'securityGroupSelector'], successor: 'has a list of terms, `spec.securityGroupSelectorTerms`' },
  { kind: 'EC2NodeClass', path: ['spec', 'amiSelector'], successor: 'has a list of terms, `spec.amiSelectorTerms`' },
  {
    kind: 'EC2NodeClass',
    path: ['spec', 'amiFamily'],
    value: 'Ubuntu',
    successor: 'has no Ubuntu: select the AMI by id or name, and take `amiFamily: AL2` or `Custom` with your own user data',
  },
];

/** True where the value that stands at a field's path is the legacy one. */
export function isLegacy({ value }: LegacyField, written: Value): boolean {
  return value === undefined || written.text === value;
}

function inNodePool(fields: readonly (readonly [path: string, successor: string])[]): LegacyField[] {
  return fields.map(([path, successor]) => ({ kind: 'NodePool', path: ['spec', ...path.split('.')], successor }));
}
