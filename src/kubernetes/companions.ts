import type { Resource, Value } from '../core/resource.ts';
import type { Scope } from '../core/scope.ts';
import { selects } from './label-selector.ts';
import type { Workload } from './workload.ts';

/** Group and kind of the objects beside workloads that rules ask a scope for. */
export const companionKinds = {
  podDisruptionBudget: ['policy', 'PodDisruptionBudget'],
  priorityClass: ['scheduling.k8s.io', 'PriorityClass'],
  storageClass: ['storage.k8s.io', 'StorageClass'],
  persistentVolume: ['', 'PersistentVolume'],
  persistentVolumeClaim: ['', 'PersistentVolumeClaim'],
  configMap: ['', 'ConfigMap'],
  namespace: ['', 'Namespace'],
  serviceAccount: ['', 'ServiceAccount'],
  horizontalPodAutoscaler: ['autoscaling', 'HorizontalPodAutoscaler'],
  scaledObject: ['keda.sh', 'ScaledObject'],
  networkPolicy: ['networking.k8s.io', 'NetworkPolicy'],
} as const satisfies Readonly<Record<string, readonly [group: string, kind: string]>>;

export type Companion = keyof typeof companionKinds;

export function companionsIn(scope: Scope, companion: Companion): readonly Resource[] {
  const [group, kind] = companionKinds[companion];
  return scope.ofKind(group, kind);
}

/** A PodDisruptionBudget as a rule reads it. */
export interface DisruptionBudget {
  readonly resource: Resource;
  readonly minAvailable: Value | undefined;
  readonly maxUnavailable: Value | undefined;
}

export function toDisruptionBudget(resource: Resource): DisruptionBudget {
  return { resource, minAvailable: resource.at('spec', 'minAvailable'), maxUnavailable: resource.at('spec', 'maxUnavailable') };
}

/** The budgets of a scope that surely cover a workload's pods. */
export function budgetsFor(workload: Workload, scope: Scope): DisruptionBudget[] {
  return companionsIn(scope, 'podDisruptionBudget')
    .filter((budget) => isSameNamespace(budget, workload.resource) && selects(budget.at('spec', 'selector'), workload.template) === true)
    .map(toDisruptionBudget);
}

/** The workloads of a list that a budget surely covers. */
export function coveredBy(budget: Resource, workloads: readonly Workload[]): Workload[] {
  return workloads.filter(({ resource, template }) => isSameNamespace(budget, resource) && selects(budget.at('spec', 'selector'), template) === true);
}

/** The claims that a workload's pods mount: those named by volumes, and the templates of a StatefulSet. */
export function claimsOf(workload: Workload, scope: Scope): Value[] {
  const names = new Set(workload.template.claimNames.map(({ text }) => text));
  const named = companionsIn(scope, 'persistentVolumeClaim').filter((claim) => names.has(claim.name) && isSameNamespace(claim, workload.resource));
  return [...named.map(({ root }) => root), ...(workload.resource.at('spec', 'volumeClaimTemplates')?.items() ?? [])];
}

/** Objects without a namespace go where the one who applies them says: together, as far as the files say. */
function isSameNamespace(a: Resource, b: Resource): boolean {
  return a.namespace === b.namespace;
}
