import type { LayerProblem, ObjectType } from '../core/layer-check.ts';
import { hasPlaceholder } from '../core/resource.ts';
import type { Path, Place, Resource } from '../core/resource.ts';
import { isCertain } from '../schemas/check.ts';
import { checkMetadata } from '../schemas/check-metadata.ts';
import { guessField, whatHappens } from '../schemas/describe-unknown.ts';
import { objectMetadata, schemaIn } from '../schemas/look-up.ts';
import { explainBreach, isKarpenterRule } from '../karpenter/admission/check.ts';
import { newestVersion } from '../karpenter/versions.ts';
import { nodeAt } from '../schemas/node-at.ts';
import { validateMetadata } from '../schemas/validate.ts';
import { choose, spell } from '../schemas/words.ts';
import { describeCrdViolation, crdServerMessage } from './describe.ts';
import { embeddedObjects } from './embedded.ts';
import { repeatedItems } from './list-types.ts';
import { prepare } from './prepare.ts';
import { brokenRules } from './rules.ts';
import type { BrokenRule } from './rules.ts';
import { isMap } from './schema.ts';
import type { CrdSchema, CrdVersion, JsonMap } from './schema.ts';
import { validateValue } from './validate.ts';
import type { CrdViolation } from './violation.ts';

/** The definitions of a cluster, or of a chart: what they say replaces what karplint knows of their kinds. */
export class CrdSet {
  readonly #versions = new Map<string, CrdVersion>();
  readonly #names = new Map<string, readonly string[]>();

  constructor(versions: readonly CrdVersion[]) {
    for (const version of versions) {
      const kind = `${version.group}/${version.kind}`;
      this.#versions.set(`${kind}/${version.version}`, version);
      this.#names.set(kind, [...(this.#names.get(kind) ?? []), version.version]);
    }
  }

  /** True for an object whose kind is defined here, in whatever version. */
  covers({ group, kind }: ObjectType): boolean {
    return this.#names.has(`${group}/${kind}`);
  }

