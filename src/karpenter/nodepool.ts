import { perKey, perObject } from '../core/remembered.ts';
import { perResource } from '../core/resource.ts';
import type { Place, Resource, Value } from '../core/resource.ts';
import { normalizeLabel } from './label-aliases.ts';
import { anyValue, intersect, isOperator, valueSetOf } from './requirements.ts';
import type { ValueSet } from './requirements.ts';

/** One requirement that a NodePool puts on its nodes, as far as it can be read. */
export interface Requirement {
  /** The label, deprecated names replaced as Karpenter replaces them; absent where it cannot be read. */
  readonly key: string | undefined;
  readonly operator: string | undefined;
  /** The values that are known text. */
  readonly values: readonly string[];
  /** False where some value is a placeholder or not text, so that the list may hold anything. */
  readonly isKnown: boolean;
  /** The list of values, or the whole requirement where it has none. */
  readonly at: Value;
}

/** The instance families that a NodePool names in closed lists. */
export interface NamedFamilies {
  readonly families: ReadonlySet<string>;
  /** The narrowest list that names them. */
  readonly at: Place;
  /** Absent where only families are named. */
  readonly types: NamedTypes | undefined;
}

/** The instance types that are left of the named ones. */
export interface NamedTypes {
  readonly names: ReadonlySet<string>;
  /** The list that names them. */
  readonly at: Place;
}

/** https://karpenter.sh/docs/concepts/scheduling/#well-known-labels */
export const capacityTypeLabel = 'karpenter.sh/capacity-type';
export const zoneLabel = 'topology.kubernetes.io/zone';
const familyLabel = 'karpenter.k8s.aws/instance-family';
/** EKS Auto Mode has a domain of its own. */
const autoCategoryLabel = 'eks.amazonaws.com/instance-category';
const categoryLabel = 'karpenter.k8s.aws/instance-category';
const typeLabel = 'node.kubernetes.io/instance-type';

/** What a NodePool demands of its nodes: `requirements`, and the template's labels, which count as `In` with one value. */
export const requirementsOf = perResource((pool): readonly Requirement[] => {
  const list = pool.at('spec', 'template', 'spec', 'requirements');
  const labels = pool.at('spec', 'template', 'metadata', 'labels');
  const unread = [list, labels].flatMap((value) => (value?.isUnknown ? [unreadable(value)] : []));
  return [...(list?.items() ?? []).map(readRequirement), ...(labels?.entries() ?? []).map(readLabel), ...unread];
});

/** The values of a label that all requirements of a pool allow; undefined where one of them can't be read. */
export function allowedValues(pool: Resource, label: string): ValueSet | undefined {
  return allowedBy(requirementsOf(pool))(label);
}

const allowedBy = perObject((requirements: readonly Requirement[]) => perKey((label: string) => computeAllowed(requirements, label)));

function computeAllowed(requirements: readonly Requirement[], label: string): ValueSet | undefined {
  return requirements
    .filter(({ key }) => key === label || key === undefined)
    .map(({ key, operator, values, isKnown }) =>
      key !== undefined && isKnown && operator !== undefined && isOperator(operator) ? valueSetOf({ key, operator, values }) : undefined,
    )
    .reduce<ValueSet | undefined>((all, set) => all && set && intersect(all, set), anyValue);
}

/** True for a pool whose nodes come from an EC2NodeClass; other providers and EKS Auto Mode have classes of their own. */
export function usesEc2NodeClass(pool: Resource): boolean {
  return nodeClassGroup(pool) === 'karpenter.k8s.aws';
}

/** True for a pool of EKS Auto Mode, which has defaults and bounds of its own. */
export function isAutoMode(pool: Resource): boolean {
  return nodeClassGroup(pool) === 'eks.amazonaws.com';
}

/** True for a pool that holds a fixed number of nodes. https://karpenter.sh/docs/concepts/nodepools/#static-nodepool */
export function isStaticPool(pool: Resource): boolean {
  const replicas = pool.at('spec', 'replicas');
  return replicas !== undefined && !replicas.isNull;
}

/**
 * True where the pool surely may launch spot nodes. A pool without a requirement on the capacity type may, and Karpenter
 * then tries spot before on-demand; a requirement on a capacity reservation leaves reserved capacity only.
 */
export function allowsSpot(pool: Resource): boolean {
  return requirementsOf(pool).every((requirement) => {
    if (requirement.key === undefined) return false;
    if (requirement.key.startsWith('karpenter.k8s.aws/capacity-reservation-')) return !demandsLabel(requirement);
    return requirement.key !== capacityTypeLabel || surelyAllows(requirement, 'spot');
  });
}

/**
 * The families that `In` lists of instance families and instance types leave; absent where no such list is written, or
 * where one holds a placeholder. Categories, generations and sizes are not weighed: that takes a catalogue.
 */
export function namedFamilies(pool: Resource): NamedFamilies | undefined {
  const requirements = requirementsOf(pool).filter(({ key }) => key === familyLabel || key === typeLabel);
  if (requirements.some(({ isKnown }) => !isKnown)) return undefined;
  const lists = requirements.filter(({ operator }) => operator === 'In');
  const [list] = lists.sort((a, b) => familiesIn(a).size - familiesIn(b).size);
  if (list === undefined) return undefined;
  const allowed = (family: string, type?: string): boolean =>
    requirements.every(({ key, operator, values }) => {
      if (operator !== 'In' && operator !== 'NotIn') return true;
      if (key === familyLabel) return values.includes(family) === (operator === 'In');
      return type === undefined || values.includes(type) === (operator === 'In');
    });
  const typeList = lists.find(({ key }) => key === typeLabel);
  if (typeList === undefined) return { families: new Set(list.values.filter((family) => allowed(family))), at: list.at, types: undefined };
  const names = new Set(typeList.values.filter((type) => allowed(familyOf(type), type)));
  return { families: new Set([...names].map(familyOf)), at: list.at, types: { names, at: typeList.at } };
}

