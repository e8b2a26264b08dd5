import type { LayerCheck, LayerProblem, ObjectCheck, ObjectType } from '../../core/layer-check.ts';
import type { Resource } from '../../core/resource.ts';
import { holdsIn } from '../../schemas/project.ts';
import { servedIn } from '../../schemas/served.ts';
import { groupOfKind } from '../kinds.ts';
import { checkBudgets } from './budgets.ts';
import { decodingChecks } from './decoding.ts';
import { checkAlias, checkBlockDevices } from './ec2nodeclass.ts';
import { checkCapacity } from './nodeoverlay.ts';
import type { Objection } from './objection.ts';
import { checkRequirements } from './requirements.ts';
import { checkTaints } from './taints.ts';
import { checkTemplateLabels } from './template-labels.ts';

/**
 * What Karpenter itself says of an object that the API server stores: reading it into Go types, RuntimeValidate, the arithmetic of budgets,
 * and the two values that bring the process down. What the API server refuses at the same place it need not say again.
 */
export const controllerCheck: LayerCheck = { layer: 'controller', checksOf };

type Check = (resource: Resource, minor: string) => Iterable<Objection>;

/** Newest API versions first; the older ones were read by the same code. */
const checks: Readonly<Record<string, readonly Check[]>> = {
  'NodePool v1': [checkTemplateLabels, checkTaints, checkRequirements, checkBudgets],
  'NodePool v1beta1': [checkTemplateLabels, checkTaints, checkRequirements, checkBudgets],
  'NodeOverlay v1alpha1': [checkRequirements, checkCapacity],
  'EC2NodeClass v1': [checkAlias, checkBlockDevices],
  'EC2NodeClass v1beta1': [checkBlockDevices],
};

function checksOf(type: ObjectType, karpenter: string): ObjectCheck[] {
  const { group, version, kind } = type;
  if (groupOfKind[kind] !== group) return [];
  const served = servedIn(group, version, kind);
  if (served === undefined || !holdsIn(served, karpenter)) return [];
  return [...decodingChecks(type, karpenter), ...(checks[`${kind} ${version}`] ?? [])].map((check) => asObjectCheck(check, karpenter));
}

function asObjectCheck(check: Check, karpenter: string): ObjectCheck {
  return function* (resource) {
    for (const objection of check(resource, karpenter)) yield toProblem(objection, resource);
  };
}

function toProblem({ related, ...objection }: Objection, resource: Resource): LayerProblem {
  return { rule: 'controller-rejected', ...objection, ...(related === undefined ? {} : { related: related.map((place) => ({ ...place, resource })) }) };
}
