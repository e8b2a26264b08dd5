import type { Catalog } from '../../catalog/catalog.ts';
import type { InstanceType } from '../../catalog/instance-type.ts';
import { perObject } from '../../core/remembered.ts';
import type { Resource } from '../../core/resource.ts';
import { shorten } from '../../core/shorten.ts';
import type { Workspace } from '../../core/workspace.ts';
import { nodeClassKind } from '../node-class-reference.ts';
import { combine } from '../requirements.ts';
import { readRequirements } from '../written-requirements.ts';
import { describeRequirements, explainType } from './explain-exclusion.ts';
import { Launchable } from './launchable.ts';
import { ControllerPanic } from './node-resources.ts';
import { defaultSettings, readNodeSettings } from './node-settings.ts';
import type { NodeSettings } from './node-settings.ts';
import type { Offering } from './offerings.ts';
import { readPriceOverlays } from './overlays.ts';
import { hourlyPrice } from './prices.ts';
import type { Pricing } from './prices.ts';
import { refusalOfClass, refusalOfPool } from './refusal.ts';
import type { Refusal } from './refusal.ts';
import type { CatalogNote, InstancesReport, PoolReport, TypeReport } from './report.ts';
import { worldsOf } from './pool-world.ts';
import type { PoolWorld } from './pool-world.ts';
import { TypeTable } from './type-table.ts';
import { regionOf } from './world.ts';
import type { World } from './world.ts';

export interface InstancesQuery {
  readonly workspace: Workspace;
  readonly catalog: Catalog;
  readonly karpenter: string;
  readonly region: string;
  readonly zones: readonly string[];
  /** Names of pools; all where empty. */
  readonly pools: readonly string[];
  /** Types to explain. */
  readonly why: readonly string[];
}

/** Says for each NodePool which instance types it can launch, in the order of the files. */
export function reportInstances(query: InstancesQuery): InstancesReport {
  const { workspace, karpenter, region, zones, pools } = query;
  const run = new InstancesRun(query);
  const chosen = poolsIn(workspace).filter(({ name }) => pools.length === 0 || pools.includes(name));
  return { karpenter, region, zones, catalog: noteOf(query), nodepools: chosen.flatMap((pool) => worldsOf(pool, workspace).map((world) => run.report(world))) };
}

function noteOf({ catalog, region }: InstancesQuery): CatalogNote {
  const list = catalog.priceList(region);
  return {
    date: catalog.date,
    currency: list?.currency ?? 'USD',
    ...(list === undefined ? {} : { pricesDate: list.date }),
    spotPrices: catalog.hasSpotPrices ? 'known' : 'estimated',
    sources: catalog.sources,
  };
}

/** The pools of some files as they reach clusters; half a pool, which a patch is, reaches none. */
export function poolsIn(workspace: Workspace): Resource[] {
  return workspace.linted.filter(({ group, kind, facts }) => group === 'karpenter.sh' && kind === 'NodePool' && facts.patch === undefined);
}

/** The node class of a pool, or why there is none. */
type ClassReading = { readonly settings: NodeSettings; readonly note?: string } | Refusal;

class InstancesRun {
  readonly #query: InstancesQuery;
  readonly #world: World;
  readonly #tables = new Map<NodeSettings, TypeTable>();
  readonly #classes = new Map<Resource, ClassReading>();

  constructor(query: InstancesQuery) {
    this.#query = query;
    this.#world = regionOf(query.catalog, query.region, query.zones);
  }

