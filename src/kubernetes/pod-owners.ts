import type { Resource } from '../core/resource.ts';
import type { Workspace } from '../core/workspace.ts';
import { workloadKinds } from './workload.ts';

/** The objects with a Pod template that surely share a cluster with another object. */
export function podOwners(workspace: Workspace, resource: Resource): Resource[] {
  return workloadKinds.flatMap(({ group, kind }) => [...workspace.inScope(resource, group, kind)]);
}
