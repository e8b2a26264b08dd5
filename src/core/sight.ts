import { folder } from './fact.ts';
import type { Fact, World } from './fact.ts';
import type { Environment } from './finding.ts';
import { Observed } from './observed.ts';
import type { Resource } from './resource.ts';
import type { Context } from './rule.ts';

type Given = Pick<Context, 'base' | 'karpenter' | 'now' | 'options'> & {
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
  contextFor(rule: string | undefined, { environmentOf, ...given }: Given): Context {
    const { world } = this;
    const lookFar = (): void => this.resource?.observe(Observed.everything);
    const currentEnvironment = (): Environment => environmentOf(this.resource);
    const noteFarSight = (): void => {
      if (rule !== undefined) this.noteFarSight(rule);
    };
    const learn = <T>(fact: Fact<T>, resource: Resource): T => {
      noteFarSight();
      const earlier = resource.forgetObserved();
      const known = fact.learn(resource, world);
      resource.forgetObserved();
      resource.observe(earlier.with(fact));
      if (resource !== this.resource) lookFar();
      return known;
    };
    return {
      ...given,
      get workspace() {
        noteFarSight();
        lookFar();
        return world.workspace;
      },
      get environment() {
        lookFar();
        return currentEnvironment();
      },
      lookAround: (resource) => {
        learn(folder, resource);
        return world.workspace;
      },
      learn,
      data: (dataset) => world.data(dataset),
    };
  }
}
