import type { Resource, Value } from '../core/resource.ts';
import type { Workspace } from '../core/workspace.ts';
import { ChartValues } from './chart-values.ts';
import { deliveryKinds } from './delivery-kinds.ts';
import { lastPart, versionIn } from './release.ts';
import type { ChartRelease, ReleaseUrl, ReleaseVersion } from './release.ts';

/** https://fluxcd.io/flux/components/helm/helmreleases/ */
export function fluxReleases(resource: Resource, workspace: Workspace): ChartRelease[] {
  const values = new ChartValues(resource, { layers: [resource.at('spec', 'values')], isOpen: (resource.at('spec', 'valuesFrom')?.items() ?? []).length > 0 });
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
