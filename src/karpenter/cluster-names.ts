import { perObject } from '../core/remembered.ts';
import type { Resource } from '../core/resource.ts';
import type { Workspace } from '../core/workspace.ts';
import { releasesOf } from '../kubernetes/chart-release.ts';
import { valuesKinds } from '../kubernetes/delivery-kinds.ts';
import { karpenterChart } from './chart.ts';
import { knownText } from './written.ts';

/** A cluster's name, and the object that says it. */
export interface ClusterName {
  readonly name: string;
  readonly resource: Resource;
}

/** The names of clusters that the installations of Karpenter and eksctl's configurations give, of the whole workspace. */
export const clusterNames: (workspace: Workspace) => readonly ClusterName[] = perObject(findNames);

function findNames(workspace: Workspace): ClusterName[] {
  return workspace.resources.flatMap((resource) => {
    if (resource.group === 'eksctl.io' && resource.kind === 'ClusterConfig') return toName(knownText(resource.at('metadata', 'name')), resource);
    if (!valuesKinds.includes(resource.kind)) return [];
    return releasesOf(resource, workspace)
      .filter(({ chart }) => chart === karpenterChart)
      .flatMap(({ values }) => toName(knownText(values.at('settings', 'clusterName')?.value), resource));
  });
}

function toName(name: string | undefined, resource: Resource): ClusterName[] {
  return name === undefined || name === '' ? [] : [{ name, resource }];
}
