import { ec2Standard } from '../../catalog/catalog.ts';
import type { Catalog } from '../../catalog/catalog.ts';
import type { InstanceType } from '../../catalog/instance-type.ts';
import { Fact } from '../../core/fact.ts';
import type { World } from '../../core/fact.ts';
import { perObject } from '../../core/remembered.ts';
import { perResource } from '../../core/resource.ts';
import type { Resource } from '../../core/resource.ts';
import type { Context } from '../../core/rule.ts';
import { normalizeLabel } from '../label-aliases.ts';
import { nodeClassesOf } from '../node-class-reference.ts';
import { usesEc2NodeClass } from '../nodepool.ts';
import { combine } from '../requirements.ts';
import type { LabelRequirement, ValueSet } from '../requirements.ts';
import { readRequirements } from '../written-requirements.ts';
import type { WrittenRequirement } from '../written-requirements.ts';
import { amiFamilyNamed } from '../ami-family.ts';
import { Launchable } from './launchable.ts';
import { ControllerPanic } from './node-resources.ts';
import { defaultSettings, nodeSettingsOf } from './node-settings.ts';
import type { NodeSettings } from './node-settings.ts';
import { TypeTable } from './type-table.ts';
import { anywhere } from './world.ts';

/** What a pool can launch, as far as its manifest says, in whatever region it is. */
export interface PoolInstances {
  readonly catalog: Catalog;
  readonly launchable: Launchable;
  /** Every type that may be launched: where something is a placeholder, perhaps fewer are. */
  readonly types: readonly InstanceType[];
  readonly requirements: readonly WrittenRequirement[];
  readonly sets: ReadonlyMap<string, ValueSet>;
  /** True where every requirement is known. */
  readonly isKnown: boolean;
  /** True where a type or a family is named that is newer than the catalogue, or no type at all: `types` then lacks something. */
  readonly mayBeNewer: boolean;
}

/** The instances of a pool for rules; undefined without a catalogue, and for pools of other classes. */
export function poolInstances(pool: Resource, context: Pick<Context, 'learn'>): PoolInstances | undefined {
  return instancesBy(pool, () => context.learn(tableOfPool, pool));
}

/** The same, for who looks at other pools than its own. */
export function instancesOf(pool: Resource, world: World): PoolInstances | undefined {
  return instancesBy(pool, () => tableOfPool.learn(pool, world));
}

function instancesBy(pool: Resource, learnTable: () => TypeTable | undefined): PoolInstances | undefined {
  const table = usesEc2NodeClass(pool) ? learnTable() : undefined;
  return table === undefined ? undefined : instancesIn(table)(pool);
}

/** What the class of a pool makes of the catalogue. */
const tableOfPool = new Fact<TypeTable | undefined>({
  learn(pool, { workspace, data }) {
    const catalog = data(ec2Standard);
    if (catalog === undefined) return undefined;
    const classes = nodeClassesOf(workspace, pool);
    // Several classes are one for each of several clusters.
    return tableFor(classes.length === 1 ? classes[0] : undefined, catalog);
  },
  keyOf: (table) => table ?? null,
});

const instancesIn = perObject((table: TypeTable) =>
  perResource((pool): PoolInstances => {
    const { catalog } = table;
    const { requirements, isKnown } = readRequirements(pool);
    const { sets, launchable } = choose(table, requirements);
    const mayBeNewer = requirements.some((one) => namesNewer(one, catalog));
    return { catalog, launchable, types: launchable.types, requirements, sets, isKnown, mayBeNewer };
  }),
);

/** Most classes of a fleet differ in nothing that decides which types there are. */
function tableFor(nodeClass: Resource | undefined, catalog: Catalog): TypeTable | undefined {
  const tables = tablesOf(catalog);
  const { settings, key } = nodeClass === undefined ? unknownClass : settingsOf(nodeClass);
  // In an editor the catalogue outlives every class.
  if (tables.size >= mostTables && !tables.has(key)) tables.clear();
  if (!tables.has(key)) tables.set(key, makeTable(settings, catalog));
  return tables.get(key);
}

const tablesOf = perObject((_catalog: Catalog) => new Map<string, TypeTable | undefined>());
const mostTables = 500;

/** Settings, and the text that equal ones share. */
interface KeyedSettings {
  readonly settings: NodeSettings;
  readonly key: string;
}

function withKey(settings: NodeSettings): KeyedSettings {
  return { settings, key: JSON.stringify(settings, (_, value: unknown) => (value instanceof Map ? [...(value as Map<string, unknown>)] : value)) };
}

const settingsOf = perResource((nodeClass) => withKey(nodeSettingsOf(nodeClass)));

/** A class that is not among the files, or several of one name: nothing is known of its images. */
const unknownClass = withKey({ ...defaultSettings, amiFamily: amiFamilyNamed('Custom'), isKnown: false });

/** Undefined for a class that makes Karpenter panic. */
function makeTable(settings: NodeSettings, catalog: Catalog): TypeTable | undefined {
  try {
    return new TypeTable(catalog, { settings, world: anywhere });
  } catch (error) {
    if (error instanceof ControllerPanic) return undefined;
    throw error;
  }
}

/** Requirements as sets, and what they leave of the types. */
interface Choice {
  readonly sets: ReadonlyMap<string, ValueSet>;
  readonly launchable: Launchable;
}

/** Many pools of a fleet require the same. */
function choose(table: TypeTable, requirements: readonly LabelRequirement[]): Choice {
  const known = choicesOf(table);
  const key = JSON.stringify(requirements.map(({ key: label, operator, values, minValues }) => [label, operator, minValues, ...values]));
  const before = known.get(key);
  if (before !== undefined) return before;
  const sets = combine(requirements);
  const choice = { sets, launchable: new Launchable(table, sets) };
  known.set(key, choice);
  return choice;
}

const choicesOf = perObject((_table: TypeTable) => new Map<string, Choice>());

function namesNewer({ key, operator, values }: WrittenRequirement, catalog: Catalog): boolean {
  if (operator !== 'In') return false;
  const label = normalizeLabel(key);
  if (label === 'node.kubernetes.io/instance-type') return values.some((name) => isPlausibleType(name) && catalog.type(name) === undefined);
  return label === 'karpenter.k8s.aws/instance-family' && values.some((name) => isPlausibleFamily(name) && !catalog.families.has(name));
}

/** True for what could be the name of an instance family. */
export function isPlausibleFamily(name: string): boolean {
  return /^[a-z]{1,4}[0-9]{1,2}[a-z]{0,5}(?:-[a-z0-9]+)?$|^u-[0-9]+tb[0-9]$/.test(name);
}

/** True for what could be the name of an instance type. */
export function isPlausibleType(name: string): boolean {
  const [family = '', size = '', ...more] = name.split('.');
  return more.length === 0 && isPlausibleFamily(family) && /^(?:nano|micro|small|medium|x?large|[0-9]+xlarge|metal(?:-[0-9]+xl)?)$/.test(size);
}
