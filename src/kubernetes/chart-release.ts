import { perObject } from '../core/remembered.ts';
import { perResource } from '../core/resource.ts';
import type { Resource } from '../core/resource.ts';
import { perSurroundings } from '../core/workspace.ts';
import type { Surroundings, Workspace } from '../core/workspace.ts';
import { argoReleases } from './argo-release.ts';
import { chartReleases, valuesReleases } from './chart-folder-release.ts';
import { deliveryKinds, installerKinds } from './delivery-kinds.ts';
import { fluxReleases } from './flux-release.ts';
import { helmfileReleases } from './helmfile-release.ts';
import { kustomizeChartReleases } from './kustomize-chart-release.ts';
import type { ChartRelease } from './release.ts';
import { terraformReleases } from './terraform-release.ts';

export type { ChartRelease } from './release.ts';

type ReleaseReader = (resource: Resource, workspace: Workspace) => ChartRelease[];

const readers: Readonly<Record<string, ReleaseReader>> = {
  HelmRelease: fluxReleases,
  Application: argoReleases,
  ApplicationSet: argoReleases,
  Chart: chartReleases,
  Values: valuesReleases,
  KustomizeChart: kustomizeChartReleases,
  HelmfileRelease: helmfileReleases,
  helm_release: terraformReleases,
};

/** The charts that an object installs. */
export function releasesOf(resource: Resource, workspace: Workspace): readonly ChartRelease[] {
  return releasesIn(workspace)(resource);
}

const releasesIn = perObject((workspace: Workspace) =>
  perResource((installer): readonly ChartRelease[] => readers[installer.kind]?.(installer, workspace) ?? []),
);

/** The releases of a chart that share a cluster with an object. */
export function releasesAround(around: Surroundings, resource: Resource, chart: string): readonly ChartRelease[] {
  return allReleasesAround(around, resource).filter((release) => release.chart === chart);
}

const allReleasesAround = perSurroundings((workspace, resource): readonly ChartRelease[] =>
  installersAround(workspace, resource).flatMap((installer) => releasesOf(installer, workspace)),
);

/** The objects around one that may install charts. */
export const installersAround = perSurroundings((workspace, resource): readonly Resource[] =>
  Object.values(deliveryKinds)
    .filter(([, kind]) => installerKinds.includes(kind))
    .flatMap(([group, kind]) => workspace.around(resource, group, kind)),
);
