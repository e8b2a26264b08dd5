type Path = readonly (string | number)[];

/** A field of an object, or of its template: small enough that many objects say the same in it. */
export class Part {
  static #count = 0;
  static readonly whole = new Part([]);
  readonly number = Part.#count++;
  readonly path: readonly string[];
  /** What it is a part of; absent for the object as a whole. */
  readonly parent: Part | undefined;
  readonly #inside = new Map<string, Part>();

  protected constructor(path: readonly string[], parent?: Part) {
    this.path = path;
    this.parent = parent;
  }

  /** The part that a path leads into. */
  static of(path: Path): Part {
    let part = Part.whole;
    const depth = Math.min(path.length, path[1] === 'template' ? 5 : 3);
    for (let index = 0; index < depth; index++) {
      const step = path[index];
      if (typeof step !== 'string') break;
      part = part.#child(step);
    }
    return part;
  }

  #child(step: string): Part {
    const known = this.#inside.get(step);
    if (known !== undefined) return known;
    const child = new Part([...this.path, step], this);
    this.#inside.set(step, child);
    return child;
  }
}

/** The parts of an object that somebody looked at; equal sets are one value. */
export class Observed {
  static #count = 0;
  static readonly nothing: Observed = new Observed([]);
  /** More than the object's own parts: where it stands, what is beside it, its very text. */
  static readonly everything: Observed = new Observed([]);

  readonly number = Observed.#count++;
  /** By number. */
  readonly parts: readonly Part[];
  readonly #with: Observed[] = [];

  private constructor(parts: readonly Part[]) {
    this.parts = parts;
  }

  with(part: Part): Observed {
    return (this.#with[part.number] ??= this.#add(part));
  }

  and(other: Observed): Observed {
    if (other === Observed.everything) return other;
    let all: Observed = this;
    for (const part of other.parts) all = all.with(part);
    return all;
  }

  #add(part: Part): Observed {
    if (part === Part.whole) return Observed.everything;
    if (this === Observed.everything || this.parts.includes(part)) return this;
    const last = this.parts.at(-1);
    if (last === undefined || last.number < part.number) return new Observed([...this.parts, part]);
    let all = Observed.nothing;
    for (const each of [...this.parts, part].sort((a, b) => a.number - b.number)) all = all.with(each);
    return all;
  }
}
