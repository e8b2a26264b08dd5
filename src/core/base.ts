import { groupBy } from './group-by.ts';
import { perObject } from './remembered.ts';
import { hasPlaceholder } from './resource.ts';
import type { Resource } from './resource.ts';
import type { Scope } from './scope.ts';
import { folderOf } from './workspace.ts';
import type { Workspace } from './workspace.ts';

export interface BaseFacts {
  /** As the caller wrote it. */
  readonly ref: string;
  /** The commit that was read, which the ref and the checked out commit share. */
  readonly commit: string;
  /** The Karpenter minor that the files of then name nearest to a file; undefined where none of them names one. */
  karpenterOf(file: string): string | undefined;
}

/** An object of the base that is not where it was, nor anywhere else. */
export interface Removal {
  readonly resource: Resource;
  /** The declared scope of now that it has left; undefined where only folders tell what meets. */
  readonly scope: Scope | undefined;
}

/** What a run is compared with: the same folders at an earlier commit. */
export class Base {
  readonly workspace: Workspace;
  readonly facts: BaseFacts;

  constructor(workspace: Workspace, facts: BaseFacts) {
    this.workspace = workspace;
    this.facts = facts;
  }

  /**
   * What an object was: that of the same kind and name in one of its declared scopes or in its folder, or else the only one of its
   * name, if there was and is one alone. Several where scopes made several of it.
   */
  before(resource: Resource, now: Workspace): readonly Resource[] {
    const places = placesOf(resource, now);
    const namesakes = namesakesOf(resource, this.workspace);
    const same = namesakes.filter((old) => placesOf(old, this.workspace).some((place) => places.includes(place)));
    const inFile = same.filter(({ file }) => file === resource.file);
    if (same.length > 0) return inFile.length > 0 ? inFile : same;
    return namesakes.length === 1 && namesakesOf(resource, now).length === 1 ? namesakes : [];
  }

  /**
   * The objects of a kind that are gone. One that appears in a new place has moved there, and a whole scope that is gone beside
   * others is a cluster that has been given up.
   */
  removed(now: Workspace, group: string, kind: string): readonly Removal[] {
    const old = this.workspace.linted.filter((resource) => isOf(resource, group, kind));
    const firstOfEach = new Map(old.map((resource) => [resource.name, resource]));
    return [...firstOfEach.values()].flatMap((resource) => this.#removedNamesakes(resource, now));
  }

  #removedNamesakes(resource: Resource, now: Workspace): Removal[] {
    const before = pairsOf(namesakesOf(resource, this.workspace), this.workspace);
    const after = pairsOf(namesakesOf(resource, now), now);
    const isIn = (pairs: readonly Pair[], { place }: Pair): boolean => pairs.some((other) => other.place === place);
    const moved = after.filter((pair) => !isIn(before, pair)).length;
    const declared = now.scopes.filter(({ kind }) => kind !== 'folder');
    return before
      .filter((pair) => !isIn(after, pair))
      .slice(moved)
      .flatMap(({ resource: gone, place }) => {
        const scope = declared.find((each) => keyOf(each) === place);
        const isGivenUp = scope === undefined && !place.startsWith(folderPrefix) && declared.length > 0;
        return isGivenUp ? [] : [{ resource: gone, scope }];
      });
  }
}

interface Pair {
  readonly resource: Resource;
  readonly place: string;
}

function pairsOf(resources: readonly Resource[], workspace: Workspace): Pair[] {
  return resources.flatMap((resource) => placesOf(resource, workspace).map((place) => ({ resource, place })));
}

const folderPrefix = 'folder ';

/** Where an object is: in its declared scopes, or in its folder. */
function placesOf(resource: Resource, workspace: Workspace): readonly string[] {
  return workspace.scopesOf(resource).map((scope) => (scope.kind === 'folder' ? folderPrefix + folderOf(resource.file) : keyOf(scope)));
}

function keyOf({ kind, name }: Scope): string {
  return `${kind} ${name}`;
}

function isOf(resource: Resource, group: string, kind: string): boolean {
  return resource.kind === kind && resource.group === group && resource.facts.patch === undefined && resource.name !== '' && !hasPlaceholder(resource.name);
}

function namesakesOf({ group, kind, name }: Resource, workspace: Workspace): readonly Resource[] {
  return (byName(workspace).get(name) ?? []).filter((resource) => isOf(resource, group, kind));
}

/** Each object is looked up among all others. */
const byName = perObject((workspace: Workspace) => groupBy(workspace.linted, ({ name }) => name));
