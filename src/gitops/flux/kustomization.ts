import type { MapEntry, MapNode } from '../../core/node.ts';
import { Value } from '../../core/resource.ts';
import type { Resource } from '../../core/resource.ts';
import { deployFolder, folderFromRoot, nothing } from '../deployment.ts';
import type { Deployment } from '../deployment.ts';
import type { Files } from '../files.ts';
import type { Item } from '../item.ts';
import type { Kustomize } from '../kustomize/build.ts';
import { textNode } from '../nodes.ts';
import { resolvePath } from '../paths.ts';
import { substitute } from './substitute.ts';
import type { Variables } from './substitute.ts';

export const fluxKustomization = { group: 'kustomize.toolkit.fluxcd.io', kind: 'Kustomization' } as const;

/** What a Flux Kustomization applies. https://fluxcd.io/flux/components/kustomize/kustomizations/ */
export function deployFlux(item: Item, files: Files, kustomize: Kustomize): Deployment {
  const resource = item.toResource();
  const path = resource.at('spec', 'path')?.text ?? '';
  const folder = folderFromRoot(path, item.written.file, files);
  const cluster = resource.at('spec', 'kubeConfig') === undefined ? {} : { cluster: `${resource.name} (remote)` };
  const found = folder === undefined ? undefined : deployFolder(folder, { isRecursive: true }, files, kustomize);
  if (found === undefined || folder === undefined) {
    const reason = `Flux Kustomization \`${resource.name}\` takes \`${path || './'}\` of a source that is not here`;
    return { ...nothing, unread: [{ file: item.written.file, reason }], ...cluster };
  }
  const built = kustomize.apply({ source: resource.source, root: ownKustomization(resource) }, found.items);
  const variables = readVariables(resource, files);
  if (variables !== undefined) for (const each of built.items) fillIn(each, variables);
  const unread = [...found.unread, ...built.unread, ...missingComponents(resource, folder, kustomize, built.items)];
  return { items: built.items, unread, folders: found.folders, patchFiles: found.patchFiles, ...cluster };
}

function fillIn(item: Item, variables: Variables): void {
  const written = item.toResource();
  const isLeftAlone = (['annotations', 'labels'] as const).some(
    (field) => written.at('metadata', field, 'kustomize.toolkit.fluxcd.io/substitute')?.text === 'disabled',
  );
  const filled = isLeftAlone ? item.root : substitute(item.root, variables);
  if (filled.kind === 'map') item.root = filled;
}

/** The fields of its spec that kustomize knows, under the names that kustomize has for them. */
function ownKustomization(resource: Resource): Value {
  const fields: readonly (readonly [string, readonly string[]])[] = [
    ['namespace', ['targetNamespace']],
    ['namePrefix', ['namePrefix']],
    ['nameSuffix', ['nameSuffix']],
    ['patches', ['patches']],
    ['patchesStrategicMerge', ['patchesStrategicMerge']],
    ['patchesJson6902', ['patchesJson6902']],
    ['commonAnnotations', ['commonMetadata', 'annotations']],
    ['commonLabels', ['commonMetadata', 'labels']],
  ];
  const entries = fields.flatMap(([key, path]): MapEntry[] => {
    const value = resource.at('spec', ...path);
    return value === undefined ? [] : [{ key, keyNode: textNode(key, value.node), value: value.node }];
  });
  const { node } = resource.root;
  const map: MapNode = { kind: 'map', start: node.start, end: node.end, flow: false, entries };
  return new Value(map, []);
}

function missingComponents(resource: Resource, folder: string, kustomize: Kustomize, items: readonly Item[]) {
  return (resource.at('spec', 'components')?.items() ?? []).flatMap(({ text }) => {
    const build = kustomize.extend(resolvePath(folder, text ?? ''), items);
    return build === undefined ? [{ file: resource.file, reason: `the component \`${text ?? ''}\` is not there` }] : build.unread;
  });
}

/** Undefined where nothing is substituted at all. */
function readVariables(resource: Resource, files: Files): Variables | undefined {
  const postBuild = resource.at('spec', 'postBuild');
  if (postBuild === undefined) return undefined;
  const values = new Map<string, string>();
  let areAllKnown = true;
  for (const source of postBuild.at('substituteFrom')?.items() ?? []) {
    const data = readConfigMap(source, files);
    if (data === undefined) areAllKnown = false;
    for (const [key, value] of data ?? []) values.set(key, value);
  }
  for (const [key, value] of postBuild.at('substitute')?.entries() ?? []) {
    if (value.node.kind === 'scalar' && !value.isUnknown) values.set(key, value.node.text);
    else areAllKnown = false;
  }
  return { values, areAllKnown };
}

/** The data of a ConfigMap that stands in the repository once; several of one name belong to several clusters. */
function readConfigMap(source: Value, files: Files): [string, string][] | undefined {
  if (source.at('kind')?.text !== 'ConfigMap') return undefined;
  const name = source.at('name')?.text;
  const found = files.manifests
    .flatMap(({ resources }) => resources)
    .filter((resource) => resource.kind === 'ConfigMap' && resource.group === '' && resource.name === name);
  const [only] = found;
  if (only === undefined || found.length > 1) return undefined;
  return (only.at('data')?.entries() ?? []).flatMap(([key, value]) => (value.node.kind === 'scalar' ? [[key, value.node.text] as [string, string]] : []));
}
