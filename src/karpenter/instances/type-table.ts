import type { Catalog } from '../../catalog/catalog.ts';
import { makeColumn } from '../../catalog/column.ts';
import type { Column } from '../../catalog/column.ts';
import type { InstanceType } from '../../catalog/instance-type.ts';
import type { LabelColumn } from '../../catalog/label-columns.ts';
import { nodeResources } from './node-resources.ts';
import type { ControllerSettings, NodeResources } from './node-resources.ts';
import { isCompatible, offeringsFor } from './offerings.ts';
import type { Offering } from './offerings.ts';
import { settingLabel } from './type-labels.ts';
import type { Setting } from './type-labels.ts';

/** Everything about the types of a catalogue that one node class in one place decides: made once, asked by many pools. */
export class TypeTable {
  readonly catalog: Catalog;
  readonly setting: Setting;
  readonly #resourcesOf: (type: InstanceType) => NodeResources;
  readonly #resources = new Map<InstanceType, NodeResources>();
  readonly #labels = new Map<string, LabelColumn | undefined>();
  #offerings: Column<readonly Offering[]> | undefined;

  /** Throws ControllerPanic where the class makes Karpenter panic. */
  constructor(catalog: Catalog, setting: Setting, controller?: ControllerSettings) {
    this.catalog = catalog;
    this.setting = setting;
    this.#resourcesOf = nodeResources(setting.settings, controller);
  }

  resources(type: InstanceType): NodeResources {
    const known = this.#resources.get(type);
    if (known !== undefined) return known;
    const resources = this.#resourcesOf(type);
    this.#resources.set(type, resources);
    return resources;
  }

  label(key: string): LabelColumn | undefined {
    if (!this.#labels.has(key)) this.#labels.set(key, this.#readLabel(key));
    return this.#labels.get(key);
  }

  get offerings(): Column<readonly Offering[]> {
    return (this.#offerings ??= makeColumn(this.catalog.types, offeringsFor(this.setting.settings, this.setting.world)));
  }

  /** True where the class asks for nothing that the type lacks. */
  isCompatible(type: InstanceType): boolean {
    return isCompatible(type, this.setting.settings);
  }

  #readLabel(key: string): LabelColumn | undefined {
    const own = this.catalog.label(key);
    if (own !== undefined) return own;
    const valuesOf = settingLabel(key, this.setting);
    return valuesOf && makeColumn(this.catalog.types, valuesOf);
  }
}
