import { perObject } from '../core/remembered.ts';
import { perResource } from '../core/resource.ts';
import type { Resource } from '../core/resource.ts';
import { perScope } from '../core/scope.ts';
import { perSurroundings } from '../core/workspace.ts';
import type { Workspace } from '../core/workspace.ts';
import type { PodTemplate, Toleration } from '../kubernetes/pod-template.ts';
import { toWorkload, workloadKinds } from '../kubernetes/workload.ts';
import type { Workload } from '../kubernetes/workload.ts';
import { normalizeLabel } from './label-aliases.ts';
import { hostnameLabel, nodePoolLabel, wellKnownLabels } from './labels.ts';
import { ec2NodeClassName } from './node-class-reference.ts';
import { allowedValues, allowsSpot, capacityTypeLabel, requirementsOf } from './nodepool.ts';
import { allows, anyValue, intersect, isEmpty, isOperator, valueSetOf } from './requirements.ts';
import type { LabelRequirement, ValueSet } from './requirements.ts';
import { knownText } from './written.ts';

/** True, false, or undefined where a placeholder decides. */
export type Certainty = boolean | undefined;

export interface Taint {
  readonly key: string;
  readonly value: string;
  readonly effect: string;
}

/** The NodePools that a workload's pods may be scheduled to: each that shares a cluster with it and does not surely refuse them. */
export function poolsFor(workspace: Workspace, workload: Workload): readonly Resource[] {
  return poolsIn(workspace)(workload);
}

/** Several rules ask about each workload. */
const poolsIn = perObject((workspace: Workspace) =>
  perObject(({ resource, template }: Workload) => poolsBeside(workspace, resource).filter((pool) => canHost(pool, template) !== false)),
);

/** The NodePools that share a cluster with an object. */
export function poolsBeside(workspace: Workspace, resource: Resource): readonly Resource[] {
  return workspace.around(resource, 'karpenter.sh', 'NodePool');
}

/** What the NodePools beside an object speak of. */
export interface PoolWords {
  /** The labels of their requirements; undefined among them where one cannot be read. */
  readonly labels: ReadonlySet<string | undefined>;
  /** The keys of their lasting taints. */
  readonly taints: ReadonlySet<string>;
}

export const wordsOfPools = perSurroundings((workspace, resource): PoolWords => {
  const pools = poolsBeside(workspace, resource);
  return {
    labels: new Set(pools.flatMap((pool) => requirementsOf(pool).map(({ key }) => key))),
    taints: new Set(pools.flatMap((pool) => lastingTaints(pool).map(({ key }) => key))),
  };
});

/** True where some workload beside a pool selects its nodes by the name of a pool: weights mean nothing to its pods. */
export function isChosenByName(workspace: Workspace, pool: Resource): boolean {
  return workspace.scopesOf(pool).some(hasChoiceByName);
}

const hasChoiceByName = perScope((scope) =>
  workloadKinds.some(({ group, kind }) =>
    scope.ofKind(group, kind).some((resource) => toWorkload(resource)?.template.nodeSelector.has(nodePoolLabel) === true),
  ),
);

/**
 * Says whether nodes of a pool take pods of a template: its lasting taints are tolerated, and node selector and required node
 * affinity agree with its labels and requirements. Preferences, resources and topology are not weighed.
 * After Compatible in sigs.k8s.io/karpenter pkg/scheduling/requirements.go.
 */
export function canHost(pool: Resource, template: PodTemplate, more: readonly LabelRequirement[] = []): Certainty {
  const tolerated = toleratesAll(template, pool);
  return tolerated === false ? false : every([tolerated, hasLabelsFor(pool, template, more)]);
}

/** As `canHost`, taints aside. */
export function hasLabelsFor(pool: Resource, template: PodTemplate, more: readonly LabelRequirement[] = []): Certainty {
  const { demands, combined, isOpen } = wishesOf(template);
  const sets = more.length === 0 ? combined : demands.map((list) => [...combine([...list, ...more])]);
  const alternatives = sets.map((set) => every(set.map(([key, wanted]) => meets(pool, key, wanted))));
  return every([isOpen ? undefined : true, some(alternatives)]);
}

/** What keeps pods of a template from the nodes of a pool: taints that they do not tolerate, and labels of which they want other values. */
export interface Refusal {
  readonly taints: readonly Taint[];
  readonly labels: readonly string[];
}

/** Everything in a pool that surely refuses pods of a template; the labels are those of the term that comes nearest. */
export function refusalOf(pool: Resource, template: PodTemplate): Refusal {
  const refused = wishesOf(template).combined.map((set) => set.filter(([key, wanted]) => meets(pool, key, wanted) === false).map(([key]) => key));
  const [nearest = []] = refused.sort((a, b) => a.length - b.length);
  return { taints: lastingTaints(pool).filter((taint) => tolerates(template, taint) === false), labels: nearest };
}

/** Says whether pods of a template may end up on spot nodes of a pool. */
export function canUseSpot(pool: Resource, template: PodTemplate): boolean {
  return allowsSpot(pool) && canHost(pool, template, [{ key: capacityTypeLabel, operator: 'In', values: ['spot'] }]) === true;
}

/** The taints that nodes of a pool keep and that keep pods away; startup taints go by themselves. */
export const lastingTaints = perResource((pool): readonly Taint[] =>
  (pool.at('spec', 'template', 'spec', 'taints')?.items() ?? []).flatMap((taint) => {
    const [key, effect] = [knownText(taint.at('key')), knownText(taint.at('effect'))];
    if (key === undefined || (effect !== 'NoSchedule' && effect !== 'NoExecute')) return [];
    return [{ key, effect, value: taint.at('value')?.text ?? '' }];
  }),
);

