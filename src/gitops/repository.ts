import type { Manifest } from '../core/manifest.ts';
import { Resource } from '../core/resource.ts';
import { Scope } from '../core/scope.ts';
import type { Source } from '../core/source.ts';
import { isEvidentPatch } from '../karpenter/partial.ts';
import { expand, isDeployer } from './clusters.ts';
import type { Cluster, Seed } from './clusters.ts';
import { nothing } from './deployment.ts';
import { Files } from './files.ts';
import type { Host } from './host.ts';
import { Item } from './item.ts';
import { Kustomize } from './kustomize/build.ts';
import { isComponent, kustomizationNames, readKustomization } from './kustomize/kustomization.ts';
import { parentOf } from './paths.ts';
import { withOutput } from './render/overlay.ts';
import { addValuesFiles } from './values-files.ts';

/** What a repository's own files say of it. */
export interface Repository {
  /** What was given, patches marked as such, and what references led to. */
  readonly manifests: readonly Manifest[];
  readonly scopes: readonly Scope[];
}

export interface RepositoryOptions {
  readonly read: (source: Source) => Manifest;
  /** What kustomize itself printed for overlays, by folder. */
  readonly rendered?: ReadonlyMap<string, string>;
  /** Clusters that the configuration names, and the files whose objects reach them. */
  readonly configured?: readonly ConfiguredCluster[];
}

export interface ConfiguredCluster {
  readonly name: string;
  readonly takes: (file: string) => boolean;
}

/** Follows the references between files, to learn which objects meet in which cluster, and what reaches it. */
export function readRepository(manifests: readonly Manifest[], host: Host, { read, rendered = new Map(), configured = [] }: RepositoryOptions): Repository {
  const files = new Files(manifests, host, read);
  addValuesFiles(files);
  const kustomize = new Kustomize(files);
  const overlays = findOverlays(files, kustomize).map((seed) => asRendered(seed, rendered, kustomize));
  const clusters = rootsOf([...overlays, ...looseSeeds(overlays, files)].map((seed) => ({ seed, clusters: expand(seed, files, kustomize) })));
  const patchFiles = new Set(clusters.flatMap((cluster) => [...cluster.patchFiles]));
  const marked = files.manifests.map((manifest) => markPatches(manifest, patchFiles));
  return { manifests: marked, scopes: joined(asConfigured(clusters, configured, marked)).map(toScope) };
}

/** The folders of the overlays that somebody applies to a cluster. */
export function findOverlayFolders(manifests: readonly Manifest[], host: Host, read: RepositoryOptions['read']): string[] {
  const files = new Files(manifests, host, read);
  return findOverlays(files, new Kustomize(files)).map(folderOf);
}

function folderOf({ name }: Seed): string {
  return name === '.' ? '' : name;
}

function asRendered(seed: Seed, rendered: ReadonlyMap<string, string>, kustomize: Kustomize): Seed {
  const output = rendered.get(folderOf(seed));
  const source = kustomize.kustomizationOf(folderOf(seed));
  return output === undefined || source === undefined ? seed : { ...seed, build: withOutput(seed.build, output, source) };
}

/** The kustomizations that no other one takes in: each is what somebody applies to a cluster. */
function findOverlays(files: Files, kustomize: Kustomize): Seed[] {
  const folders = files.named(kustomizationNames).filter(isOverlay(files)).map(parentOf);
  const seeds = folders.flatMap((folder): Seed[] => {
    const build = kustomize.build(folder);
    return build === undefined ? [] : [{ name: folder || '.', file: kustomize.kustomizationOf(folder)?.file, build }];
  });
  const taken = new Set(seeds.flatMap(({ build }) => [...build.folders]));
  return seeds.filter((seed) => !taken.has(folderOf(seed)));
}

function isOverlay(files: Files): (file: string) => boolean {
  return (file) => {
    const source = files.source(file);
    const kustomization = source && readKustomization(source);
    return kustomization !== undefined && !isComponent(kustomization);
  };
}

/** Folders with objects of Flux or Argo CD that no overlay takes in: what else lies there is applied with them. */
function looseSeeds(overlays: readonly Seed[], files: Files): Seed[] {
  const built = new Set(overlays.flatMap(({ build }) => build.items.map(({ written }) => written)));
  const loose = files.manifests.flatMap(({ resources }) => resources).filter((resource) => !built.has(resource));
  const folders = new Set(loose.filter(isDeployer).map(({ file }) => parentOf(file)));
  return [...folders].map((folder) => {
    const items = loose.filter(({ file }) => parentOf(file) === folder).map((resource) => new Item(resource));
    return { name: folder || '.', file: undefined, build: { ...nothing, items } };
  });
}

