import type { Catalog } from '../../catalog/catalog.ts';
import type { Column } from '../../catalog/column.ts';
import type { InstanceType } from '../../catalog/instance-type.ts';
import type { LabelColumn } from '../../catalog/label-columns.ts';
import { NodeModel } from './node-resources.ts';
import type { Amounts, ControllerSettings, NodeResources } from './node-resources.ts';
import { isCompatible, offeringsColumn } from './offerings.ts';
import type { Offering } from './offerings.ts';
import { settingLabel } from './type-labels.ts';
import type { Setting } from './type-labels.ts';

/** Everything about the types of a catalogue that one node class in one place decides: made once, asked by many pools. */
export class TypeTable {
  readonly catalog: Catalog;
  readonly setting: Setting;
  readonly #nodes: NodeModel;
  readonly #resources = new Map<InstanceType, NodeResources>();
  readonly #labels = new Map<string, LabelColumn | undefined>();
  #offerings: Column<readonly Offering[]> | undefined;

  /** Throws ControllerPanic where the class makes Karpenter panic. */
  constructor(catalog: Catalog, setting: Setting, controller?: ControllerSettings) {
    this.catalog = catalog;
    this.setting = setting;
    this.#nodes = new NodeModel(setting.settings, controller);
  }

  resources(type: InstanceType): NodeResources {
    const known = this.#resources.get(type);
    if (known !== undefined) return known;
    const resources = this.#nodes.resources(type);
    this.#resources.set(type, resources);
    return resources;
  }

  /** One part of what `resources` gives as capacity. */
  capacityOf(type: InstanceType, resource: keyof Amounts): number {
    return this.#nodes.capacityOf(type, resource);
  }

  /** The types that are not marked as out, the impossible ones apart, which are marked as well. */
  typesLeft(isOut: Uint8Array): readonly InstanceType[] {
    const { catalog } = this;
    const { memoryMib } = catalog;
    const { ampleMemoryMib } = this.#nodes;
    const types: InstanceType[] = [];
    for (let position = 0; position < isOut.length; position++) {
      if (isOut[position] === 1) continue;
      const type = catalog.typeAt(position);
      if ((memoryMib[position] ?? 0) >= ampleMemoryMib || this.#nodes.isPossible(type)) types.push(type);
      else isOut[position] = 1;
    }
    return types;
  }

  label(key: string): LabelColumn | undefined {
    if (!this.#labels.has(key)) this.#labels.set(key, this.#readLabel(key));
    return this.#labels.get(key);
  }

  get offerings(): Column<readonly Offering[]> {
    return (this.#offerings ??= offeringsColumn(this.catalog, this.setting.settings, this.setting.world));
  }

  /** True where the class asks for nothing that the type lacks. */
  isCompatible(type: InstanceType): boolean {
    return isCompatible(type, this.setting.settings);
  }

  #readLabel(key: string): LabelColumn | undefined {
    return this.catalog.label(key) ?? settingLabel(key, this.setting)?.(this.catalog);
  }
}
