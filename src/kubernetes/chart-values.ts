import { Value } from '../core/resource.ts';
import type { Path, Place, Resource } from '../core/resource.ts';
import { ValuesTree } from './values-tree.ts';

/** A value that an installer gives to a chart. */
export interface ChartValue {
  readonly value: Value;
  readonly place: Place;
  /** False for values in a text of their own, which no edit reaches. */
  readonly isEditable: boolean;
}

/** Where an installer writes the values of a chart. */
export interface ChartValueSources {
  /** Maps, and texts of YAML; later ones win. */
  readonly layers: readonly (Value | undefined)[];
  /** `name` and `value`, with dots in the names: they win over the layers. */
  readonly parameters?: readonly Value[];
  /** True where more values come from somewhere else. */
  readonly isOpen: boolean;
  /** What a finding about a missing value points at where nothing is written. */
  readonly at?: Place;
}

/** The values that an installer writes for a chart; what it does not write, the chart's defaults say. */
export class ChartValues {
  /** The object that holds them. */
  readonly resource: Resource;
  /** False where files, ConfigMaps or placeholders may say more. */
  readonly isComplete: boolean;
  /** The map that is written as YAML, to add to. */
  readonly map: Value | undefined;
  readonly #tree = new ValuesTree();
  readonly #root: Value | undefined;
  readonly #at: Place | undefined;

  constructor(resource: Resource, { layers, parameters = [], isOpen, at }: ChartValueSources) {
    this.resource = resource;
    const written = layers.flatMap((layer) => (layer === undefined || layer.isNull ? [] : [layer]));
    const areRead = written.map((layer) => this.#add(layer));
    for (const parameter of parameters) this.#tree.addParameter(parameter);
    this.map = resource.facts.isForeign === true ? undefined : written.findLast(({ node }) => node.kind === 'map');
    this.#root = this.#tree.root && new Value(this.#tree.root, (this.map ?? written[0])?.path ?? []);
    this.#at = written.find((layer) => layer.node.kind === 'scalar')?.keyPlace ?? at;
    this.isComplete = !isOpen && areRead.every((isRead) => isRead);
  }

  #add(layer: Value): boolean {
    if (layer.node.kind === 'map') this.#tree.addMap(layer.node);
    return layer.node.kind === 'map' || this.#tree.addText(layer, this.resource);
  }

  /** What is written at a path; of several places the one that Helm takes. */
  at(...path: readonly string[]): ChartValue | undefined {
    const value = this.#root?.at(...path);
    return value && this.#toChartValue(value);
  }

  /** Every leaf and empty collection that is written, with its path. */
  leaves(): [path: readonly string[], value: ChartValue][] {
    const written = this.#root === undefined ? [] : leavesOf(this.#root, []);
    return written.map(([path, value]) => [path, this.#toChartValue(value)]);
  }

  #toChartValue(value: Value): ChartValue {
    const foreign = this.#tree.foreign.get(value.node);
    return { value, place: foreign ?? value, isEditable: foreign === undefined && this.resource.facts.isForeign !== true };
  }

  /** Where to point at for a value that is missing. */
  anchor(path: readonly string[]): Place {
    if (this.map !== undefined) return this.resource.anchor(...this.map.path, ...path);
    for (let length = path.length - 1; length > 0; length--) {
      const found = this.at(...path.slice(0, length));
      if (found !== undefined) return { range: found.value.keyPlace.range, path: found.place.path };
    }
    return this.#at ?? this.resource.anchor('spec', ...path);
  }
}

function leavesOf(map: Value, path: Path): [readonly string[], Value][] {
  return map.entries().flatMap(([key, value]): [readonly string[], Value][] => {
    const inner = [...path.map(String), key];
    return value.node.kind === 'map' && value.node.entries.length > 0 ? leavesOf(value, inner) : [[inner, value]];
  });
}