  report(world: PoolWorld): PoolReport {
    const refused = refusalOfPool(world.pool, this.#query);
    if (refused !== undefined) return invalid(world, refused);
    const reading = this.#classOf(world);
    if ('stage' in reading) return invalid(world, reading);
    try {
      return this.#describe(world, reading);
    } catch (error) {
      if (error instanceof ControllerPanic) return invalid(world, { stage: 'panic', message: `Karpenter panics: ${error.message}.` });
      throw error;
    }
  }

  #describe(world: PoolWorld, { settings, note }: { readonly settings: NodeSettings; readonly note?: string }): PoolReport {
    const { pool } = world;
    const { requirements, isKnown } = readRequirements(pool);
    const launchable = new Launchable(this.#table(settings), combine(requirements));
    const types = launchable.hasEnoughValues ? launchable.types : [];
    const pricing = this.#pricingOf(world);
    const { minValues } = launchable;
    return {
      ...identify(world),
      valid: true,
      ...(types.length > 0 ? {} : { stage: 'filter' as const, error: describeEmpty(launchable) }),
      notes: [
        ...(note === undefined ? [] : [note]),
        ...(isKnown ? [] : ['Some requirements hold placeholders: what they leave out is not left out here.']),
        ...(settings.isKnown ? [] : ['The node class holds placeholders: the resources of nodes may differ.']),
      ],
      count: types.length,
      families: [...new Set(types.map(({ family }) => family))].sort(),
      minValuesOk: launchable.hasEnoughValues,
      ...(minValues.length === 0 ? {} : { minValues: minValues.map(({ key, least, found }) => ({ key, min: least, have: found })) }),
      types: types.map((type) => describeType(type, launchable, pricing)),
      exclusions: launchable.impacts.map((impact) => ({ ...impact, requirement: describeRequirements(impact.key, requirements) })),
      ...(this.#query.why.length === 0 ? {} : { why: this.#query.why.map((name) => explainType(name, launchable, requirements)) }),
    };
  }

  #pricingOf({ pool, overlays }: PoolWorld): Pricing {
    const { catalog, region } = this.#query;
    const labels = pool.at('spec', 'template', 'metadata', 'labels')?.entries() ?? [];
    return {
      catalog,
      region,
      overlays: readPriceOverlays(overlays),
      labels: new Map([...labels.flatMap(([key, { text }]) => (text === undefined ? [] : [[key, text] as const])), ['karpenter.sh/nodepool', pool.name]]),
    };
  }

  /** The class of the name that the pool gives; without any class among the files, Karpenter's defaults. */
  #classOf({ pool, nodeClass }: PoolWorld): ClassReading {
    const { group, kind } = nodeClassKind;
    const reference = pool.at('spec', 'template', 'spec', 'nodeClassRef');
    const name = reference?.at('name')?.text ?? '';
    const isOurs = (reference?.at('group')?.text ?? group) === group && (reference?.at('kind')?.text ?? kind) === kind;
    if (!isOurs) return { stage: 'nodeclass', message: `The node class of the pool is no ${kind} of \`${group}\`.` };
    if (nodeClass !== undefined) return this.#read(nodeClass, pool);
    if (this.#query.workspace.ofKind(group, kind).length > 0) return { stage: 'nodeclass', message: `${kind} \`${name}\` is not among the files.` };
    return { settings: defaultSettings, note: `${kind} \`${name}\` is not among the files: AL2023 and Karpenter's defaults stand in for it.` };
  }

  #read(nodeClass: Resource, pool: Resource): ClassReading {
    const kubelet = pool.at('spec', 'template', 'spec', 'kubelet');
    if (kubelet !== undefined) return { settings: readNodeSettings(nodeClass, kubelet) };
    const known = this.#classes.get(nodeClass) ?? refusalOfClass(nodeClass, this.#query) ?? { settings: readNodeSettings(nodeClass) };
    this.#classes.set(nodeClass, known);
    return known;
  }

  #table(settings: NodeSettings): TypeTable {
    const known = this.#tables.get(settings) ?? new TypeTable(this.#query.catalog, { settings, world: this.#world });
    this.#tables.set(settings, known);
    return known;
  }
}

/** Types that are offered alike share their list of zones. */
const zonesOf = perObject((offerings: readonly Offering[]): readonly string[] => [...new Set(offerings.flatMap(({ zone }) => zone?.name ?? []))]);

function identify({ pool, scopes }: PoolWorld): Pick<PoolReport, 'name' | 'file' | 'scopes'> {
  return { name: shorten(pool.name), file: pool.file, ...(scopes.length === 0 ? {} : { scopes }) };
}

function invalid(world: PoolWorld, { stage, message }: Refusal): PoolReport {
  const nothing = { notes: [], count: 0, families: [], minValuesOk: null, types: [], exclusions: [] };
  return { ...identify(world), valid: false, stage, error: message, ...nothing };
}

function describeEmpty(launchable: Launchable): string {
  if (launchable.types.length === 0) return 'No instance type meets every requirement.';
  const unmet = launchable.minValues.filter(({ least, found }) => found < least);
  return `Too few values for \`minValues\`: ${unmet.map(({ key, least, found }) => `\`${key}\` has ${found} of ${least}`).join(', ')}.`;
}

function describeType(type: InstanceType, launchable: Launchable, pricing: Pricing): TypeReport {
  const { facts } = type;
  const device = facts.gpu ?? facts.accelerator;
  return {
    type: type.name,
    family: type.family,
    size: type.size,
    generation: type.generation,
    arch: facts.arch,
    vcpus: facts.vcpus,
    memoryMib: facts.memoryMib,
    ...(device === undefined ? {} : { accelerators: `${device.count === 0 ? 'part of a' : device.count} ${device.name}` }),
    zones: zonesOf(launchable.offerings(type)),
    // A report for people shows few types, and what each leaves for pods is much to work out.
    get capacity() {
      return launchable.resources(type).capacity;
    },
    get allocatable() {
      return launchable.resources(type).allocatable;
    },
    pricePerHour: hourlyPrice(type, launchable, pricing),
  };
}
