import { findEntry } from '../core/node.ts';
import type { MapNode } from '../core/node.ts';
import { Resource } from '../core/resource.ts';
import type { Value } from '../core/resource.ts';
import { looksLikeChartValues } from '../karpenter/chart-keys.ts';
import { karpenterChart } from '../karpenter/chart.ts';
import { argoSources } from '../kubernetes/argo-release.ts';
import { deliveryKinds } from '../kubernetes/delivery-kinds.ts';
import type { Files } from './files.ts';
import { mapIn, withForeign } from './installers.ts';
import { kustomizationNames, readKustomization } from './kustomize/kustomization.ts';
import { nameOf, parentOf, resolvePath } from './paths.ts';

/**
 * Makes objects of files with values for Karpenter's chart: those of a `Chart.yaml` that depends on it, those that an installer
 * names, and those that hold what only this chart reads.
 */
export function addValuesFiles(files: Files): void {
  for (const [file, name] of [...namedByCharts(files), ...namedByInstallers(files), ...namedByGenerators(files), ...recognised(files)]) {
    const manifest = files.manifest(file);
    if (manifest === undefined || manifest.resources.some(({ kind }) => kind === deliveryKinds.values[1])) continue;
    const root = mapIn(manifest.source);
    if (root === undefined) continue;
    const [group, kind] = deliveryKinds.values;
    files.replace(
      withForeign(manifest, [new Resource(manifest.source, root, manifest.resources.length, { actsAs: { apiVersion: `${group}/v2`, kind }, name })]),
    );
  }
}

type NamedFile = readonly [file: string, name: string];

function resourcesOf(files: Files, kinds: readonly string[]): Resource[] {
  return files.manifests.flatMap(({ resources }) => resources.filter(({ kind }) => kinds.includes(kind)));
}

function namedByCharts(files: Files): NamedFile[] {
  return resourcesOf(files, [deliveryKinds.chart[1]]).map((chart) => [resolvePath(parentOf(chart.file), 'values.yaml'), chart.name]);
}

function namedByInstallers(files: Files): NamedFile[] {
  const installers = resourcesOf(files, ['Application', 'ApplicationSet', 'KustomizeChart', 'HelmfileRelease', 'helm_release']);
  return installers.flatMap((installer) => namesIn(installer).flatMap((name) => locate(name, installer.file, files))).map((file) => [file, karpenterChart]);
}

/** A HelmRelease takes values from ConfigMaps and Secrets, which a kustomization makes of files. */
function namedByGenerators(files: Files): NamedFile[] {
  const releases = resourcesOf(files, ['HelmRelease']).filter((release) =>
    isOurs(release.at('spec', 'chart', 'spec', 'chart') ?? release.at('spec', 'chartRef', 'name')),
  );
  const names = new Set(releases.flatMap((release) => (release.at('spec', 'valuesFrom')?.items() ?? []).flatMap((source) => source.at('name')?.text ?? [])));
  if (names.size === 0) return [];
  return files.named(kustomizationNames).flatMap((file): NamedFile[] => {
    const source = files.source(file);
    const root = source && readKustomization(source)?.root;
    const generators = ['configMapGenerator', 'secretGenerator'].flatMap((field) => root?.at(field)?.items() ?? []);
    const made = generators.filter((generator) => names.has(generator.at('name')?.text ?? '')).flatMap((generator) => textsOf(generator.at('files')));
    return made.map((entry) => [resolvePath(parentOf(file), entry.slice(entry.indexOf('=') + 1)), karpenterChart]);
  });
}

function isOurs(chart: Value | undefined): boolean {
  return /(?:^|\/)karpenter$/.test(chart?.text ?? '');
}

/** The files of values that an installer of Karpenter's chart names. */
function namesIn(installer: Resource): string[] {
  if (installer.kind.startsWith('Application')) {
    const sources = argoSources(installer).filter((source) => isOurs(source.at('chart')) || isOurs(source.at('repoURL')));
    return sources.flatMap((source) => textsOf(source.at('helm', 'valueFiles'))).map((name) => name.replace(/^\$\w+\//, ''));
  }
  if (installer.kind === 'KustomizeChart') {
    if (!isOurs(installer.at('name'))) return [];
    return [
      ...textsOf(installer.at('additionalValuesFiles')),
      ...(installer.at('valuesFile')?.text === undefined ? [] : [installer.at('valuesFile')?.text ?? '']),
    ];
  }
  if (!isOurs(installer.at('chart'))) return [];
  return textsOf(installer.at('values')).flatMap((text) => {
    if (installer.kind === 'HelmfileRelease') return [text];
    // `file("${path.module}/values.yaml")`
    return [...text.matchAll(/"(?:\$\{path\.\w+\}\/)?([^"$]+\.ya?ml(?:\.tpl|\.tftpl)?)"/g)].flatMap(([, name]) => name ?? []);
  });
}

function textsOf(list: Value | undefined): string[] {
  return (list?.items() ?? []).flatMap(({ text }) => text ?? []);
}

/** Seen from the file that names it, or from the root of the repository. */
function locate(name: string, from: string, files: Files): string[] {
  if (name.includes('{{')) return [];
  const near = resolvePath(parentOf(from), name);
  const candidates = files.manifests.map(({ source }) => source.file);
  return candidates.includes(near) ? [near] : candidates.filter((file) => file === name || file.endsWith(`/${name.replace(/^\.?\//, '')}`));
}

/** A chart's own defaults are nobody's settings. */
function recognised(files: Files): NamedFile[] {
  return files.manifests.flatMap(({ source, resources }): NamedFile[] => {
    if (resources.length > 0 || !/values|karpenter/i.test(nameOf(source.file)) || !/^settings:/m.test(source.text)) return [];
    if (files.source(resolvePath(parentOf(source.file), 'Chart.yaml')) !== undefined) return [];
    const root = mapIn(source);
    return root !== undefined && looksLikeChartValues(keysOf(root), keysOf(root, 'settings')) ? [[source.file, karpenterChart]] : [];
  });
}

function keysOf(map: MapNode, inside?: string): string[] {
  const inner = inside === undefined ? map : findEntry(map, inside)?.value;
  return inner?.kind === 'map' ? inner.entries.map(({ key }) => key) : [];
}
