import type { Resource } from '../core/resource.ts';
import type { ScopeKind, Unread } from '../core/scope.ts';
import { deployApplication, argoGroup } from './argocd/application.ts';
import { generateApplications } from './argocd/application-set.ts';
import type { Deployment } from './deployment.ts';
import type { Files } from './files.ts';
import { deployFlux, fluxKustomization } from './flux/kustomization.ts';
import type { Item } from './item.ts';
import type { Build, Kustomize } from './kustomize/build.ts';

/** Objects that somebody applies together, and all that they bring along. */
export interface Cluster {
  readonly kind: ScopeKind;
  readonly name: string;
  readonly file: string | undefined;
  readonly items: readonly Item[];
  readonly unread: readonly Unread[];
  /** Folders of kustomizations that it takes in. */
  readonly folders: ReadonlySet<string>;
  readonly patchFiles: ReadonlySet<string>;
  /** One line for each object that brought something: what, and from where. */
  readonly reasons: readonly string[];
  /** Which object brought which. */
  readonly bringers: ReadonlyMap<Item, Item>;
}

/** Where a cluster begins: an overlay, or the loose files of a folder. */
export interface Seed {
  readonly name: string;
  readonly file: string | undefined;
  readonly build: Build;
}

export function isDeployer({ group, kind }: { readonly group: string; readonly kind: string }): boolean {
  if (group === fluxKustomization.group) return kind === fluxKustomization.kind;
  return group === argoGroup && (kind === 'Application' || kind === 'ApplicationSet');
}

/** Follows Flux Kustomizations and Argo CD Applications from a seed: one cluster, and others where they say so. */
export function expand(seed: Seed, files: Files, kustomize: Kustomize): Cluster[] {
  const expansion = new Expansion(seed, files, kustomize);
  expansion.follow(seed.build.items, seed.name);
  return expansion.clusters();
}

interface Growing {
  readonly items: Item[];
  readonly unread: Unread[];
  readonly folders: Set<string>;
  readonly patchFiles: Set<string>;
  readonly reasons: string[];
  readonly bringers: Map<Item, Item>;
  kind: ScopeKind;
}

class Expansion {
  readonly #seed: Seed;
  readonly #files: Files;
  readonly #kustomize: Kustomize;
  readonly #growing = new Map<string, Growing>();
  readonly #followed = new Map<string, Set<Resource>>();

  constructor(seed: Seed, files: Files, kustomize: Kustomize) {
    this.#seed = seed;
    this.#files = files;
    this.#kustomize = kustomize;
    const { items, unread, folders, patchFiles } = seed.build;
    this.#growing.set(seed.name, {
      items: [...items],
      unread: [...unread],
      folders: new Set(folders),
      patchFiles: new Set(patchFiles),
      reasons: [],
      bringers: new Map(),
      kind: 'kustomize',
    });
  }

  follow(items: readonly Item[], cluster: string): void {
    for (const item of items) {
      const { group, kind } = item.id;
      if (!isDeployer(item.id)) continue;
      if (!this.#isNew(item, cluster)) continue;
      if (kind === 'ApplicationSet') this.#generate(item, cluster);
      else this.#deploy(item, cluster, group === argoGroup ? 'argocd' : 'flux');
    }
  }

  clusters(): Cluster[] {
    return [...this.#growing].map(([name, growing]) => ({ ...growing, name, file: this.#seed.file, items: withoutRepeats(growing.items) }));
  }

  /** One object may bring itself, as Flux's own sync does. */
  #isNew(item: Item, cluster: string): boolean {
    const followed = this.#followed.get(cluster) ?? new Set<Resource>();
    this.#followed.set(cluster, followed);
    if (followed.has(item.written)) return false;
    followed.add(item.written);
    return true;
  }

  #generate(item: Item, cluster: string): void {
    const { applications, isWhole } = generateApplications(item, this.#files);
    if (!isWhole) this.#grow(cluster).unread.push({ file: item.written.file, reason: `ApplicationSet \`${item.id.name}\` asks what is not in Git` });
    for (const application of applications) this.#deploy(application, cluster, 'argocd');
  }

  #deploy(item: Item, cluster: string, kind: 'flux' | 'argocd'): void {
    const deployment: Deployment = kind === 'flux' ? deployFlux(item, this.#files, this.#kustomize) : deployApplication(item, this.#files, this.#kustomize);
    const target = deployment.cluster ?? cluster;
    const growing = this.#grow(target);
    growing.kind = kind;
    growing.items.push(...deployment.items);
    for (const each of deployment.items) growing.bringers.set(each, item);
    growing.unread.push(...deployment.unread);
    for (const folder of deployment.folders) growing.folders.add(folder);
    for (const file of deployment.patchFiles) growing.patchFiles.add(file);
    growing.reasons.push(`${item.id.kind} \`${item.id.name}\` (${item.written.file}) brings ${deployment.items.length} objects`);
    this.follow(deployment.items, target);
  }

  #grow(cluster: string): Growing {
    const known = this.#growing.get(cluster);
    if (known !== undefined) return known;
    const fresh: Growing = { items: [], unread: [], folders: new Set(), patchFiles: new Set(), reasons: [], bringers: new Map(), kind: 'argocd' };
    this.#growing.set(cluster, fresh);
    return fresh;
  }
}

/** Two ways may bring one object as it is. */
function withoutRepeats(items: readonly Item[]): Item[] {
  const known = new Map<Resource, Item[]>();
  return items.filter((item) => {
    const same = known.get(item.written) ?? [];
    known.set(item.written, [...same, item]);
    return !same.some(({ root }) => root === item.root);
  });
}
