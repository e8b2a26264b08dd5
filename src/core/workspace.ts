import type { Manifest } from './manifest.ts';
import type { Resource } from './resource.ts';

/** All that was read in one run. Immutable. */
export class Workspace {
  readonly manifests: readonly Manifest[];
  readonly resources: readonly Resource[];
  readonly #byKind = new Map<string, Resource[]>();

  constructor(manifests: readonly Manifest[]) {
    this.manifests = manifests;
    this.resources = manifests.flatMap(({ resources }) => resources);
    for (const resource of this.resources) {
      const key = `${resource.group}/${resource.kind}`;
      const known = this.#byKind.get(key);
      if (known === undefined) this.#byKind.set(key, [resource]);
      else known.push(resource);
    }
  }

  ofKind(group: string, kind: string): readonly Resource[] {
    return this.#byKind.get(`${group}/${kind}`) ?? [];
  }

  /**
   * The objects of one kind that surely meet this one in a cluster: those of the same folder and of the folders in it.
   * Objects elsewhere may belong to another cluster.
   */
  neighbours(resource: Resource, group: string, kind: string): readonly Resource[] {
    const folder = folderOf(resource.file);
    return this.ofKind(group, kind).filter(({ file }) => file.startsWith(folder));
  }
}

/** The folder of a file with its closing slash; empty for a file at the top. */
export function folderOf(file: string): string {
  return file.slice(0, file.lastIndexOf('/') + 1);
}
