import type { Files } from './files.ts';
import { Item } from './item.ts';
import type { Build, Kustomize } from './kustomize/build.ts';
import { nameOf, parentOf, resolvePath } from './paths.ts';

/** What an object such as a Flux Kustomization or an Argo CD Application brings to a cluster. */
export interface Deployment extends Build {
  /** The cluster that it goes to, where that is not the one of the object itself. */
  readonly cluster?: string;
}

export const nothing: Build = { items: [], unread: [], folders: new Set(), patchFiles: new Set() };

export interface FolderOptions {
  readonly isRecursive: boolean;
  /** Says of a file, relative to the folder, whether it takes part. */
  readonly takes?: (name: string) => boolean;
}

/** What a folder brings: the build of its kustomization, else the manifests in it. Undefined where there is no such folder. */
export function deployFolder(folder: string, options: FolderOptions, files: Files, kustomize: Kustomize): Build | undefined {
  const build = kustomize.build(folder);
  if (build !== undefined) return { ...build, items: build.items.map((item) => item.copy()), folders: new Set([folder, ...build.folders]) };
  if (!files.isFolder(folder)) return undefined;
  const chart = resolvePath(folder, 'Chart.yaml');
  if (files.source(chart) !== undefined) {
    const written = ['Chart.yaml', 'values.yaml'].map((name) => deployFile(resolvePath(folder, name), files));
    return { ...joinBuilds(written), unread: [{ file: chart, reason: 'is a Helm chart, which only `helm` can render' }] };
  }
  return deployPlainFolder(folder, options, files, kustomize);
}

/** A folder inside that has a kustomization is built; everything else is taken file by file. */
function deployPlainFolder(folder: string, options: FolderOptions, files: Files, kustomize: Kustomize): Build {
  const names = files.list(folder, options.isRecursive);
  const inner = options.takes === undefined ? names.map((file) => kustomizedFolder(file, folder, kustomize)) : [];
  const builds = [...new Set(inner)].flatMap((built): Build[] => {
    const build = built === undefined ? undefined : kustomize.build(built);
    if (built === undefined || build === undefined) return [];
    return [{ ...build, items: build.items.map((item) => item.copy()), folders: new Set([built, ...build.folders]) }];
  });
  const plain = names.filter((file, index) => inner[index] === undefined && isTaken(file, folder, options));
  return joinBuilds([...builds, ...plain.map((file) => deployFile(file, files))]);
}

function isTaken(file: string, folder: string, { takes }: FolderOptions): boolean {
  return /\.(?:ya?ml|json)$/i.test(file) && takes?.(file.slice(folder === '' ? 0 : folder.length + 1)) !== false;
}

function deployFile(file: string, files: Files): Build {
  const manifest = files.manifest(file);
  const unread = manifest?.skipped === undefined ? [] : [{ file, reason: manifest.skipped, text: manifest.source.text }];
  return { ...nothing, items: (manifest?.resources ?? []).map((resource) => new Item(resource)), unread };
}

/** What several builds bring together. */
export function joinBuilds(builds: readonly Build[]): Build {
  return {
    items: builds.flatMap(({ items }) => items),
    unread: builds.flatMap(({ unread }) => unread),
    folders: new Set(builds.flatMap(({ folders }) => [...folders])),
    patchFiles: new Set(builds.flatMap(({ patchFiles }) => [...patchFiles])),
  };
}

/** The outermost folder between a file and a folder above it that has a kustomization. */
function kustomizedFolder(file: string, top: string, kustomize: Kustomize): string | undefined {
  let found: string | undefined;
  for (let folder = parentOf(file); folder !== top && folder !== ''; folder = parentOf(folder)) {
    if (kustomize.kustomizationOf(folder) !== undefined && kustomize.build(folder) !== undefined) found = folder;
  }
  return found;
}

/**
 * The folder that a path from the root of a repository leads to, seen from a file of it: the run may begin above or inside
 * of the repository. The way nearest to the root wins.
 */
export function folderFromRoot(path: string, from: string, files: Files): string | undefined {
  const ancestors: string[] = [];
  for (let folder = parentOf(from); folder !== ''; folder = parentOf(folder)) ancestors.unshift(folder);
  for (const ancestor of ['', ...ancestors]) {
    const folder = resolvePath(ancestor, path);
    if (files.isFolder(folder) && (path !== '' || ancestor === '')) return folder;
    if (nameOf(folder).includes('.') && files.source(folder) !== undefined) return folder;
  }
  return undefined;
}
