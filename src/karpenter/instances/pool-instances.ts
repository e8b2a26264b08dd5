import { ec2Standard } from '../../catalog/catalog.ts';
import type { Catalog } from '../../catalog/catalog.ts';
import type { InstanceType } from '../../catalog/instance-type.ts';
import { perObject } from '../../core/remembered.ts';
import { perResource } from '../../core/resource.ts';
import type { Resource } from '../../core/resource.ts';
import type { Context } from '../../core/rule.ts';
import type { Workspace } from '../../core/workspace.ts';
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
  /** The class, where there is one and only one among the files. */
  readonly nodeClass: Resource | undefined;
  /** True where every requirement is known. */
  readonly isKnown: boolean;
  /** True where a type or a family is named that is newer than the catalogue, or no type at all: `types` then lacks something. */
  readonly mayBeNewer: boolean;
}

/** The instances of a pool for rules; undefined without a catalogue, and for pools of other classes. */
export function poolInstances(pool: Resource, { data, workspace }: Pick<Context, 'data' | 'workspace'>): PoolInstances | undefined {
  if (!usesEc2NodeClass(pool)) return undefined;
  const catalog = data(ec2Standard);
  if (catalog === undefined) return undefined;
  const answers = answersIn(workspace, catalog);
  if (!answers.pools.has(pool)) answers.pools.set(pool, find(pool, workspace, answers));
  return answers.pools.get(pool);
}

/** What one run knows of the pools; several rules ask about each. */
interface Answers {
  readonly catalog: Catalog;
  readonly pools: Map<Resource, PoolInstances | undefined>;
  /** By the settings of classes: most classes of a fleet differ in nothing that decides which types there are. */
  readonly tables: Map<string, TypeTable | undefined>;
}

const answersOf = new WeakMap<Workspace, Answers>();
/** In an editor a pool outlives many workspaces; with the same class it has the same instances. */
const lastAnswers = new WeakMap<Resource, PoolInstances>();

function answersIn(workspace: Workspace, catalog: Catalog): Answers {
  const known = answersOf.get(workspace);
  if (known?.catalog === catalog) return known;
  const answers: Answers = { catalog, pools: new Map(), tables: new Map() };
  answersOf.set(workspace, answers);
  return answers;
}

function find(pool: Resource, workspace: Workspace, { catalog, tables }: Answers): PoolInstances | undefined {
  const classes = nodeClassesOf(workspace, pool);
  const nodeClass = classes.length === 1 ? classes[0] : undefined;
  const before = lastAnswers.get(pool);
  if (before?.nodeClass === nodeClass && before?.catalog === catalog) return before;
  const { settings, key } = nodeClass === undefined ? unknownClass : settingsOf(nodeClass);
  if (!tables.has(key)) tables.set(key, makeTable(settings, catalog));
  const table = tables.get(key);
  if (table === undefined) return undefined;
  const { requirements, isKnown } = readRequirements(pool);
  const { sets, launchable } = choose(table, requirements);
  const instances = {
    catalog,
    launchable,
    types: launchable.types,
    requirements,
    sets,
    nodeClass,
    isKnown,
    mayBeNewer: requirements.some((one) => namesNewer(one, catalog)),
  };
  lastAnswers.set(pool, instances);
  return instances;
}

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
