import type { Catalog } from '../../catalog/catalog.ts';
import { makeColumn } from '../../catalog/column.ts';
import type { Column } from '../../catalog/column.ts';
import { isInstanceLabel } from '../../catalog/instance-type.ts';
import type { InstanceType } from '../../catalog/instance-type.ts';
import { nodeResources } from './node-resources.ts';
import type { ControllerSettings, NodeResources } from './node-resources.ts';
import { isCompatible, offeringsOf } from './offerings.ts';
import type { Offering } from './offerings.ts';
import { labelValues } from './type-labels.ts';
import type { Setting } from './type-labels.ts';

/** The values of a label that each type can have; undefined for a label that filters nothing. */
export type LabelColumn = Column<readonly string[]>;

/** Everything about the types of a catalogue that one node class in one place decides: made once, asked by many pools. */
export class TypeTable {
  readonly catalog: Catalog;
  readonly setting: Setting;
  /** Throws ControllerPanic where the class makes Karpenter panic. */
  readonly resources: (type: InstanceType) => NodeResources;
  readonly #labels = new Map<string, LabelColumn | undefined>();
  #offerings: Column<readonly Offering[]> | undefined;
  #possible: Column<boolean> | undefined;

  constructor(catalog: Catalog, setting: Setting, controller?: ControllerSettings) {
    this.catalog = catalog;
    this.setting = setting;
    this.resources = nodeResources(setting.settings, controller);
  }

  label(key: string): LabelColumn | undefined {
    if (!this.#labels.has(key)) this.#labels.set(key, this.#readLabel(key));
    return this.#labels.get(key);
  }

  get offerings(): Column<readonly Offering[]> {
    return (this.#offerings ??= makeColumn(this.catalog.types, (type) => offeringsOf(type, this.setting.settings, this.setting.world), offeringsKey));
  }

  /** Whether a type has as much of everything as is reserved. */
  get possible(): Column<boolean> {
    return (this.#possible ??= makeColumn(this.catalog.types, (type) => this.resources(type).isPossible, String));
  }

  /** True where the class asks for nothing that the type lacks. */
  isCompatible(type: InstanceType): boolean {
    return isCompatible(type, this.setting.settings);
  }

  #readLabel(key: string): LabelColumn | undefined {
    const { types } = this.catalog;
    if (isInstanceLabel(key)) return typeColumn(this.catalog, key);
    const [first] = types;
    if (first === undefined || labelValues(first, key, this.setting) === undefined) return undefined;
    return makeColumn(types, (type) => labelValues(type, key, this.setting) ?? [], JSON.stringify);
  }
}

function offeringsKey(offerings: readonly Offering[]): string {
  return offerings.map(({ capacityType, zone, reservation }) => [capacityType, zone?.name, zone?.id, reservation?.id].join(' ')).join();
}

/** A label that the type alone decides is the same for every class. */
const typeColumns = new WeakMap<Catalog, Map<string, LabelColumn>>();

function typeColumn(catalog: Catalog, key: string): LabelColumn {
  const columns = typeColumns.get(catalog) ?? new Map<string, LabelColumn>();
  typeColumns.set(catalog, columns);
  const known = columns.get(key);
  if (known !== undefined) return known;
  const texts = makeColumn(
    catalog.types,
    (type) => type.label(key),
    (value) => value ?? '\0',
  );
  const column = { index: texts.index, values: texts.values.map((value) => (value === undefined ? [] : [value])) };
  columns.set(key, column);
  return column;
}
