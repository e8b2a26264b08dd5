import type { Base } from './base.ts';
import { folder } from './fact.ts';
import type { Fact, World } from './fact.ts';
import type { Environment } from './finding.ts';
import { Observed } from './observed.ts';
import type { Resource } from './resource.ts';
import type { Context } from './rule.ts';
import type { Workspace } from './workspace.ts';

type Given = Pick<Context, 'base' | 'karpenter' | 'now'> & {
  readonly readOptions: () => Context['options'];
  readonly environmentOf: (resource: Resource | undefined) => Environment;
};

/** What rules are shown in a run, which notes where they look. */
export class Sight {
  readonly world: World;
  /** The object that is being checked; undefined while rules look at the whole workspace. */
  resource: Resource | undefined;
  readonly #farSighted = new Set<string>();

  constructor(world: World) {
    this.world = world;
  }

  /** True for a rule that has looked beyond its own object. */
  isFarSighted(rule: string): boolean {
    return this.#farSighted.has(rule);
  }

  noteFarSight(rule: string): void {
    this.#farSighted.add(rule);
  }

  /** The context of a rule, or of a layer where none is named. */
  contextFor(rule: string | undefined, given: Given): Context {
    return new SeenContext(this, rule, given);
  }
}

/** Notes that its rule has looked beyond the object at hand, and beyond its file. */
class SeenContext implements Context {
  readonly base?: Base;
  readonly karpenter: string;
  readonly now: Date;
  readonly data: World['data'];
  readonly #sight: Sight;
  readonly #rule: string | undefined;
  readonly #environmentOf: Given['environmentOf'];
  readonly #readOptions: Given['readOptions'];
  #options: Context['options'] | undefined;

  constructor(sight: Sight, rule: string | undefined, { base, karpenter, now, readOptions, environmentOf }: Given) {
    this.#sight = sight;
    this.#rule = rule;
    this.#environmentOf = environmentOf;
    this.#readOptions = readOptions;
    if (base !== undefined) this.base = base;
    this.karpenter = karpenter;
    this.now = now;
    this.data = sight.world.data;
  }

  get options(): Context['options'] {
    return (this.#options ??= this.#readOptions());
  }

  get workspace(): Workspace {
    this.#noteFarSight();
    this.#lookFar();
    return this.#sight.world.workspace;
  }

  get environment(): Environment {
    this.#lookFar();
    return this.#environmentOf(this.#sight.resource);
  }

  lookAround(resource: Resource): Workspace {
    this.learn(folder, resource);
    return this.#sight.world.workspace;
  }

  learn<T>(fact: Fact<T>, resource: Resource): T {
    this.#noteFarSight();
    const earlier = resource.forgetObserved();
    const known = fact.learn(resource, this.#sight.world);
    resource.forgetObserved();
    resource.observe(earlier.with(fact));
    if (resource !== this.#sight.resource) this.#lookFar();
    return known;
  }

  #lookFar(): void {
    this.#sight.resource?.observe(Observed.everything);
  }

  #noteFarSight(): void {
    if (this.#rule !== undefined) this.#sight.noteFarSight(this.#rule);
  }
}
