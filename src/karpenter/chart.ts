import type { Resource } from '../core/resource.ts';
import type { Workspace } from '../core/workspace.ts';
import { releasesAround, releasesOf } from '../kubernetes/chart-release.ts';
import type { ChartRelease } from '../kubernetes/chart-release.ts';
import { readVersion } from './versions.ts';

/** The charts of Karpenter. https://gallery.ecr.aws/karpenter/karpenter */
export const karpenterChart = 'karpenter';
export const crdChart = 'karpenter-crd';

/** The releases of one of Karpenter's charts that an object installs. */
export function karpenterReleases(resource: Resource, workspace: Workspace, chart: string = karpenterChart): ChartRelease[] {
  return releasesOf(resource, workspace).filter((release) => release.chart === chart);
}

/** The minor of a chart such as `1.6`; the lowest of a range; undefined for what is no version. */
export function minorOf({ version }: ChartRelease): string | undefined {
  const floor = /v?([0-9]+\.[0-9]+)(?:\.[0-9x*]+)?/.exec(version?.value.text ?? String(version?.value.value ?? ''));
  return version?.value.isUnknown === true || version?.isDigest === true ? undefined : floor?.[1];
}

/** The minor that karplint takes for a release: that of its chart, where karplint knows it, else the one that is linted for. */
export function lintedMinor(release: ChartRelease, karpenter: string): string {
  const reading = readVersion(minorOf(release) ?? '');
  return reading.kind === 'unknown' ? karpenter : reading.version;
}

/** True where the CRDs of Karpenter come, or may come, from something else than its main chart. */
export function bringsCrds(workspace: Workspace, resource: Resource): boolean {
  const crds = workspace.around(resource, 'apiextensions.k8s.io', 'CustomResourceDefinition');
  if (crds.some(({ name }) => name === 'nodepools.karpenter.sh')) return true;
  return (
    releasesAround(workspace, resource, crdChart).length > 0 ||
    workspace.scopesOf(resource).some((scope) => scope.unread.some(({ text }) => text?.includes(crdChart)))
  );
}
