import type { MapEntry, MapNode } from '../../core/node.ts';
import { Value } from '../../core/resource.ts';
import type { Resource } from '../../core/resource.ts';
import type { Unread } from '../../core/scope.ts';
import { deployFolder, folderFromRoot, joinBuilds, nothing } from '../deployment.ts';
import type { Deployment } from '../deployment.ts';
import type { Files } from '../files.ts';
import { matchesGlob } from '../glob.ts';
import type { Item } from '../item.ts';
import type { Build, Kustomize } from '../kustomize/build.ts';
import { textNode } from '../nodes.ts';

export const argoGroup = 'argoproj.io';

/** What an Argo CD Application applies. https://argo-cd.readthedocs.io/en/stable/user-guide/application-specification/ */
export function deployApplication(item: Item, files: Files, kustomize: Kustomize): Deployment {
  const resource = item.toResource();
  const single = resource.at('spec', 'source');
  const sources = [...(single === undefined ? [] : [single]), ...(resource.at('spec', 'sources')?.items() ?? [])];
  const builds = sources.map((source) => deploySource(source, resource, files, kustomize));
  const cluster = destinationOf(resource);
  return { ...joinBuilds(builds), ...(cluster === undefined ? {} : { cluster }) };
}

/** The cluster by name; undefined for the one that the Application itself is in. */
function destinationOf(resource: Resource): string | undefined {
  const destination = resource.at('spec', 'destination');
  const name = destination?.at('name')?.text;
  const server = destination?.at('server')?.text;
  if (name !== undefined && name !== '') return name === 'in-cluster' ? undefined : name;
  return server === undefined || /^https:\/\/kubernetes\.default\.svc(?::443)?\/?$/.test(server) ? undefined : server;
}

function deploySource(source: Value, resource: Resource, files: Files, kustomize: Kustomize): Build {
  const chart = source.at('chart')?.text;
  const path = source.at('path')?.text;
  const miss = (reason: string): Build => ({ ...nothing, unread: [missed(resource, reason)] });
  if (chart !== undefined) return miss(`renders the Helm chart \`${chart}\``);
  // A source that only lends its files to another one brings nothing.
  if (path === undefined) return source.at('ref') === undefined ? miss('says no path') : nothing;
  const folder = source.at('path')?.isUnknown === true ? undefined : folderFromRoot(path, resource.file, files);
  const found = folder === undefined ? undefined : deployFolder(folder, directoryOptions(source.at('directory')), files, kustomize);
  if (found === undefined) return miss(`takes \`${path}\` of a source that is not here`);
  const built = kustomize.apply({ source: resource.source, root: ownKustomization(source) }, found.items);
  return { ...found, items: built.items, unread: [...found.unread, ...built.unread] };
}

function missed(resource: Resource, reason: string): Unread {
  return { file: resource.file, reason: `${resource.kind} \`${resource.name}\` ${reason}` };
}

/** https://argo-cd.readthedocs.io/en/stable/user-guide/directory/ */
function directoryOptions(directory: Value | undefined) {
  const include = directory?.at('include')?.text;
  const exclude = directory?.at('exclude')?.text;
  const isRecursive = directory?.at('recurse')?.value === true;
  if (include === undefined && exclude === undefined) return { isRecursive };
  const takes = (name: string): boolean =>
    (include === undefined || include === '' || matchesGlob(include, name)) && (exclude === undefined || exclude === '' || !matchesGlob(exclude, name));
  return { isRecursive, takes };
}

/** The options for kustomize, which have kustomize's own names. */
function ownKustomization(source: Value): Value {
  const entries = (source.at('kustomize')?.entries() ?? []).flatMap(([key, value]): MapEntry[] =>
    known.has(key) ? [{ key, keyNode: textNode(key, value.node), value: value.node }] : [],
  );
  const { start, end } = source.node;
  const map: MapNode = { kind: 'map', start, end, flow: false, entries };
  return new Value(map, []);
}

const known: ReadonlySet<string> = new Set(['namespace', 'namePrefix', 'nameSuffix', 'commonLabels', 'commonAnnotations', 'patches', 'replicas']);
