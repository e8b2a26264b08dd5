import type { Resource, Value } from '../core/resource.ts';
import { ChartValues } from './chart-values.ts';
import { lastPart, versionIn } from './release.ts';
import type { ChartRelease } from './release.ts';

/** The charts that an Application or an ApplicationSet installs. https://argo-cd.readthedocs.io/en/stable/user-guide/helm/ */
export function argoReleases(resource: Resource): ChartRelease[] {
  return argoSources(resource).flatMap((source) => toRelease(resource, source));
}

/** Where an Application takes things from. */
export function argoSources(resource: Resource): Value[] {
  const spec = resource.kind === 'ApplicationSet' ? resource.at('spec', 'template', 'spec') : resource.at('spec');
  const single = spec?.at('source');
  return [...(single === undefined ? [] : [single]), ...(spec?.at('sources')?.items() ?? [])];
}

function toRelease(resource: Resource, source: Value): ChartRelease[] {
  const url = source.at('repoURL');
  const chart = source.at('chart') ?? (url?.text?.startsWith('oci://') ? url : undefined);
  if (chart?.text === undefined || chart.text === '') return [];
  const helm = source.at('helm');
  const values = new ChartValues(resource, {
    layers: [helm?.at('values'), helm?.at('valuesObject')],
    parameters: helm?.at('parameters')?.items() ?? [],
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
