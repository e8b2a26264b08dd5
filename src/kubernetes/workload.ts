import { perResource } from '../core/resource.ts';
import type { Resource, Value } from '../core/resource.ts';
import type { Scope } from '../core/scope.ts';
import { PodTemplate } from './pod-template.ts';

/** An object that makes pods, or a Pod itself. */
export interface Workload {
  readonly resource: Resource;
  readonly template: PodTemplate;
  /** How many pods it asks for, where that is written out or has a default; undefined where nodes or a placeholder decide. */
  readonly replicas: number | undefined;
}

interface WorkloadKind {
  readonly group: string;
  readonly kind: string;
  readonly template: readonly string[];
}

const specTemplate = ['spec', 'template'] as const;

/** Every kind that holds a Pod template, and where. */
export const workloadKinds: readonly WorkloadKind[] = [
  { group: 'apps', kind: 'Deployment', template: specTemplate },
  { group: 'apps', kind: 'StatefulSet', template: specTemplate },
  { group: 'apps', kind: 'DaemonSet', template: specTemplate },
  { group: 'apps', kind: 'ReplicaSet', template: specTemplate },
  { group: 'batch', kind: 'Job', template: specTemplate },
  { group: 'batch', kind: 'CronJob', template: ['spec', 'jobTemplate', 'spec', 'template'] },
  { group: 'argoproj.io', kind: 'Rollout', template: specTemplate },
  { group: '', kind: 'Pod', template: [] },
];

/** The workloads of a scope whose Pod template is written there; a Rollout may point at a Deployment's instead. */
export function workloadsIn(scope: Scope): Workload[] {
  return workloadKinds.flatMap(({ group, kind }) => scope.ofKind(group, kind)).flatMap((resource) => toWorkload(resource) ?? []);
}

/** Undefined for an object that holds no Pod template. */
export const toWorkload = perResource((resource): Workload | undefined => {
  const known = workloadKinds.find(({ group, kind }) => resource.kind === kind && resource.group === group);
  const at = known && resource.at(...known.template);
  if (at?.node.kind !== 'map') return undefined;
  return { resource, template: new PodTemplate(at), replicas: readReplicas(resource) };
});

/** How long the pods of a template may take to stop, in seconds; undefined where that is filled in later. */
export function gracePeriodOf(template: PodTemplate): number | undefined {
  const written = template.spec?.at('terminationGracePeriodSeconds');
  if (written === undefined || written.isNull) return 30;
  return typeof written.value === 'number' ? written.value : undefined;
}

function readReplicas(resource: Resource): number | undefined {
  if (resource.kind === 'Pod') return 1;
  if (resource.kind === 'DaemonSet') return undefined;
  if (resource.kind === 'CronJob') return readCount(resource.at('spec', 'jobTemplate', 'spec', 'parallelism'));
  return readCount(resource.at('spec', resource.kind === 'Job' ? 'parallelism' : 'replicas'));
}

/** The API server's default is 1 everywhere. */
function readCount(value: Value | undefined): number | undefined {
  if (value === undefined || value.isNull) return 1;
  return typeof value.value === 'number' ? value.value : undefined;
}
