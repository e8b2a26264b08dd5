import { renameKey, replaceScalar } from '../core/fix.ts';
import type { Edit } from '../core/fix.ts';
import { hasPlaceholder, perResource } from '../core/resource.ts';
import type { Place, Resource, Value } from '../core/resource.ts';
import { toWorkload } from '../kubernetes/workload.ts';

/** Where the name of a node's label stands, and so what it does there. */
export type LabelPlace = 'requirement' | 'nodeSelector' | 'affinity' | 'preference' | 'topologyKey' | 'storageTopology';

/** One mention of a node's label. */
export interface LabelUse {
  readonly place: LabelPlace;
  readonly key: string;
  readonly keyAt: Place;
  /** The whole condition: the item of a list, or the entry of a node selector. */
  readonly at: Value;
  /** `In` for a node selector and for a StorageClass; undefined for a topology key. */
  readonly operator: string | undefined;
  /** The written values, as they stand. */
  readonly values: readonly Value[];
  /** True in one of several terms of the required node affinity, of which one is enough. */
  readonly isAlternative?: true;
}

/** The kinds that mention labels of nodes, beside those that hold a Pod template. */
export const requirementKinds = ['NodePool', 'NodeClaim', 'NodeOverlay'] as const;

/** Every label of nodes that an object asks for, in the order in which they are written. Keys with placeholders are left out. */
export const labelUsesOf = perResource((resource): readonly LabelUse[] => uses(resource).filter(({ key }) => key !== '' && !hasPlaceholder(key)));

/** The items of the requirements that an object puts on nodes. */
export function requirementItems(resource: Resource): Value[] {
  const list = resource.kind === 'NodePool' ? resource.at('spec', 'template', 'spec', 'requirements') : resource.at('spec', 'requirements');
  return list?.items() ?? [];
}

/** Writes another label in the place of one. */
export function renameLabel(resource: Resource, { place, at }: LabelUse, key: string): Edit | undefined {
  if (place === 'nodeSelector') return renameKey(resource, at, key);
  const written = at.at(place === 'topologyKey' ? 'topologyKey' : 'key');
  return written === undefined ? undefined : replaceScalar(resource, written, key);
}

function uses(resource: Resource): LabelUse[] {
  if ((requirementKinds as readonly string[]).includes(resource.kind)) return requirementItems(resource).flatMap((item) => fromExpression(item, 'requirement'));
  if (resource.kind === 'StorageClass') return fromStorageClass(resource);
  const spec = toWorkload(resource)?.template.spec;
  return spec === undefined ? [] : [...fromSelector(spec), ...fromAffinity(spec), ...fromTopology(spec)];
}

function fromExpression(at: Value, place: LabelPlace): LabelUse[] {
  const key = at.at('key');
  if (key?.text === undefined) return [];
  return [{ place, key: key.text, keyAt: key, at, operator: at.at('operator')?.text, values: at.at('values')?.items() ?? [] }];
}

function fromStorageClass(resource: Resource): LabelUse[] {
  const terms = resource.at('allowedTopologies')?.items() ?? [];
  return terms
    .flatMap((term) => term.at('matchLabelExpressions')?.items() ?? [])
    .flatMap((at) => {
      const [use] = fromExpression(at, 'storageTopology');
      return use === undefined ? [] : [{ ...use, operator: 'In' }];
    });
}

function fromSelector(spec: Value): LabelUse[] {
  return (spec.at('nodeSelector')?.entries() ?? []).map(([key, at]) => ({
    place: 'nodeSelector',
    key,
    keyAt: at.keyPlace,
    at,
    operator: 'In',
    values: [at],
  }));
}

function fromAffinity(spec: Value): LabelUse[] {
  const affinity = spec.at('affinity', 'nodeAffinity');
  const required = affinity?.at('requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms')?.items() ?? [];
  const preferred = (affinity?.at('preferredDuringSchedulingIgnoredDuringExecution')?.items() ?? []).flatMap((item) => item.at('preference') ?? []);
  const uses = required.flatMap((term) => fromTerm(term, 'affinity'));
  const demanded = required.length > 1 ? uses.map((use) => ({ ...use, isAlternative: true as const })) : uses;
  return [...demanded, ...preferred.flatMap((term) => fromTerm(term, 'preference'))];
}

function fromTerm(term: Value, place: LabelPlace): LabelUse[] {
  return (term.at('matchExpressions')?.items() ?? []).flatMap((item) => fromExpression(item, place));
}

/** Spread constraints, and affinity between pods. */
function fromTopology(spec: Value): LabelUse[] {
  const kinds = ['podAffinity', 'podAntiAffinity'].map((kind) => spec.at('affinity', kind));
  const required = kinds.flatMap((kind) => kind?.at('requiredDuringSchedulingIgnoredDuringExecution')?.items() ?? []);
  const preferred = kinds.flatMap((kind) => kind?.at('preferredDuringSchedulingIgnoredDuringExecution')?.items() ?? []);
  const terms = [...(spec.at('topologySpreadConstraints')?.items() ?? []), ...required, ...preferred.flatMap((item) => item.at('podAffinityTerm') ?? [])];
  return terms.flatMap((at) => {
    const key = at.at('topologyKey');
    return key?.text === undefined ? [] : [{ place: 'topologyKey' as const, key: key.text, keyAt: key, at, operator: undefined, values: [] }];
  });
}
