import type { Manifest } from './manifest.ts';
import type { Resource } from './resource.ts';
import { groupByKind, kindKey, Scope } from './scope.ts';

/** Who knows what lies around an object: the workspace, or the context of a rule, which notes that somebody asked. */
export interface Surroundings {
  /** The workspace, to find in it what is the same for all objects of the folder, whichever of them asks. */
  lookAround(resource: Resource): Workspace;
}

/** All that was read in one run. Immutable. */
export class Workspace implements Surroundings {
  readonly manifests: readonly Manifest[];
  /** Every object as it is written. */
  readonly resources: readonly Resource[];
  readonly #byKind: ReadonlyMap<string, readonly Resource[]>;
  readonly #declared: readonly Scope[];
  readonly #scopesOf = new Map<Resource, Scope[]>();
  readonly #folders = new Map<string, Scope>();
  /** The same for objects that no file declares a scope of, once somebody has asked. */
  readonly #folderScopesOf = new Map<Resource, readonly Scope[]>();
  readonly #aboveOf = new Map<string, readonly Resource[]>();
  #linted: readonly Resource[] | undefined;

  /** `scopes` are those that files declare; an object in none of them belongs to the tree of its folder. */
  constructor(manifests: readonly Manifest[], scopes: readonly Scope[] = []) {
    this.manifests = manifests;
    this.resources = manifests.flatMap(({ resources }) => resources);
    this.#byKind = groupByKind(this.resources);
    this.#declared = scopes;
    for (const scope of scopes) for (const resource of scope.resources) this.#scopesOf.set(resource, [...(this.#scopesOf.get(resource) ?? []), scope]);
  }

  lookAround(_resource: Resource): Workspace {
    return this;
  }

  /** The objects that rules look at: each as it reaches a cluster; as it is written only where no scope changes it. */
  get linted(): readonly Resource[] {
    return (this.#linted ??= this.#findLinted());
  }

  #findLinted(): readonly Resource[] {
    const written = new Set(this.resources);
    const changed = new Set<Resource>();
    const variants = [...this.#scopesOf.keys()].filter((resource) => !written.has(resource));
    for (const { facts } of variants) if (facts.written !== undefined) changed.add(facts.written);
    return [...this.resources.filter((resource) => !changed.has(resource) || this.#scopesOf.has(resource)), ...variants];
  }

  /** Every object of a kind, of all scopes: only to say that there is none at all. */
  ofKind(group: string, kind: string): readonly Resource[] {
    return this.#byKind.get(kindKey(group, kind)) ?? [];
  }

  /** The scopes that files declare, then one for each folder that holds objects of no other scope. */
  get scopes(): readonly Scope[] {
    const folders = new Set(this.resources.filter((resource) => !this.#scopesOf.has(resource)).map(({ file }) => folderOf(file)));
    return [...this.#declared, ...[...folders].map((folder) => this.#folderScope(folder))];
  }

  /** The clusters that an object reaches: one scope or several. What a rule says about other objects, it says for one scope. */
  scopesOf(resource: Resource): readonly Scope[] {
    const known = this.#scopesOf.get(resource) ?? this.#folderScopesOf.get(resource);
    if (known !== undefined) return known;
    const found = [this.#folderScope(folderOf(resource.file))];
    this.#folderScopesOf.set(resource, found);
    return found;
  }

  /** The objects of a kind that surely meet this one in some cluster. */
  inScope(resource: Resource, group: string, kind: string): readonly Resource[] {
    const scopes = this.scopesOf(resource);
    const [only] = scopes;
    if (scopes.length === 1 && only !== undefined) return only.ofKind(group, kind);
    return [...new Set(scopes.flatMap((scope) => scope.ofKind(group, kind)))];
  }

  /** Those of them that have a name. */
  namedInScope(resource: Resource, group: string, kind: string, name: string): readonly Resource[] {
    const scopes = this.scopesOf(resource);
    const [only] = scopes;
    if (scopes.length === 1 && only !== undefined) return only.named(group, kind, name);
    return [...new Set(scopes.flatMap((scope) => scope.named(group, kind, name)))];
  }

  /** The objects of a kind that meet this one from either side: those in its scopes, and those whose scope it is in. */
  around(resource: Resource, group: string, kind: string): readonly Resource[] {
    const inside = this.inScope(resource, group, kind);
    const above = this.#scopesOf.has(resource) ? [] : this.#above(folderOf(resource.file), group, kind);
    return above.length === 0 ? inside : [...inside, ...above];
  }

  /** The objects of the folders that hold a folder. */
  #above(folder: string, group: string, kind: string): readonly Resource[] {
    const key = `${kindKey(group, kind)} ${folder}`;
    const known = this.#aboveOf.get(key);
    if (known !== undefined) return known;
    const found = this.ofKind(group, kind).filter((other) => {
      const around = folderOf(other.file);
      return around !== folder && folder.startsWith(around) && !this.#scopesOf.has(other);
    });
    this.#aboveOf.set(key, found);
    return found;
  }

  /** True where an object of this kind may meet this one although it was not read: it stands in a template or comes from elsewhere. */
  mayHold(resource: Resource, kind: string): boolean {
    return this.scopesOf(resource).some((scope) => scope.mayHold(kind));
  }

  /** Objects of one folder and the folders in it surely meet; objects elsewhere may belong to another cluster. */
  #folderScope(folder: string): Scope {
    const known = this.#folders.get(folder);
    if (known !== undefined) return known;
    const isInside = (file: string): boolean => file.startsWith(folder);
    const scope = new Scope({
      kind: 'folder',
      name: folder.replace(/\/$/, '') || '.',
      resources: this.resources.filter((resource) => isInside(resource.file) && !this.#scopesOf.has(resource)),
      unread: this.manifests.flatMap(({ source, skipped }) =>
        skipped !== undefined && isInside(source.file) ? [{ file: source.file, reason: skipped, text: source.text }] : [],
      ),
    });
    this.#folders.set(folder, scope);
    return scope;
  }
}

/**
 * Remembers what lies around an object: the same for all objects of a folder that no file puts into a scope. A rule that compares what
 * is found with the object itself must ask the workspace rather than its context.
 */
export function perSurroundings<T>(find: (workspace: Workspace, resource: Resource) => T): (around: Surroundings, resource: Resource) => T {
  const known = new WeakMap<Scope, { readonly result: T }>();
  return (around, resource) => {
    const workspace = around.lookAround(resource);
    const [scope] = workspace.scopesOf(resource);
    if (scope?.kind !== 'folder') return find(workspace, resource);
    const found = known.get(scope) ?? { result: find(workspace, resource) };
    known.set(scope, found);
    return found.result;
  };
}

/** The folder of a file with its closing slash; empty for a file at the top. */
export function folderOf(file: string): string {
  return file.slice(0, file.lastIndexOf('/') + 1);
}
