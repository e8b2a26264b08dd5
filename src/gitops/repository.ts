import type { Manifest } from '../core/manifest.ts';
import { Resource } from '../core/resource.ts';
import { Scope } from '../core/scope.ts';
import type { Source } from '../core/source.ts';
import { isEvidentPatch } from '../karpenter/partial.ts';
import { Files } from './files.ts';
import type { Host } from './host.ts';
import { Kustomize } from './kustomize/build.ts';
import { isComponent, kustomizationNames, readKustomization } from './kustomize/kustomization.ts';
import { parentOf } from './paths.ts';

/** What a repository's own files say of it. */
export interface Repository {
  /** What was given, patches marked as such, and what references led to. */
  readonly manifests: readonly Manifest[];
  readonly scopes: readonly Scope[];
}

/** Follows the references between files, to learn which objects meet in which cluster, and what reaches it. */
export function readRepository(manifests: readonly Manifest[], host: Host, read: (source: Source) => Manifest): Repository {
  const files = new Files(manifests, host, read);
  const kustomize = new Kustomize(files);
  const overlays = findOverlays(files, kustomize);
  const patchFiles = new Set(overlays.flatMap(({ patchFiles: own }) => [...own]));
  const marked = files.manifests.map((manifest) => markPatches(manifest, patchFiles));
  return { manifests: marked, scopes: overlays.map(({ scope }) => scope) };
}

interface Overlay {
  readonly scope: Scope;
  readonly patchFiles: ReadonlySet<string>;
}

/** The kustomizations that no other one takes in: each is what somebody applies to a cluster. */
function findOverlays(files: Files, kustomize: Kustomize): Overlay[] {
  const folders = files.named(kustomizationNames).filter(isOverlay(files)).map(parentOf);
  const builds = folders.flatMap((folder) => {
    const build = kustomize.build(folder);
    return build === undefined ? [] : [{ folder, build }];
  });
  const taken = new Set(builds.flatMap(({ build }) => [...build.folders]));
  return builds
    .filter(({ folder }) => !taken.has(folder))
    .map(({ folder, build }) => {
      const resources = build.items.map((item) => item.toResource());
      const file = kustomize.kustomizationOf(folder)?.file;
      const scope = new Scope({ kind: 'kustomize', name: folder || '.', resources, unread: build.unread, ...(file === undefined ? {} : { file }) });
      return { scope, patchFiles: build.patchFiles };
    });
}

function isOverlay(files: Files): (file: string) => boolean {
  return (file) => {
    const source = files.source(file);
    const kustomization = source && readKustomization(source);
    return kustomization !== undefined && !isComponent(kustomization);
  };
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