/** The clusters that begin in the files of a configured one become part of it, and so do loose objects there. */
function asConfigured(clusters: readonly Cluster[], configured: readonly ConfiguredCluster[], manifests: readonly Manifest[]): Cluster[] {
  const ownerOf = ({ file, name }: Cluster): ConfiguredCluster | undefined => configured.find(({ takes }) => takes(file ?? `${name}/.`));
  const placed = new Set(clusters.flatMap(({ items }) => items.map(({ written }) => written)));
  const loose = configured.map(({ name, takes }): Cluster => {
    const resources = manifests.filter(({ source }) => takes(source.file)).flatMap((manifest) => manifest.resources);
    const items = resources.filter((resource) => resource.facts.patch === undefined && !placed.has(resource)).map((resource) => new Item(resource));
    return { ...nothing, kind: 'config', name, file: undefined, items, reasons: [], bringers: new Map() };
  });
  const renamed = clusters.map((cluster): Cluster => {
    const owner = ownerOf(cluster);
    return owner === undefined ? cluster : { ...cluster, kind: 'config', name: owner.name };
  });
  return [...loose, ...renamed];
}

interface Expanded {
  readonly seed: Seed;
  readonly clusters: readonly Cluster[];
}

/** The expansions that no other one brings; of two that bring each other the larger one stays. */
function rootsOf(expansions: readonly Expanded[]): Cluster[] {
  const facts = expansions.map((expansion) => ({ ...expansion, ...reachOf(expansion.clusters) }));
  const isLarger = (a: Reach, b: Reach): boolean => a.written.size > b.written.size;
  const brings = (a: Reach, { seed }: Expanded): boolean =>
    seed.file === undefined ? seed.build.items.every(({ written }) => a.written.has(written)) : a.folders.has(parentOf(seed.file));
  return facts
    .filter((own, index) => {
      const others = facts.filter((other) => other !== own && brings(other, own));
      return others.every((other) => brings(own, other) && (isLarger(own, other) || (!isLarger(other, own) && index < facts.indexOf(other))));
    })
    .flatMap(({ clusters }) => clusters);
}

interface Reach {
  readonly folders: ReadonlySet<string>;
  readonly written: ReadonlySet<Resource>;
}

function reachOf(clusters: readonly Cluster[]): Reach {
  return {
    folders: new Set(clusters.flatMap(({ folders }) => [...folders])),
    written: new Set(clusters.flatMap(({ items }) => items.map(({ written }) => written))),
  };
}

/** Two places may send objects to one cluster that they call by the same name. */
function joined(clusters: readonly Cluster[]): Cluster[] {
  const byName = new Map<string, Cluster>();
  for (const cluster of clusters) {
    const known = byName.get(cluster.name);
    byName.set(
      cluster.name,
      known === undefined
        ? cluster
        : {
            ...known,
            items: [...known.items, ...cluster.items],
            unread: [...known.unread, ...cluster.unread],
            bringers: new Map([...known.bringers, ...cluster.bringers]),
          },
    );
  }
  return [...byName.values()].filter(({ items, unread }) => items.length + unread.length > 0);
}

function toScope({ kind, name, file, items, unread, reasons, bringers }: Cluster): Scope {
  const made = new Map(items.map((item) => [item, item.toResource()]));
  const resources = [...made.values()];
  const brought = [...bringers].flatMap(([item, bringer]): [Resource, Resource][] => {
    const resource = made.get(item);
    return resource === undefined ? [] : [[resource, made.get(bringer) ?? bringer.toResource()]];
  });
  // Flux keeps its own objects in a folder of the cluster's.
  const label = kind === 'flux' ? name.replace(/\/flux-system$/, '') : name;
  return new Scope({ kind, name: label, resources, unread, reasons, bringers: new Map(brought), ...(file === undefined ? {} : { file }) });
}

function markPatches(manifest: Manifest, patchFiles: ReadonlySet<string>): Manifest {
  const isApplied = patchFiles.has(manifest.source.file);
  if (!isApplied && !manifest.resources.some(isEvidentPatch)) return manifest;
  const resources = manifest.resources.map((resource) => {
    if (!isApplied && !isEvidentPatch(resource)) return resource;
    const { node } = resource.root;
    return node.kind === 'map' ? new Resource(resource.source, node, resource.index, { ...resource.facts, patch: isApplied ? 'applied' : 'orphan' }) : resource;
  });
  return { ...manifest, resources };
}
