import type { Resource, Value } from '../core/resource.ts';
import type { Workspace } from '../core/workspace.ts';
import { doNotDisrupt } from './annotations.ts';

/** An object that can keep a node from being drained for as long as it likes. */
export interface DrainBlocker {
  readonly resource: Resource;
  /** The value that blocks. */
  readonly at: Value;
}

const podOwners: readonly (readonly [group: string, kind: string])[] = [
  ['apps', 'Deployment'],
  ['apps', 'StatefulSet'],
  ['apps', 'DaemonSet'],
  ['apps', 'ReplicaSet'],
  ['batch', 'Job'],
  ['batch', 'CronJob'],
];

/**
 * The workloads beside a NodePool whose pods carry `karpenter.sh/do-not-disrupt: "true"`, and the PodDisruptionBudgets
 * that allow no eviction at all. A duration in the annotation ends by itself and does not count.
 * https://karpenter.sh/docs/concepts/disruption/#pod-level-controls
 */
export function findDrainBlockers(workspace: Workspace, pool: Resource): DrainBlocker[] {
  const pods = podOwners.flatMap(([group, kind]) => workspace.inScope(pool, group, kind)).flatMap((owner) => blockingPods(owner, pool.name));
  const budgets = workspace.inScope(pool, 'policy', 'PodDisruptionBudget').flatMap(blockingBudget);
  return [...pods, ...budgets];
}

function blockingPods(owner: Resource, poolName: string): DrainBlocker[] {
  const template = owner.kind === 'CronJob' ? owner.at('spec', 'jobTemplate', 'spec', 'template') : owner.at('spec', 'template');
  const annotation = template?.at('metadata', 'annotations', doNotDisrupt);
  if (annotation?.text !== 'true') return [];
  const chosenPool = template?.at('spec', 'nodeSelector', 'karpenter.sh/nodepool')?.text;
  return chosenPool === undefined || chosenPool === poolName ? [{ resource: owner, at: annotation }] : [];
}

/** Integers above 0 depend on the number of pods that are healthy at the time, so they are not judged. */
function blockingBudget(budget: Resource): DrainBlocker[] {
  const maxUnavailable = budget.at('spec', 'maxUnavailable');
  if (maxUnavailable?.value === 0 || maxUnavailable?.text === '0%') return [{ resource: budget, at: maxUnavailable }];
  const minAvailable = budget.at('spec', 'minAvailable');
  return minAvailable?.text === '100%' ? [{ resource: budget, at: minAvailable }] : [];
}
