import type { Resource, Value } from '../core/resource.ts';
import { folderOf } from '../core/workspace.ts';
import type { Workspace } from '../core/workspace.ts';
import { argoSources } from './argo-release.ts';
import { ChartValues } from './chart-values.ts';
import { deliveryKinds } from './delivery-kinds.ts';
import { versionIn } from './release.ts';
import type { ChartRelease } from './release.ts';

/** The charts that a `Chart.yaml` depends on. https://helm.sh/docs/topics/charts/#chart-dependencies */
export function chartReleases(chart: Resource, workspace: Workspace): ChartRelease[] {
  const values = besideIn(workspace, deliveryKinds.values, chart);
  return dependenciesOf(chart, values).map((dependency) => toRelease(dependency, { chart, values, workspace }));
}

/** What a file of values is for: the charts that the `Chart.yaml` beside it depends on, or the one that it is named after. */
export function valuesReleases(values: Resource, workspace: Workspace): ChartRelease[] {
  const chart = besideIn(workspace, deliveryKinds.chart, values);
  if (chart !== undefined) {
    return dependenciesOf(chart, values).map((dependency) => ({
      ...toRelease(dependency, { chart, values, workspace }),
      resource: values,
      at: values.anchor(),
    }));
  }
  const own = new ChartValues(values, { layers: [values.root], isOpen: true });
  return [{ resource: values, chart: values.name, at: values.anchor(), version: undefined, url: undefined, values: own }];
}

interface ChartFolder {
  readonly chart: Resource;
  readonly values: Resource | undefined;
  readonly workspace: Workspace;
}

function toRelease(dependency: Value, { chart, values, workspace }: ChartFolder): ChartRelease {
  const name = dependency.at('name');
  const key = dependency.at('alias')?.text ?? name?.text ?? '';
  const url = dependency.at('repository');
  return {
    resource: chart,
    chart: name?.text ?? '',
    at: name ?? dependency,
    version: versionIn(dependency.at('version'), chart),
    url: url && { value: url, resource: chart, type: undefined },
    values: new ChartValues(values ?? chart, { layers: [values?.at(key)], isOpen: hasMoreValues(chart, workspace), at: (values ?? chart).anchor() }),
  };
}

/** Those that the values do not switch off. */
function dependenciesOf(chart: Resource, values: Resource | undefined): Value[] {
  const dependencies = chart.at('dependencies')?.items() ?? [];
  return dependencies.filter((dependency) => {
    const paths = dependency.at('condition')?.text?.split(',') ?? [];
    const found = paths.map((path) => values?.at(...path.trim().split('.'))).find((value) => value !== undefined);
    return dependency.at('name')?.text !== undefined && found?.value !== false;
  });
}

function besideIn(workspace: Workspace, [group, kind]: readonly [string, string], resource: Resource): Resource | undefined {
  return workspace.ofKind(group, kind).find(({ file }) => folderOf(file) === folderOf(resource.file));
}

/** True where another file, or an Application that installs the folder, may give more values. */
function hasMoreValues({ file }: Resource, workspace: Workspace): boolean {
  const folder = folderOf(file);
  const isMore = (name: string): boolean => name.startsWith(folder) && /values[^/]*$/i.test(name) && name !== `${folder}values.yaml`;
  return workspace.manifests.some(({ source }) => isMore(source.file)) || applications(workspace).some((source) => mayGiveMore(source, folder));
}

function applications(workspace: Workspace): Value[] {
  const kinds = [deliveryKinds.application, deliveryKinds.applicationSet];
  return kinds.flatMap(([group, kind]) => workspace.ofKind(group, kind)).flatMap(argoSources);
}

function mayGiveMore(source: Value, folder: string): boolean {
  const path = source.at('path');
  if (source.at('helm') === undefined || path?.text === undefined) return false;
  return path.isUnknown || `/${folder}`.endsWith(`/${path.text.replace(/^\.?\/|\/$/g, '')}/`);
}
