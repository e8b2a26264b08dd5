import type { Dataset } from './dataset.ts';
import { Part } from './observed.ts';
import type { Resource } from './resource.ts';
import type { Workspace } from './workspace.ts';

/** Where facts are learned. */
export interface World {
  readonly workspace: Workspace;
  data<T>(dataset: Dataset<T>): T | undefined;
}

interface FactParts<T> {
  learn(resource: Resource, world: World): T;
  /** Texts and objects are keys of their own; undefined where the fact cannot be told from others. */
  keyOf(known: T): unknown;
}

/**
 * Something about an object that follows from more than itself, and is noted like a part of it. A rule that was silent about one object
 * is silent about all others that say the same and have the same key, so the key must tell apart whatever may be learned.
 */
export class Fact<T> extends Part {
  readonly #parts: FactParts<T>;

  constructor(parts: FactParts<T>) {
    super([]);
    this.#parts = parts;
  }

  learn(resource: Resource, world: World): T {
    return this.#parts.learn(resource, world);
  }

  keyFor(resource: Resource, world: World): unknown {
    return this.#parts.keyOf(this.#parts.learn(resource, world));
  }
}

/** The folder of an object that no file puts into a scope: what lies around is the same for all of them. */
export const folder = new Fact<string | undefined>({
  learn(resource, { workspace }) {
    const [scope, ...others] = workspace.scopesOf(resource);
    return scope?.kind === 'folder' && others.length === 0 ? scope.name : undefined;
  },
  keyOf: (name) => name,
});
