import { innerText } from '../core/inner-text.ts';
import { readYaml } from '../core/read-yaml.ts';
import { Value } from '../core/resource.ts';
import type { Path, Place, Resource } from '../core/resource.ts';

/** A value that an installer gives to a chart. */
export interface ChartValue {
  readonly value: Value;
  readonly place: Place;
  /** False for values in a text of their own, which no edit reaches. */
  readonly isEditable: boolean;
}

/** Where an installer writes the values of a chart. */
export interface ChartValueSources {
  readonly values: Value | undefined;
  /** YAML in a text. */
  readonly text?: Value | undefined;
  /** A list of `name` and `value`, with dots in the names. */
  readonly parameters?: Value | undefined;
  /** True where more values come from somewhere else. */
  readonly isOpen: boolean;
}

interface Layer {
  readonly root: Value;
  place(value: Value): Place;
  readonly isEditable: boolean;
}

/** The values that an installer writes for a chart; what it does not write, the chart's defaults say. */
export class ChartValues {
  readonly resource: Resource;
  /** False where files, ConfigMaps or placeholders may say more. */
  readonly isComplete: boolean;
  /** The map that is written as YAML, to add to. */
  readonly map: Value | undefined;
  readonly #layers: readonly Layer[];
  readonly #parameters: readonly Value[];

  constructor(resource: Resource, { values, text, parameters, isOpen }: ChartValueSources) {
    this.resource = resource;
    this.map = values?.node.kind === 'map' ? values : undefined;
    this.#parameters = parameters?.items() ?? [];
    const inner = text && readInner(resource, text);
    this.#layers = [...(inner ? [inner] : []), ...(this.map === undefined ? [] : [{ root: this.map, place: (value: Value) => value, isEditable: true }])];
    const isUnreadable = values?.isUnknown === true || (text !== undefined && !text.isNull && inner === undefined);
    this.isComplete = !isOpen && !isUnreadable;
  }

  /** What is written at a path; of several places the one that Helm takes. */
  at(...path: readonly string[]): ChartValue | undefined {
    const parameter = this.#parameters.find((item) => item.at('name')?.text === path.join('.'))?.at('value');
    if (parameter !== undefined) return { value: parameter, place: parameter, isEditable: false };
    for (const { root, place, isEditable } of [...this.#layers].reverse()) {
      const value = root.at(...path);
      if (value !== undefined) return { value, place: place(value), isEditable };
    }
    return undefined;
  }

  /** Every leaf and empty collection that is written, with its path. */
  leaves(): [path: readonly string[], value: ChartValue][] {
    const written = this.#layers.flatMap(({ root, place, isEditable }) =>
      leavesOf(root, []).map(([path, value]): [readonly string[], ChartValue] => [path, { value, place: place(value), isEditable }]),
    );
    const set = this.#parameters.flatMap((item): [readonly string[], ChartValue][] => {
      const [name, value] = [item.at('name'), item.at('value')];
      return name?.text === undefined || value === undefined ? [] : [[name.text.split('.'), { value: name, place: name, isEditable: false }]];
    });
    return [...written, ...set];
  }

  /** Where to point at for a value that is missing. */
  anchor(path: Path): Place {
    if (this.map !== undefined) return this.resource.anchor(...this.map.path, ...path);
    const [layer] = this.#layers;
    return layer === undefined ? this.resource.anchor('spec', ...path) : layer.place(layer.root);
  }
}

/** YAML in a text; undefined where it can't be read. */
function readInner(resource: Resource, text: Value): Layer | undefined {
  if (text.node.kind !== 'scalar' || text.text === undefined) return undefined;
  const source = innerText(text.node, resource.source);
  const { root, problems } = readYaml(source.text);
  if (root === undefined || root.kind !== 'map' || problems.length > 0) return undefined;
  const place = (value: Value): Place => {
    if (value.node === root) return text.keyPlace;
    return { range: source.outerRange(value.entry?.keyNode ?? value.range), path: text.path };
  };
  return { root: new Value(root, []), place, isEditable: false };
}

function leavesOf(map: Value, path: readonly string[]): [readonly string[], Value][] {
  return map.entries().flatMap(([key, value]): [readonly string[], Value][] => {
    const inner = [...path, key];
    return value.node.kind === 'map' && value.node.entries.length > 0 ? leavesOf(value, inner) : [[inner, value]];
  });
}
