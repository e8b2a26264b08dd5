import type { Resource, Value } from '../core/resource.ts';
import { ChartValues } from './chart-values.ts';
import { plainRelease } from './release.ts';
import type { ChartRelease } from './release.ts';

/** A release of a helmfile, which holds the file's repositories as well. https://helmfile.readthedocs.io/en/latest/#configuration */
export function helmfileReleases(resource: Resource): ChartRelease[] {
  const chart = resource.at('chart');
  if (chart?.text === undefined || chart.isUnknown || resource.at('installed')?.value === false) return [];
  const url = urlOf(resource, chart);
  const layers = resource.at('values')?.items() ?? [];
  const values = new ChartValues(resource, {
    layers: layers.filter(({ node }) => node.kind === 'map'),
    parameters: resource.at('set')?.items() ?? [],
    isOpen: layers.some(({ node }) => node.kind !== 'map') || ['secrets', 'valuesTemplate', 'inherit', '<<'].some((field) => resource.at(field) !== undefined),
    at: resource.at('values')?.keyPlace ?? chart,
  });
  return [plainRelease(resource, chart.text, { at: chart, url, values })];
}

/** A chart is called by the name of its repository and its own, or by a URL. */
function urlOf(resource: Resource, chart: Value): Value | undefined {
  if (chart.text?.startsWith('oci://') === true) return chart;
  const name = chart.text?.split('/')[0];
  return resource
    .at('repositories')
    ?.items()
    .find((repository) => repository.at('name')?.text === name)
    ?.at('url');
}
