/**
 * The old label names that Karpenter reads as their successors, in requirements, labels and pods alike.
 * Source: NormalizedLabels in sigs.k8s.io/karpenter pkg/apis/v1/labels.go; the EBS one in karpenter-provider-aws pkg/operator/operator.go.
 */
export const labelAliases: ReadonlyMap<string, string> = new Map([
  ['beta.kubernetes.io/arch', 'kubernetes.io/arch'],
  ['beta.kubernetes.io/os', 'kubernetes.io/os'],
  ['beta.kubernetes.io/instance-type', 'node.kubernetes.io/instance-type'],
  ['failure-domain.beta.kubernetes.io/zone', 'topology.kubernetes.io/zone'],
  ['failure-domain.beta.kubernetes.io/region', 'topology.kubernetes.io/region'],
  ['topology.ebs.csi.aws.com/zone', 'topology.kubernetes.io/zone'],
]);

/** The name under which Karpenter knows a label. */
export function normalizeLabel(key: string): string {
  return labelAliases.get(key) ?? key;
}
