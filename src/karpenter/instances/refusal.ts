import { checkLayer } from '../../core/layer-check.ts';
import type { Resource } from '../../core/resource.ts';
import type { Workspace } from '../../core/workspace.ts';
import { schemaCheck } from '../../schemas/check.ts';
import { admissionCheck } from '../admission/check.ts';
import { checkDecoding } from '../controller/decoding.ts';
import { poolRefusal } from '../controller/pool-refusal.ts';

/** What keeps a pool from being used: the API server, Karpenter's validation, its node class, or a panic. */
export type RefusalStage = 'admission' | 'runtime' | 'nodeclass' | 'panic';

export interface Refusal {
  readonly stage: RefusalStage;
  readonly message: string;
}

/** What the world of an object is made of. */
export interface Stage {
  readonly workspace: Workspace;
  readonly karpenter: string;
}

/** Why the API server or Karpenter itself refuses a NodePool; unknown fields are no reason, they are dropped. */
export function refusalOfPool(pool: Resource, stage: Stage): Refusal | undefined {
  const refused = admissionRefusal(pool, stage);
  if (refused !== undefined) return { stage: 'admission', message: refused };
  const ignored = poolRefusal(pool, stage.karpenter);
  return ignored === undefined ? undefined : { stage: 'runtime', message: ignored.message };
}

/** Why there can be no such EC2NodeClass. */
export function refusalOfClass(nodeClass: Resource, stage: Stage): Refusal | undefined {
  const refused = admissionRefusal(nodeClass, stage);
  if (refused !== undefined) return { stage: 'nodeclass', message: `EC2NodeClass \`${nodeClass.name}\` is refused: ${refused}` };
  for (const { message } of checkDecoding(nodeClass, stage.karpenter)) return { stage: 'nodeclass', message };
  return undefined;
}

function admissionRefusal(resource: Resource, stage: Stage): string | undefined {
  for (const check of [schemaCheck, admissionCheck]) {
    for (const { rule, message } of checkLayer(check, resource, stage)) if (rule === 'api-rejected') return message;
  }
  return undefined;
}
