import type { Manifest, ManifestProblem } from '../core/manifest.ts';
import type { Resource } from '../core/resource.ts';
import type { Source } from '../core/source.ts';

/** Collects what several texts of one file hold. */
export class ManifestParts {
  readonly #source: Source;
  readonly #resources: Resource[] = [];
  readonly #problems: ManifestProblem[] = [];
  #documents = 0;
  #skipped: string | undefined;

  constructor(source: Source) {
    this.#source = source;
  }

  add({ resources, problems, documents, skipped, source }: Manifest): void {
    this.#resources.push(...resources);
    this.#problems.push(...problems.map((problem) => ({ ...problem, range: source.locate(problem.range).range })));
    this.#documents += documents;
    if (skipped !== undefined) this.skip(skipped);
  }

  addResource(resource: Resource): void {
    this.#resources.push(resource);
    this.#documents++;
  }

  /** The first reason is told. */
  skip(reason: string): void {
    this.#skipped ??= reason;
  }

  get count(): number {
    return this.#resources.length;
  }

  manifest(): Manifest {
    const isEmpty = this.#resources.length === 0 && this.#problems.length === 0 && this.#skipped === undefined;
    return {
      source: this.#source,
      documents: this.#documents,
      resources: this.#resources,
      problems: this.#problems,
      ...(this.#skipped === undefined ? {} : { skipped: this.#skipped }),
      passedOver: isEmpty,
    };
  }
}
