/** The API group of each kind that Karpenter serves, or once served. */
export const groupOfKind: Readonly<Record<string, string>> = {
  NodePool: 'karpenter.sh',
  NodeClaim: 'karpenter.sh',
  NodeOverlay: 'karpenter.sh',
  Provisioner: 'karpenter.sh',
  Machine: 'karpenter.sh',
  EC2NodeClass: 'karpenter.k8s.aws',
  AWSNodeTemplate: 'karpenter.k8s.aws',
  CapacityBuffer: 'autoscaling.x-k8s.io',
};

/** The kinds that nobody else has, so that another group can only be a mistake. */
export const ownKinds: ReadonlySet<string> = new Set(['EC2NodeClass', 'AWSNodeTemplate', 'NodeOverlay']);

const groups: ReadonlySet<string> = new Set(Object.values(groupOfKind));

/** True for an object, whole or half, that somebody wrote for Karpenter. */
export function isKarpenterObject(apiVersion: string | undefined, kind: string | undefined): boolean {
  const group = apiVersion?.split('/')[0];
  return (group !== undefined && groups.has(group)) || (kind !== undefined && Object.hasOwn(groupOfKind, kind));
}
