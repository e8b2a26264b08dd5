import type { Manifest } from '../core/manifest.ts';
import type { MapNode } from '../core/node.ts';
import { readYaml } from '../core/read-yaml.ts';
import { Resource, Value } from '../core/resource.ts';
import type { Source } from '../core/source.ts';
import { deliveryKinds } from '../kubernetes/delivery-kinds.ts';
import { isKustomization } from './kustomize/kustomization.ts';
import { nodeAtPath, textAtPath, textNode, withEntry } from './nodes.ts';
import { nameOf } from './paths.ts';

/** Adds what `Chart.yaml`, helmfiles and kustomizations say of charts that they install, where Karpenter's are among them. */
export function withInstallers(manifest: Manifest): Manifest {
  const { source } = manifest;
  const read = readers.find(([isOne]) => isOne(source.file))?.[1];
  const resources = read !== undefined && source.text.includes('karpenter') ? read(source) : [];
  return resources.length === 0 ? manifest : withForeign(manifest, resources);
}

/** A manifest with objects that are none of Kubernetes'. */
export function withForeign(manifest: Manifest, resources: readonly Resource[]): Manifest {
  const { skipped: _skipped, ...rest } = manifest;
  return { ...rest, documents: Math.max(1, manifest.documents), resources: [...manifest.resources, ...resources], passedOver: false };
}

/** The map that a file holds; undefined for anything else. */
export function mapIn({ text }: Source): MapNode | undefined {
  const { root, problems } = readYaml(text);
  return root?.kind === 'map' && problems.length === 0 ? root : undefined;
}

function chartIn(source: Source): Resource[] {
  const root = mapIn(source);
  if (root === undefined || nodeAtPath(root, ['dependencies'])?.kind !== 'list') return [];
  const [group, kind] = deliveryKinds.chart;
  return [new Resource(source, root, 0, { actsAs: { apiVersion: `${group}/v2`, kind }, name: textAtPath(root, ['name']) ?? '', isForeign: true })];
}

/** Each release with the repositories of its file, which its chart's name begins with. */
function releasesIn(source: Source): Resource[] {
  const root = mapIn(source);
  const releases = root && nodeAtPath(root, ['releases']);
  if (root === undefined || releases?.kind !== 'list') return [];
  const repositories = nodeAtPath(root, ['repositories']);
  const [group, kind] = deliveryKinds.helmfileRelease;
  return releases.items.flatMap((item, index) => {
    const chart = new Value(item, []).at('chart');
    if (item.kind !== 'map' || chart?.text === undefined) return [];
    const node =
      repositories === undefined ? item : withEntry(item, { key: 'repositories', keyNode: textNode('repositories', chart.range), value: repositories });
    return [new Resource(source, node, index, { actsAs: { apiVersion: `${group}/v1`, kind }, name: textAtPath(item, ['name']) ?? '', isForeign: true })];
  });
}

function kustomizeChartsIn(source: Source): Resource[] {
  const root = mapIn(source);
  const charts = root && nodeAtPath(root, ['helmCharts']);
  if (charts?.kind !== 'list') return [];
  const [group, kind] = deliveryKinds.kustomizeChart;
  return charts.items.flatMap((item, index) => {
    if (item.kind !== 'map') return [];
    return [new Resource(source, item, index + 1, { actsAs: { apiVersion: `${group}/v1beta1`, kind }, name: textAtPath(item, ['name']) ?? '' })];
  });
}

const readers: readonly (readonly [isOne: (file: string) => boolean, read: (source: Source) => Resource[]])[] = [
  [(file) => nameOf(file) === 'Chart.yaml', chartIn],
  [isKustomization, kustomizeChartsIn],
  [isHelmfile, releasesIn],
];

function isHelmfile(file: string): boolean {
  const path = file.toLowerCase();
  return path.includes('helmfile') && /(?:^|\/)(?:helmfile[^/]*|helmfile\.d\/[^/]+)\.ya?ml$/.test(path);
}
