import type { Place, Resource, Value } from '../core/resource.ts';
import type { Workspace } from '../core/workspace.ts';
import { ChartValues } from './chart-values.ts';
import { deliveryKinds, installerKinds } from './delivery-kinds.ts';

/** A chart that a HelmRelease, an Application or an ApplicationSet installs. */
export interface ChartRelease {
  /** The object that installs it. */
  readonly resource: Resource;
  /** The last part of the chart's name. */
  readonly chart: string;
  /** Where the installer names the chart. */
  readonly at: Place;
  /** Undefined where nothing says which version. */
  readonly version: ReleaseVersion | undefined;
  /** Of the repository, where it is written here. */
  readonly url: ReleaseUrl | undefined;
  readonly values: ChartValues;
}

/** The version of a chart, and the object that writes it, which may be a repository. */
export interface ReleaseVersion {
  readonly value: Value;
  readonly resource: Resource;
  /** A digest names one chart, whatever its version. */
  readonly isDigest: boolean;
}

export interface ReleaseUrl {
  readonly value: Value;
  readonly resource: Resource;
  /** `oci` as Flux writes it in `spec.type`; undefined for Argo CD and where it is absent. */
  readonly type: string | undefined;
}

/** The charts that an object installs. */
export function releasesOf(resource: Resource, workspace: Workspace): ChartRelease[] {
  if (resource.kind === 'HelmRelease') return fluxRelease(resource, workspace);
  const spec = resource.kind === 'ApplicationSet' ? resource.at('spec', 'template', 'spec') : resource.at('spec');
  const single = spec?.at('source');
  return [...(single === undefined ? [] : [single]), ...(spec?.at('sources')?.items() ?? [])].flatMap((source) => argoRelease(resource, source));
}

/** The releases of a chart that share a cluster with an object. */
export function releasesAround(workspace: Workspace, resource: Resource, chart: string): ChartRelease[] {
  return installersAround(workspace, resource)
    .flatMap((installer) => releasesOf(installer, workspace))
    .filter((release) => release.chart === chart);
}

/** The objects around one that may install charts. */
export function installersAround(workspace: Workspace, resource: Resource): Resource[] {
  return Object.values(deliveryKinds)
    .filter(([, kind]) => installerKinds.includes(kind))
    .flatMap(([group, kind]) => [...workspace.around(resource, group, kind)]);
}

/** https://fluxcd.io/flux/components/helm/helmreleases/ */
function fluxRelease(resource: Resource, workspace: Workspace): ChartRelease[] {
  const values = new ChartValues(resource, { values: resource.at('spec', 'values'), isOpen: (resource.at('spec', 'valuesFrom')?.items() ?? []).length > 0 });
  const spec = resource.at('spec', 'chart', 'spec');
  const chart = spec?.at('chart');
  if (spec === undefined || chart?.text === undefined) return referredRelease(resource, workspace, values);
  const url = urlOf(findSource(workspace, resource, spec.at('sourceRef')));
  return [{ resource, chart: lastPart(chart.text), at: chart, version: versionIn(spec.at('version'), resource), url, values }];
}

/** A chart that is a source of its own. */
function referredRelease(resource: Resource, workspace: Workspace, values: ChartValues): ChartRelease[] {
  const reference = resource.at('spec', 'chartRef');
  const repository = findSource(workspace, resource, reference);
  const url = urlOf(repository);
  const name = url?.value.text ?? reference?.at('name')?.text;
  if (reference === undefined || name === undefined) return [];
  return [{ resource, chart: lastPart(name), at: reference.keyPlace, version: repository && tagOf(repository), url, values }];
}

function versionIn(value: Value | undefined, resource: Resource): ReleaseVersion | undefined {
  return value === undefined || value.isNull ? undefined : { value, resource, isDigest: false };
}

function findSource(workspace: Workspace, resource: Resource, reference: Value | undefined): Resource | undefined {
  const name = reference?.at('name')?.text;
  const kind = reference?.at('kind')?.text ?? '';
  const namespace = reference?.at('namespace')?.text ?? resource.namespace;
  const found = workspace.around(resource, deliveryKinds.helmRepository[0], kind).filter((source) => source.name === name);
  return found.find((source) => source.namespace === namespace) ?? found[0];
}

function urlOf(repository: Resource | undefined): ReleaseUrl | undefined {
  const value = repository?.at('spec', 'url');
  if (repository === undefined || value === undefined) return undefined;
  return { value, resource: repository, type: repository.kind === 'OCIRepository' ? 'oci' : repository.at('spec', 'type')?.text };
}

/** https://fluxcd.io/flux/components/source/ocirepositories/#reference */
function tagOf(repository: Resource): ReleaseVersion | undefined {
  for (const field of ['digest', 'semver', 'tag']) {
    const value = repository.at('spec', 'ref', field);
    if (value !== undefined) return { value, resource: repository, isDigest: field === 'digest' };
  }
  return undefined;
}

/** https://argo-cd.readthedocs.io/en/stable/user-guide/helm/ */
function argoRelease(resource: Resource, source: Value): ChartRelease[] {
  const url = source.at('repoURL');
  const chart = source.at('chart') ?? (url?.text?.startsWith('oci://') ? url : undefined);
  if (chart?.text === undefined || chart.text === '') return [];
  const helm = source.at('helm');
  const values = new ChartValues(resource, {
    values: helm?.at('valuesObject'),
    text: helm?.at('values'),
    parameters: helm?.at('parameters'),
    isOpen: ['valueFiles', 'fileParameters'].some((field) => (helm?.at(field)?.items() ?? []).length > 0),
  });
  return [
    {
      resource,
      chart: lastPart(chart.text),
      at: chart,
      version: versionIn(source.at('targetRevision'), resource),
      url: url && { value: url, resource, type: undefined },
      values,
    },
  ];
}

function lastPart(name: string): string {
  return name.replace(/\/+$/, '').split('/').at(-1) ?? name;
}