  /** What the API server says of an object of a kind that is defined here. */
  *check(resource: Resource, { karpenter }: { readonly karpenter: string }): Iterable<LayerProblem> {
    const { group, kind, version } = resource;
    const definition = this.#versions.get(`${group}/${kind}/${version}`);
    if (definition !== undefined) yield* checkObject(resource, definition, karpenter);
    else if (!hasPlaceholder(resource.apiVersion)) yield unserved(resource, this.#names.get(`${group}/${kind}`) ?? []);
  }
}

function unserved(resource: Resource, versions: readonly string[]): LayerProblem {
  const { apiVersion, kind, group } = resource;
  return {
    rule: 'api-rejected',
    at: resource.at('apiVersion') ?? resource.anchor('apiVersion'),
    message: `The CustomResourceDefinition of \`${kind}\` does not serve \`${apiVersion}\`, so the API server refuses it.`,
    help: `Use ${choose(versions.map((version) => `${group}/${version}`))}.`,
    serverMessage: `no matches for kind "${kind}" in version "${apiVersion}"`,
  };
}

function* checkObject(resource: Resource, definition: CrdVersion, minor: string): Iterable<LayerProblem> {
  const data = resource.plain;
  if (!isMap(data)) return;
  const { object, whole, unknown } = prepare(definition, data);
  const schema = withMetadata(definition.schema);
  const reported = new Set<string>();
  const violations = [
    ...unknown.map((path): CrdViolation => ({ path, keyword: 'unknown', params: {} })),
    ...violationsOf(definition, { ...object, metadata: data['metadata'] }),
    ...unreadableStatus(definition, whole),
  ];
  for (const violation of violations) {
    const place = JSON.stringify([violation.path, violation.keyword]);
    if (reported.has(place) || !isCertain(violation, resource)) continue;
    reported.add(place);
    yield toProblem(violation, resource, schema);
  }
  yield* checkMetadata(resource, definition.isNamespaced);
  const flawed = violations.filter(({ keyword }) => keyword !== 'unknown').map(({ path }) => path);
  const isSound = (path: Path) => !flawed.some((other) => isAt(other, path));
  yield* toRuleProblems(brokenRules(definition.schema, object, isSound), resource, minor);
}

/** True for a path at another one, or below it. */
function isAt(path: Path, above: Path): boolean {
  return above.every((step, index) => path[index] === step);
}

function violationsOf(definition: CrdVersion, object: JsonMap): CrdViolation[] {
  const { schema } = definition;
  const { metadata, ...rest } = object;
  const named = isMap(metadata) ? { ...rest, metadata } : rest;
  return [
    ...validateMetadata(metadata, ['metadata']),
    ...validateValue(schema, named, []),
    ...badReplicas(definition, object),
    ...embeddedObjects(schema, rest, []),
    ...repeatedItems(schema, rest, []),
  ];
}

/** Objects in a status must be readable although it is dropped. */
function unreadableStatus({ schema, hasStatus }: CrdVersion, { status }: JsonMap): CrdViolation[] {
  if (!hasStatus) return [];
  const found = embeddedObjects(schema.properties?.['status'], status, ['status']);
  return found.filter(({ keyword, params }) => keyword === 'unknown' || keyword === 'type' || (keyword === 'embedded' && params['isText'] !== true));
}

const mostReplicas = 2 ** 31 - 1;

function badReplicas({ replicasPath }: CrdVersion, object: JsonMap): CrdViolation[] {
  if (replicasPath === undefined) return [];
  const path = replicasPath.replace(/^\./, '').split('.');
  const value = path.reduce<unknown>((current, step) => (isMap(current) ? current[step] : current), object);
  if (value === undefined || (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= mostReplicas)) return [];
  return [{ path, keyword: 'scale', params: {} }];
}

/** The schema with the fields of metadata, which every object has, for finding names. */
function withMetadata(schema: CrdSchema): CrdSchema {
  const metadata = schemaIn(objectMetadata, newestVersion) as CrdSchema | undefined;
  const { apiVersion = {}, kind = {}, ...properties } = schema.properties ?? {};
  return { ...schema, properties: { apiVersion, kind, ...properties, ...(metadata === undefined ? {} : { metadata }) } };
}

function toProblem(violation: CrdViolation, resource: Resource, schema: CrdSchema): LayerProblem {
  const { path, keyword } = violation;
  const value = resource.at(...path);
  const subject = {
    kind: resource.kind,
    value: value?.value,
    written: value?.node.kind === 'scalar' ? value.node.text : undefined,
    schema: nodeAt(schema, path),
  };
  const words = crdServerMessage(violation, subject);
  const said = words === undefined ? {} : { serverMessage: words };
  const at = placeOf(violation, resource);
  if (keyword === 'unknown') return { rule: 'unknown-field', at, ...describeUnknown(path, resource, schema), ...said };
  return { rule: 'api-rejected', at, ...describeCrdViolation(violation, subject), ...said };
}

function describeUnknown(path: Path, { kind }: Resource, schema: CrdSchema): { readonly message: string; readonly help?: string } {
  const key = String(path.at(-1));
  const parent = path.slice(0, -1);
  const place = parent.length === 0 ? `\`${kind}\`` : `\`${spell(parent)}\``;
  const message = `\`${key}\` is not a field of ${place} in its CustomResourceDefinition: ${whatHappens}.`;
  const help = guessField(key, parent, schema);
  return help === undefined ? { message } : { message, help };
}

function placeOf({ path, keyword }: CrdViolation, resource: Resource): Place {
  const value = resource.at(...path);
  if (value === undefined || (keyword === 'required' && value.entry === undefined)) return resource.anchor(...path);
  return keyword === 'unknown' || keyword === 'required' ? value.keyPlace : value;
}

/**
 * In karplint's own words for rules of Karpenter's, each place that breaks one on its own; in those of the definition for any other.
 * Where two of Karpenter's rules speak of one cause, only one of them has words.
 */
function* toRuleProblems(broken: readonly BrokenRule[], resource: Resource, minor: string): Iterable<LayerProblem> {
  const explained = new Map(broken.map((each) => [each, [...explainBreach(resource, each, minor)]]));
  const hasWords = (path: Path) => broken.some((each) => spell(each.path) === spell(path) && explained.get(each)?.length !== 0);
  for (const [each, problems] of explained) {
    if (problems.length > 0) yield* problems;
    else if (!(isKarpenterRule(each.message) && hasWords(each.path))) yield toRuleProblem(each, resource);
  }
}

function toRuleProblem({ rule, path, message, failure }: BrokenRule, resource: Resource): LayerProblem {
  const own = [...path, ...fieldPathOf(rule.fieldPath)];
  const value = resource.at(...own);
  const place = own.length === 0 ? `\`${resource.kind}\`` : `\`${spell(own)}\``;
  const reason = failure === undefined ? '' : ` It cannot even be evaluated: ${failure}.`;
  return {
    rule: 'api-rejected',
    at: value ?? resource.anchor(...own),
    message: `${place} breaks a validation rule of its CustomResourceDefinition: ${withoutStop(message)}.${reason}`,
    help: `The rule is \`${rule.rule.trim()}\`.`,
    serverMessage: `${spell(own)}: ${reasonWords[rule.reason ?? ''] ?? 'Invalid value'}: ${failure === undefined ? '' : `${failure} evaluating rule: `}${message}`,
  };
}

const reasonWords: Readonly<Record<string, string>> = {
  FieldValueForbidden: 'Forbidden',
  FieldValueRequired: 'Required value',
  FieldValueDuplicate: 'Duplicate value',
};

function withoutStop(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[.\s]+$/, '');
}

/** The steps of `.spec.name` or `.labels['example.com/key']`. */
function fieldPathOf(fieldPath: string | undefined): string[] {
  const steps = (fieldPath ?? '').matchAll(/\.([^.[\]']+)|\['((?:[^'\\]|\\.)*)'\]/g);
  return [...steps].map(([, name, quoted]) => name ?? (quoted ?? '').replace(/\\(.)/g, '$1'));
}
