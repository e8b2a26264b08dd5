import type { LayerCheck, LayerProblem, ObjectCheck, ObjectType } from '../../core/layer-check.ts';
import type { Path, Resource, Value } from '../../core/resource.ts';
import { holdsIn } from '../../schemas/project.ts';
import { servedIn } from '../../schemas/served.ts';
import { spell } from '../../schemas/words.ts';
import { groupOfKind } from '../kinds.ts';
import { toSteps, valuesAt } from '../values-at.ts';
import type { Steps } from '../values-at.ts';
import type { Breach, CelPlace, CelRule } from './rule.ts';
import { createRules } from './rules.ts';

/**
 * What the validation rules of the CRDs say of an object that is created, in one minor. The structure, metadata included, is the business
 * of the schemas; both speak in one pass, where the server stops at some errors of structure.
 */
export const admissionCheck: LayerCheck = { layer: 'schema', checksOf };

function checksOf({ group, version, kind }: ObjectType, karpenter: string): ObjectCheck[] {
  if (groupOfKind[kind] !== group) return [];
  const served = servedIn(group, version, kind);
  if (served === undefined || !holdsIn(served, karpenter)) return [];
  return sitesOf({ version, kind }, karpenter).map((site) => (resource) => checkSite(site, resource, karpenter));
}

function* checkSite({ steps, rules }: Site, resource: Resource, minor: string): Iterable<LayerProblem> {
  for (const self of valuesAt(resource, steps)) {
    for (const rule of rules) for (const breach of rule.check(self, { resource, minor })) yield toProblem(breach, { self, rule, resource });
  }
}

/** A place of a kind in one minor, with all rules that sit there. */
interface Site {
  readonly steps: Steps;
  readonly rules: readonly CelRule[];
}

const sites = new Map<string, readonly Site[]>();

function sitesOf({ version, kind }: { readonly version: string; readonly kind: string }, minor: string): readonly Site[] {
  const key = `${version}/${kind}@${minor}`;
  const known = sites.get(key);
  if (known !== undefined) return known;
  const present = rulesOf(version, kind).filter(({ place }) => holdsIn(place, minor));
  const paths = [...new Set(present.map(({ place }) => place.path))];
  const found = paths.map((path) => ({ steps: toSteps(path), rules: present.filter(({ place }) => place.path === path).map(({ rule }) => rule) }));
  sites.set(key, found);
  return found;
}

/** A rule of a CRD that an object is known to break: its message, and the value that it sits at. */
export interface KnownBreach {
  readonly path: Path;
  readonly message: string;
}

/** True for the message of a rule that Karpenter's CRDs have. */
export function isKarpenterRule(message: string): boolean {
  return createRules.some(({ serverMessage }) => serverMessage === message);
}

/** What karplint says of a broken rule, value by value; nothing of a rule that it does not know. */
export function* explainBreach(resource: Resource, { path, message }: KnownBreach, minor: string): Iterable<LayerProblem> {
  if (groupOfKind[resource.kind] !== resource.group) return;
  const place = spell(path);
  for (const { rule, steps } of rulesOf(resource.version, resource.kind)) {
    if (rule.serverMessage !== message) continue;
    for (const self of valuesAt(resource, steps)) {
      if (spell(self.path) !== place) continue;
      for (const breach of rule.check(self, { resource, minor })) yield toProblem(breach, { self, rule, resource });
    }
  }
}

interface PlacedRule {
  readonly rule: CelRule;
  readonly place: CelPlace;
  readonly steps: Steps;
}

const byKind = new Map<string, readonly PlacedRule[]>();

function rulesOf(version: string, kind: string): readonly PlacedRule[] {
  const key = `${version}/${kind}`;
  const known = byKind.get(key);
  if (known !== undefined) return known;
  const isHere = (place: CelPlace): boolean => place.kind === kind && place.version === version;
  const found = createRules.flatMap((rule) => rule.places.filter(isHere).map((place) => ({ rule, place, steps: toSteps(place.path) })));
  byKind.set(key, found);
  return found;
}

function toProblem({ at, message, help, related, evaluationError }: Breach, { self, rule, resource }: Verdict): LayerProblem {
  return {
    rule: 'api-rejected',
    at,
    message,
    ...(help === undefined ? {} : { help }),
    ...(related === undefined ? {} : { related: related.map((place) => ({ ...place, resource })) }),
    serverMessage: `${spell(self.path)}: Invalid value: ${subjectOf(self, evaluationError)}${rule.serverMessage}`,
  };
}

interface Verdict {
  readonly self: Value;
  readonly rule: CelRule;
  readonly resource: Resource;
}

/** The server shows a text that breaks a rule, and the type of a value that a rule could not be evaluated on. */
function subjectOf({ node }: Value, evaluationError: string | undefined): string {
  if (evaluationError !== undefined) return `"${{ map: 'object', list: 'array', scalar: 'string' }[node.kind]}": ${evaluationError}: `;
  return node.kind === 'scalar' ? `${JSON.stringify(node.value)}: ` : '';
}
