import type { Resource } from '../../core/resource.ts';
import { wellKnownLabels } from '../labels.ts';
import { combine, intersect, anyValue } from '../requirements.ts';
import type { ValueSet } from '../requirements.ts';
import { readRequirements } from '../written-requirements.ts';
import type { DriftChange } from './change.ts';
import { differingValue, hashDiffers } from './hashed-value.ts';

/** What is hashed of `spec.template`. Source: Hash in sigs.k8s.io/karpenter pkg/apis/v1/nodepool.go. */
const hashedFields: readonly (readonly string[])[] = [
  ['metadata', 'labels'],
  ['metadata', 'annotations'],
  ...['taints', 'startupTaints', 'nodeClassRef', 'expireAfter', 'terminationGracePeriod'].map((field) => ['spec', field]),
];

/** The API server writes this default where the field is absent. */
const defaultExpireAfter = '720h';

/** What a NodePool of v1 says otherwise than before and makes Karpenter replace its nodes: the hashed fields first. */
export function poolChanges(now: Resource, before: Resource): DriftChange[] {
  const hashed = hashedFields.flatMap((steps): DriftChange[] => {
    const path = ['spec', 'template', ...steps];
    const field = steps.at(-1) ?? '';
    const otherwise = field === 'expireAfter' ? defaultExpireAfter : undefined;
    const [value, old] = [now.at(...path), before.at(...path)?.value ?? otherwise];
    if (!hashDiffers(value?.value ?? otherwise, old, field)) return [];
    return [{ field, at: value === undefined ? now.anchor(...path) : differingValue(value, old, field), reach: 'every', isHashed: true }];
  });
  return [...hashed, ...requirementChanges(now, before)];
}

/** After areRequirementsDrifted in sigs.k8s.io/karpenter pkg/controllers/nodeclaim/disruption/drift.go. */
function requirementChanges(now: Resource, before: Resource): DriftChange[] {
  const [reading, old] = [readRequirements(now), readRequirements(before)];
  if (!reading.isKnown || !old.isKnown) return [];
  const wanted = reading.requirements.filter(({ at }) => at.path.includes('requirements'));
  const [sets, oldSets] = [combine(wanted), combine(old.requirements)];
  return [...sets].flatMap(([key, set]): DriftChange[] => {
    const reach = reachOf(key, set, oldSets.get(key));
    const at = wanted.find((requirement) => combine([requirement]).has(key))?.at;
    return reach === undefined || at === undefined ? [] : [{ field: `the requirement on \`${key}\``, at, reach, isHashed: false }];
  });
}

function reachOf(key: string, set: ValueSet, old: ValueSet | undefined): DriftChange['reach'] | undefined {
  const isCarried = wellKnownKeys.has(key);
  if (old === undefined && !isCarried) return set.allowsAbsent ? undefined : 'every';
  return isWithin(old ?? anyValue, set, isCarried) ? undefined : 'unfitting';
}

const wellKnownKeys: ReadonlySet<string> = new Set(wellKnownLabels.map(({ key }) => key));

/** True where everything that the first set allows is allowed by the second. */
function isWithin(a: ValueSet, b: ValueSet, isCarried: boolean): boolean {
  return describe(a, isCarried) === describe(intersect(a, b), isCarried);
}

function describe({ isComplement, values, least, most, allowsAbsent }: ValueSet, isCarried: boolean): string {
  return [isComplement, least, most, isCarried || allowsAbsent, ...[...values].sort()].join(' ');
}
