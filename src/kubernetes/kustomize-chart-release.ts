import type { Resource } from '../core/resource.ts';
import { ChartValues } from './chart-values.ts';
import { plainRelease } from './release.ts';
import type { ChartRelease } from './release.ts';

/** An entry of `helmCharts`. https://kubectl.docs.kubernetes.io/references/kustomize/builtins/#field-name-helmcharts */
export function kustomizeChartReleases(resource: Resource): ChartRelease[] {
  const chart = resource.at('name');
  const url = resource.at('repo');
  if (chart?.text === undefined || chart.isUnknown) return [];
  const values = new ChartValues(resource, {
    layers: [resource.at('valuesInline')],
    isOpen: ['valuesFile', 'additionalValuesFiles'].some((field) => resource.at(field) !== undefined),
    at: resource.at('valuesInline')?.keyPlace ?? chart,
  });
  return [plainRelease(resource, chart.text, { at: chart, url, values })];
}