/** Says whether pods of a template bear a taint. https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/ */
export function tolerates(template: PodTemplate, taint: Taint): Certainty {
  const { tolerations, hasOpenToleration } = wishesOf(template);
  if (tolerations.some((toleration) => bears(toleration, taint))) return true;
  return hasOpenToleration ? undefined : false;
}

function bears({ key, operator, value, effect }: Toleration, taint: Taint): boolean {
  if (effect !== undefined && effect !== taint.effect) return false;
  if (key === undefined || key === '') return operator === 'Exists';
  return key === taint.key && (operator === 'Exists' || (operator === 'Equal' && (value ?? '') === taint.value));
}

function toleratesAll(template: PodTemplate, pool: Resource): Certainty {
  return every([...lastingTaints(pool).map((taint) => tolerates(template, taint)), hasOpenTaint(pool) ? undefined : true]);
}

/** True where a taint is filled in later. */
const hasOpenTaint = perResource((pool) => {
  const taints = pool.at('spec', 'template', 'spec', 'taints');
  return taints?.isUnknown === true || (taints?.items() ?? []).some((taint) => taint.isUnknown || taint.at('key')?.isUnknown === true);
});

/** What a template says about its nodes, read once. */
interface Wishes {
  /** One list for each term of the node affinity. */
  readonly demands: readonly LabelRequirement[][];
  /** The same, those on one label together. */
  readonly combined: readonly (readonly [key: string, wanted: ValueSet][])[];
  /** True where more is filled in later. */
  readonly isOpen: boolean;
  readonly tolerations: readonly Toleration[];
  readonly hasOpenToleration: boolean;
}

const known = new WeakMap<object, Wishes>();

function wishesOf(template: PodTemplate): Wishes {
  const read = known.get(template.at.node);
  if (read !== undefined) return read;
  const demands = demandsOf(template);
  const list = template.spec?.at('tolerations');
  const wishes = {
    demands,
    combined: demands.map((each) => [...combine(each)]),
    isOpen: hasPlaceholders(template),
    tolerations: template.tolerations,
    hasOpenToleration: list?.isUnknown === true || (list?.items() ?? []).some((item) => item.isUnknown || item.entries().some(([, value]) => value.isUnknown)),
  };
  known.set(template.at.node, wishes);
  return wishes;
}

/** What the node of a pod must meet: one list for each term of its required node affinity, with the node selector in each. */
function demandsOf(template: PodTemplate): LabelRequirement[][] {
  const selected = [...template.nodeSelector].map(([key, value]) => ({ key, operator: 'In' as const, values: [value] }));
  const terms = template.requiredNodeTerms.map((term) =>
    term.flatMap(({ key, operator, values }) => (isOperator(operator) ? [{ key, operator, values }] : [])),
  );
  return terms.length === 0 ? [selected] : terms.map((term) => [...selected, ...term]);
}

/** Values that are filled in later are left out of the demands, so that those only bound what is possible. */
function hasPlaceholders(template: PodTemplate): boolean {
  const selector = template.spec?.at('nodeSelector');
  const terms = template.spec?.at('affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms');
  const written = (terms?.items() ?? []).flatMap((term) => term.at('matchExpressions')?.items() ?? []).length;
  const isSelectorUnknown = selector?.isUnknown === true || (selector?.entries() ?? []).length !== template.nodeSelector.size;
  return (
    isSelectorUnknown || template.spec?.at('affinity')?.isUnknown === true || terms?.isUnknown === true || template.requiredNodeTerms.flat().length !== written
  );
}

/** What the demands on each label allow together. */
function combine(demands: readonly LabelRequirement[]): ReadonlyMap<string, ValueSet> {
  const sets = new Map<string, ValueSet>();
  for (const demand of demands) {
    const key = normalizeLabel(demand.key);
    sets.set(key, intersect(sets.get(key) ?? anyValue, valueSetOf(demand) ?? anyValue));
  }
  return sets;
}

function meets(pool: Resource, key: string, wanted: ValueSet): Certainty {
  if (isEmpty(wanted)) return false;
  const own = ownLabels(pool).get(key);
  if (own !== undefined) return own === '' ? undefined : allows(wanted, own);
  // Each node gets a host name of its own, which nobody knows beforehand.
  if (key === hostnameLabel) return wanted.isComplement;
  const keys = requiredKeys(pool);
  const isDefined = keys.has(key);
  if (!isDefined && keys.has(undefined)) return undefined;
  if (!isDefined) return wellKnownKeys.has(key) || wanted.allowsAbsent;
  const offered = allowedValues(pool, key);
  return offered && !isEmpty(intersect(wanted, offered));
}

/** The labels that a pool demands; undefined among them where one can't be read. */
const requiredKeys = perResource((pool): ReadonlySet<string | undefined> => new Set(requirementsOf(pool).map(({ key }) => key)));

/** The labels that Karpenter sets on nodes after their pool and their class; an empty value is not known. */
const ownLabels = perResource((pool): ReadonlyMap<string, string> => {
  const isNameKnown = pool.name !== '' && pool.root.at('metadata', 'name')?.isUnknown !== true;
  return new Map([
    [nodePoolLabel, isNameKnown ? pool.name : ''],
    ['karpenter.k8s.aws/ec2nodeclass', ec2NodeClassName(pool)?.text ?? ''],
  ]);
});

const wellKnownKeys: ReadonlySet<string> = new Set(wellKnownLabels.map(({ key }) => key));

function every(conditions: readonly Certainty[]): Certainty {
  if (conditions.includes(false)) return false;
  return conditions.includes(undefined) ? undefined : true;
}

function some(conditions: readonly Certainty[]): Certainty {
  if (conditions.includes(true)) return true;
  return conditions.includes(undefined) ? undefined : false;
}
