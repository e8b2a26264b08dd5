import type { Resource, Value } from '../core/resource.ts';
import type { Workspace } from '../core/workspace.ts';

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
  const isMeant = group === undefined ? kind !== undefined || resource.version === 'v1beta1' : group === nodeClassKind.group;
  return isMeant ? name : undefined;
}

/** The EC2NodeClasses that a NodePool or a NodeClaim means, one in each cluster that it reaches; none where they are not here. */
export function nodeClassesOf(workspace: Workspace, resource: Resource): Resource[] {
  const name = ec2NodeClassName(resource)?.text;
  if (name === undefined) return [];
  return workspace.inScope(resource, nodeClassKind.group, nodeClassKind.kind).filter((nodeClass) => nodeClass.name === name);
}

/** v1beta1 writes the group as part of an API version. */
function groupOf(apiVersion: Value | undefined): unknown {
  return apiVersion === undefined ? undefined : apiVersion.text?.split('/')[0];
}
