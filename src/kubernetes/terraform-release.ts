import type { Resource, Value } from '../core/resource.ts';
import { ChartValues } from './chart-values.ts';
import { plainRelease } from './release.ts';
import type { ChartRelease } from './release.ts';

/** https://registry.terraform.io/providers/hashicorp/helm/latest/docs/resources/release */
export function terraformReleases(resource: Resource): ChartRelease[] {
  const chart = resource.at('chart');
  if (chart?.text === undefined || chart.isUnknown) return [];
  const url = chart.text.startsWith('oci://') ? chart : resource.at('repository');
  const layers = valuesIn(resource.at('values'));
  const values = new ChartValues(resource, {
    layers: layers.filter((layer) => !isComputed(layer)),
    parameters: ['set', 'set_sensitive'].flatMap((field) => resource.at(field)?.items() ?? []),
    isOpen: layers.some(isComputed) || hasMore(resource),
    at: resource.at('values')?.keyPlace ?? chart,
  });
  return [plainRelease(resource, chart.text, { at: chart, url, values })];
}

/** A list of texts and of what `yamlencode` takes; a variable stands for any number of them. */
function valuesIn(values: Value | undefined): Value[] {
  if (values === undefined || values.isNull) return [];
  return values.node.kind === 'list' ? values.items() : [values];
}

/** A reference or a call that nobody here works out. */
function isComputed({ node }: Value): boolean {
  return node.kind === 'scalar' && node.style === 'plain';
}

function hasMore(resource: Resource): boolean {
  const set = resource.at('set');
  return resource.at('set_list') !== undefined || resource.at('dynamic') !== undefined || (set !== undefined && set.node.kind !== 'list');
}
