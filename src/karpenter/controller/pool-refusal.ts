import type { Resource } from '../../core/resource.ts';
import { checkDecoding } from './decoding.ts';
import type { Objection } from './objection.ts';
import { checkRequirements } from './requirements.ts';
import { checkTaints } from './taints.ts';
import { checkTemplateLabels } from './template-labels.ts';

/** Why Karpenter ignores a NodePool that the API server has taken. Source: RuntimeValidate in pkg/apis/v1/nodepool_validation.go. */
export function poolRefusal(pool: Resource, minor: string): Objection | undefined {
  for (const check of [checkDecoding, checkTemplateLabels, checkTaints, checkRequirements]) {
    for (const objection of check(pool, minor)) return objection;
  }
  return undefined;
}
