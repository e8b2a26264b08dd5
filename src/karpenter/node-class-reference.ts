import type { Resource, Value } from '../core/resource.ts';
import { perScope } from '../core/scope.ts';
import type { Workspace } from '../core/workspace.ts';
import { otherCloudOf } from './other-cloud.ts';

/** The API group and kind of the classes that rules about EC2NodeClass speak of. */
export const nodeClassKind = { group: 'karpenter.k8s.aws', kind: 'EC2NodeClass' } as const;

/**
 * The name of the EC2NodeClass that a NodePool or a NodeClaim refers to, where it is readable text. Undefined for a reference
 * to another group or kind (EKS Auto Mode, other providers), and where group or kind are not known.
 */
export function ec2NodeClassName(resource: Resource): Value | undefined {
  const reference = resource.kind === 'NodeClaim' ? resource.at('spec', 'nodeClassRef') : resource.at('spec', 'template', 'spec', 'nodeClassRef');
  const name = reference?.at('name');
  if (reference === undefined || name?.text === undefined || name.text === '' || name.isUnknown) return undefined;
  const kind = reference.at('kind');
  if (kind !== undefined && kind.text !== nodeClassKind.kind) return undefined;
  const group = reference.at('group')?.value ?? groupOf(reference.at('apiVersion'));
  // v1beta1 lets everything but the name out; in v1 a kind alone still says which class is meant.
  const isMeant =
    group === undefined ? kind !== undefined || (resource.version === 'v1beta1' && otherCloudOf(resource) === undefined) : group === nodeClassKind.group;
  return isMeant ? name : undefined;
}

/** The EC2NodeClasses that a NodePool or a NodeClaim means, one in each cluster that it reaches; none where they are not here. */
export function nodeClassesOf(workspace: Workspace, resource: Resource): readonly Resource[] {
  const name = ec2NodeClassName(resource)?.text;
  return name === undefined ? [] : workspace.namedInScope(resource, nodeClassKind.group, nodeClassKind.kind, name);
}

/** The NodePools that mean an EC2NodeClass, in each cluster that it reaches. */
export function poolsOf(workspace: Workspace, nodeClass: Resource): readonly Resource[] {
  const pools = workspace.scopesOf(nodeClass).flatMap((scope) => poolsByClass(scope).get(nodeClass.name) ?? []);
  return [...new Set(pools)].filter((pool) => nodeClassesOf(workspace, pool).includes(nodeClass));
}

const poolsByClass = perScope((scope) => {
  const pools = new Map<string, Resource[]>();
  for (const pool of scope.ofKind('karpenter.sh', 'NodePool')) {
    const name = ec2NodeClassName(pool)?.text;
    if (name !== undefined) pools.set(name, [...(pools.get(name) ?? []), pool]);
  }
  return pools;
});

/** v1beta1 writes the group as part of an API version. */
function groupOf(apiVersion: Value | undefined): unknown {
  return apiVersion === undefined ? undefined : apiVersion.text?.split('/')[0];
}