/** True for a pool that can only launch instances with GPUs or machine-learning accelerators, one requirement left out if need be. */
export function isAcceleratorPool(pool: Resource, without?: Value): boolean {
  const families = namedFamilies(pool)?.families ?? new Set();
  if (families.size > 0 && [...families].every((family) => acceleratorFamily.test(family))) return true;
  return requirementsOf(pool).some((requirement) => {
    if (without !== undefined && isWithin(requirement.at, without)) return false;
    if (/^karpenter\.k8s\.aws\/instance-(?:gpu|accelerator)-/.test(requirement.key ?? '')) return demandsLabel(requirement);
    return requirement.key === categoryLabel && holdsOnly(requirement, (category) => acceleratorFamily.test(`${category}1`));
  });
}

/** True for a pool that a requirement on the capacity type leaves nothing but spot. */
export function isSpotOnly(pool: Resource): boolean {
  return requirementsOf(pool).some((requirement) => requirement.key === capacityTypeLabel && holdsOnly(requirement, (value) => value === 'spot'));
}

/** True for a pool that can only launch bare-metal instances. */
export function isMetalPool(pool: Resource): boolean {
  return requirementsOf(pool).some((requirement) => {
    if (requirement.key === 'karpenter.k8s.aws/instance-size') return holdsOnly(requirement, (size) => size.startsWith('metal'));
    if (requirement.key === 'karpenter.k8s.aws/instance-hypervisor') return holdsOnly(requirement, (hypervisor) => hypervisor === '');
    return requirement.key === typeLabel && holdsOnly(requirement, (type) => type.includes('.metal'));
  });
}

/**
 * GiB of memory for each vCPU in the families or categories that a pool names, where all of them are compute optimised (`c`),
 * general purpose (`m`) or memory optimised (`r`); undefined for everything else.
 */
export function memoryRatios(pool: Resource): ReadonlySet<number> | undefined {
  const categories = requirementsOf(pool).filter(
    ({ key, operator, isKnown }) => (key === categoryLabel || key === autoCategoryLabel) && operator === 'In' && isKnown,
  );
  const letters = [...(namedFamilies(pool)?.families ?? categories[0]?.values ?? [])].map((name) => /^[a-z]+/.exec(name)?.[0] ?? name);
  const ratios = letters.map((letter) => ratioOf[letter]);
  return ratios.length === 0 || ratios.includes(undefined) ? undefined : new Set(ratios.filter((ratio) => ratio !== undefined));
}

const ratioOf: Readonly<Record<string, number>> = { c: 2, m: 4, r: 8 };

/** The categories whose every type carries an accelerator; `g6f` and `gr6f` hold a part of one. */
const acceleratorFamily = /^(?:dl|gr?|inf|p|trn|vt)[0-9]/;

const nodeClassGroup = perResource((pool): string | undefined => {
  const reference = (field: string): Value | undefined => pool.at('spec', 'template', 'spec', 'nodeClassRef', field);
  return reference('group')?.text ?? reference('apiVersion')?.text?.split('/')[0];
});

function readRequirement(item: Value): Requirement {
  const key = readWord(item.at('key'));
  const list = item.at('values');
  const values = list?.items() ?? [];
  return {
    key: key === undefined ? undefined : normalizeLabel(key),
    operator: readWord(item.at('operator')),
    values: values.flatMap((value) => readWord(value) ?? []),
    isKnown: list?.isUnknown !== true && values.every((value) => readWord(value) !== undefined),
    at: list ?? item,
  };
}

function readLabel([key, value]: [string, Value]): Requirement {
  const word = readWord(value);
  return { key: normalizeLabel(key), operator: 'In', values: word === undefined ? [] : [word], isKnown: word !== undefined, at: value };
}

function unreadable(at: Value): Requirement {
  return { key: undefined, operator: undefined, values: [], isKnown: false, at };
}

function isWithin(value: Value, outer: Value): boolean {
  return outer.path.every((step, index) => value.path[index] === step);
}

function readWord(value: Value | undefined): string | undefined {
  return value?.isUnknown ? undefined : value?.text;
}

function surelyAllows({ operator, values, isKnown }: Requirement, value: string): boolean {
  if (operator === 'In') return values.includes(value);
  if (operator === 'NotIn') return isKnown && !values.includes(value);
  return operator === 'Exists';
}

/** Every operator but two drops the instances that lack the label. */
function demandsLabel({ operator }: Requirement): boolean {
  return operator !== 'NotIn' && operator !== 'DoesNotExist';
}

function holdsOnly({ operator, values, isKnown }: Requirement, accepts: (value: string) => boolean): boolean {
  return operator === 'In' && isKnown && values.length > 0 && values.every(accepts);
}

function familiesIn({ key, values }: Requirement): ReadonlySet<string> {
  return new Set(key === typeLabel ? values.map(familyOf) : values);
}

function familyOf(type: string): string {
  return type.split('.')[0] ?? type;
}
