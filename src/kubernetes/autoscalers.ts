import type { Resource, Value } from '../core/resource.ts';
import type { Workspace } from '../core/workspace.ts';
import type { Workload } from './workload.ts';

/** How many pods a workload may have; undefined where a placeholder or something outside decides. */
export interface ReplicaRange {
  readonly least: number | undefined;
  readonly most: number | undefined;
  /** The object that sets the range, if it is not the workload itself. */
  readonly autoscaler: Resource | undefined;
  /** Where the least is written; absent where it is a default. */
  readonly leastAt: Value | undefined;
}

/** Kinds that scale others, with the fields that bound them and their defaults. */
const scalers = [
  // https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v2/
  { group: 'autoscaling', kind: 'HorizontalPodAutoscaler', least: 'minReplicas', leastDefault: 1, most: 'maxReplicas', mostDefault: undefined },
  // https://keda.sh/docs/latest/reference/scaledobject-spec/
  { group: 'keda.sh', kind: 'ScaledObject', least: 'minReplicaCount', leastDefault: 0, most: 'maxReplicaCount', mostDefault: 100 },
] as const;

/** The range that an autoscaler beside the workload sets, or the number that the workload writes. */
export function replicaRange(workspace: Workspace, { resource, replicas }: Workload): ReplicaRange {
  for (const scaler of scalers) {
    const autoscaler = workspace.around(resource, scaler.group, scaler.kind).find((candidate) => isTarget(candidate, resource));
    if (autoscaler === undefined) continue;
    const leastAt = autoscaler.at('spec', scaler.least);
    return {
      least: readCount(leastAt, scaler.leastDefault),
      most: readCount(autoscaler.at('spec', scaler.most), scaler.mostDefault),
      autoscaler,
      leastAt,
    };
  }
  return { least: replicas, most: replicas, autoscaler: undefined, leastAt: resource.at('spec', 'replicas') };
}

function isTarget(autoscaler: Resource, workload: Resource): boolean {
  const target = autoscaler.at('spec', 'scaleTargetRef');
  const kind = target?.at('kind')?.text ?? 'Deployment';
  return target?.at('name')?.text === workload.name && kind === workload.kind && autoscaler.namespace === workload.namespace;
}

function readCount(value: Value | undefined, otherwise: number | undefined): number | undefined {
  if (value === undefined || value.isNull) return otherwise;
  return typeof value.value === 'number' ? value.value : undefined;
}
