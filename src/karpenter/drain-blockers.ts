import type { Resource, Value } from '../core/resource.ts';
import type { Workspace } from '../core/workspace.ts';
import { toWorkload, workloadKinds } from '../kubernetes/workload.ts';
import { doNotDisrupt } from './annotations.ts';
import { canHost } from './placement.ts';

/** An object that can keep a node from being drained for as long as it likes. */
export interface DrainBlocker {
  readonly resource: Resource;
  /** The value that blocks. */
  readonly at: Value;
}

/**
 * The workloads beside a NodePool that may run on it and whose pods carry `karpenter.sh/do-not-disrupt: "true"`, and the
 * PodDisruptionBudgets that allow no eviction at all. A duration in the annotation ends by itself and does not count.
 * https://karpenter.sh/docs/concepts/disruption/#pod-level-controls
 */
export function findDrainBlockers(workspace: Workspace, pool: Resource): DrainBlocker[] {
  const pods = workloadKinds.flatMap(({ group, kind }) => workspace.inScope(pool, group, kind)).flatMap((owner) => blockingPods(owner, pool));
  const budgets = workspace.inScope(pool, 'policy', 'PodDisruptionBudget').flatMap(blockingBudget);
  return [...pods, ...budgets];
}

function blockingPods(owner: Resource, pool: Resource): DrainBlocker[] {
  const template = toWorkload(owner)?.template;
  const annotation = template?.annotation(doNotDisrupt);
  if (template === undefined || annotation?.text !== 'true') return [];
  return canHost(pool, template) === false ? [] : [{ resource: owner, at: annotation }];
}

/** Integers above 0 depend on the number of pods that are healthy at the time, so they are not judged. */
function blockingBudget(budget: Resource): DrainBlocker[] {
  const maxUnavailable = budget.at('spec', 'maxUnavailable');
  if (maxUnavailable?.value === 0 || maxUnavailable?.text === '0%') return [{ resource: budget, at: maxUnavailable }];
  const minAvailable = budget.at('spec', 'minAvailable');
  return minAvailable?.text === '100%' ? [{ resource: budget, at: minAvailable }] : [];
}
