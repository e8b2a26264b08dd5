import type { InstanceFacts } from './instance-facts.ts';
import type { LabelColumn } from './label-columns.ts';

/** An instance type with what follows from its name, and the labels that Karpenter gives to its nodes. */
export class InstanceType {
  readonly name: string;
  /** Its place in the catalogue's `types`. */
  readonly position: number;
  readonly #read: TypeReader;
  #facts: InstanceFacts | undefined;
  #family: string | undefined;

  constructor(name: string, position: number, read: TypeReader) {
    this.name = name;
    this.position = position;
    this.#read = read;
  }

  get facts(): InstanceFacts {
    return (this.#facts ??= this.#read.facts(this.position));
  }

  /** The part of the name before the dot, such as `m7i`. */
  get family(): string {
    return (this.#family ??= this.name.slice(0, this.name.indexOf('.')));
  }

  /** The part of the name behind the dot, such as `2xlarge`. */
  get size(): string {
    return this.name.slice(this.name.indexOf('.') + 1);
  }

  get isMetal(): boolean {
    return this.size.startsWith('metal');
  }

  /** The letters that the family begins with. */
  get category(): string {
    return this.label('karpenter.k8s.aws/instance-category') ?? '';
  }

  get generation(): number {
    return Number(this.label('karpenter.k8s.aws/instance-generation'));
  }

  /** The value of a label on a node of this type, where the type alone decides it; undefined where the node lacks it. */
  label(key: string): string | undefined {
    const column = this.#read.label(key);
    return column?.values[column.index[this.position] ?? 0]?.[0];
  }
}

/** Reads what a catalogue holds at the place of a type. */
export interface TypeReader {
  facts(position: number): InstanceFacts;
  label(key: string): LabelColumn | undefined;
}
