import { groupBy } from './group-by.ts';
import { perObject } from './remembered.ts';
import type { Resource } from './resource.ts';

/** What makes the objects of a scope meet in one cluster. `folder` is the guess where nothing says more. */
export type ScopeKind = 'kustomize' | 'flux' | 'argocd' | 'chart' | 'config' | 'folder';

/** Something that belongs to a scope and could not be read. */
export interface Unread {
  /** Where it is, or where it is asked for. */
  readonly file: string;
  readonly reason: string;
  /** The text that could not be understood; absent where there was none to look at, so that it may define anything. */
  readonly text?: string;
  /** True where the rest of the file is read. */
  readonly isPart?: true;
}

export interface ScopeParts {
  readonly kind: ScopeKind;
  /** How messages call it: the folder of an overlay, the path of a Flux Kustomization, the name of an application. */
  readonly name: string;
  /** The file that declares it; absent for folders. */
  readonly file?: string;
  readonly resources: readonly Resource[];
  readonly unread: readonly Unread[];
  /** How its objects were found, a line each. */
  readonly reasons?: readonly string[];
  /** For each object the Flux Kustomization or Argo CD Application that applies it. */
  readonly bringers?: ReadonlyMap<Resource, Resource>;
}

/** Objects that reach one cluster together, as they reach it. */
export class Scope {
  readonly kind: ScopeKind;
  readonly name: string;
  readonly file: string | undefined;
  readonly resources: readonly Resource[];
  /** What else belongs to it; rules about what is missing must ask `mayHold` first. */
  readonly unread: readonly Unread[];
  readonly reasons: readonly string[];
  readonly bringers: ReadonlyMap<Resource, Resource>;
  #byKind: Map<string, Resource[]> | undefined;
  #byName: ReadonlyMap<string, ReadonlyMap<string, readonly Resource[]>> | undefined;

  constructor({ kind, name, file, resources, unread, reasons = [], bringers = new Map() }: ScopeParts) {
    this.kind = kind;
    this.name = name;
    this.file = file;
    this.resources = resources;
    this.unread = unread;
    this.reasons = reasons;
    this.bringers = bringers;
  }

  /** The objects of a kind, whatever their API version. The core group is `''`. */
  ofKind(group: string, kind: string): readonly Resource[] {
    this.#byKind ??= groupByKind(this.resources);
    return this.#byKind.get(kindKey(group, kind)) ?? [];
  }

  /** The objects of a kind and a name, in whatever namespace. */
  named(group: string, kind: string, name: string): readonly Resource[] {
    this.#byName ??= groupByName(this.resources);
    const named = this.#byName.get(kind)?.get(name) ?? [];
    // Two groups hardly have a kind and a name in common, so this finds nothing to leave out.
    return named.every((resource) => resource.group === group) ? named : named.filter((resource) => resource.group === group);
  }

  /** True where something that could not be read may define an object of this kind. */
  mayHold(kind: string): boolean {
    return this.unread.some(({ text }) => text === undefined || text.includes(kind));
  }
}

export function groupByKind(resources: readonly Resource[]): Map<string, Resource[]> {
  return groupBy(resources, ({ group, kind }) => kindKey(group, kind));
}

function groupByName(resources: readonly Resource[]): Map<string, Map<string, Resource[]>> {
  const ofKind = groupBy(resources, ({ kind }) => kind);
  return new Map([...ofKind].map(([kind, those]) => [kind, groupBy(those, ({ name }) => name)]));
}

export function kindKey(group: string, kind: string): string {
  return `${group}/${kind}`;
}

/** Remembers what was made of a scope. */
export const perScope: <T>(compute: (scope: Scope) => T) => (scope: Scope) => T = perObject;
