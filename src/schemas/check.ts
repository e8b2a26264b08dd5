import { closest } from '../core/did-you-mean.ts';
import type { LayerCheck, LayerContext, LayerProblem, ObjectCheck, ObjectType } from '../core/layer-check.ts';
import type { Workspace } from '../core/workspace.ts';
import { hasPlaceholder } from '../core/resource.ts';
import type { Path, Place, Resource, Value } from '../core/resource.ts';
import { groupOfKind, ownKinds } from '../karpenter/kinds.ts';
import { metadataChecks } from './check-metadata.ts';
import { describe } from './describe.ts';
import { describeUnknown } from './describe-unknown.ts';
import { describeUnserved } from './describe-unserved.ts';
import { schemaIn } from './look-up.ts';
import { nodeAt } from './node-at.ts';
import { holdsIn } from './project.ts';
import { otherMinors } from './other-minors.ts';
import { servedIn } from './served.ts';
import type { ObjectKind } from './served.ts';
import { serverMessage } from './server-message.ts';
import { validateSchema } from './validate.ts';
import type { Violation } from './validate.ts';

/** What the API server says of an object's structure: kind and version, fields, types and bounds. */
export const schemaCheck: LayerCheck = { layer: 'schema', checksOf };

const groups: ReadonlySet<string> = new Set(['karpenter.sh', 'karpenter.k8s.aws', 'autoscaling.x-k8s.io']);

function checksOf(type: ObjectType, karpenter: string): readonly ObjectCheck[] {
  const { group, kind, version } = type;
  const isOurs = groups.has(group);
  if (!isOurs && !isMisplaced(type)) return group.startsWith('karpenter.') ? [checkOtherCloud] : [];
  const served = isOurs ? servedIn(group, version, kind) : undefined;
  if (served === undefined || !holdsIn(served, karpenter)) return [(resource) => checkUnserved(resource, karpenter)];
  return [checkStructure, ...metadataChecks(served.scope === 'Namespaced')];
}

function* checkStructure(resource: Resource, { karpenter }: LayerContext): Iterable<LayerProblem> {
  // Not `plain`, which would be kept: nobody else asks for it in a usual run.
  for (const violation of validateSchema(resource, karpenter, resource.root.value)) {
    if (isCertain(violation, resource)) yield toProblem(violation, resource, karpenter);
  }
}

function* checkOtherCloud(resource: Resource, { karpenter, workspace }: LayerContext): Iterable<LayerProblem> {
  if (isOfOtherCloud(resource, workspace)) yield* checkUnserved(resource, karpenter);
}

/** True for one of our kinds in the core group, which has none of them, for a group without its version, and for a misspelt group. */
function isMisplaced({ apiVersion, group, kind }: ObjectType): boolean {
  if (group === '') return groups.has(apiVersion) || Object.hasOwn(groupOfKind, kind);
  return ownKinds.has(kind) || (Object.hasOwn(groupOfKind, kind) && closest(group, [...groups]) !== undefined);
}

/** True for a kind of Karpenter for another cloud, unless a pool here is for that cloud: then its controller is another one. */
function isOfOtherCloud({ group }: Resource, workspace: Workspace): boolean {
  return !workspace.ofKind('karpenter.sh', 'NodePool').some((pool) => speaksOf(pool, group));
}

/** A pool names its cloud in the reference to its class, or by the labels that only this cloud has. */
function speaksOf(pool: Resource, group: string): boolean {
  const spec = pool.at('spec', 'template', 'spec');
  const reference = spec?.at('nodeClassRef');
  if (reference?.at('group')?.text === group || reference?.at('apiVersion')?.text?.startsWith(`${group}/`) === true) return true;
  return (spec?.at('requirements')?.items() ?? []).some((requirement) => requirement.at('key')?.text?.startsWith(`${group}/`) === true);
}

/** Something lays it over another object, or its path says that something is to. */
function isPatch({ facts, file }: Resource): boolean {
  return facts.patch !== undefined || /(?:^|[/_-])patch(?:es)?[/_.-]/i.test(file);
}

function* checkUnserved(resource: Resource, karpenter: string): Iterable<LayerProblem> {
  if (hasPlaceholder(resource.apiVersion) || hasPlaceholder(resource.kind)) return;
  // A patch with a target may call itself anything; one without, of a group that its kind has not, finds nothing to change.
  if (isPatch(resource) && groupOfKind[resource.kind] !== resource.group) return;
  const sentence = describeUnserved(resource, karpenter);
  if (sentence === undefined) return;
  const at: Place = resource.at('apiVersion') ?? resource.anchor('apiVersion');
  const words = `no matches for kind "${resource.kind}" in version "${resource.apiVersion}"`;
  yield { rule: 'api-rejected', at, ...sentence, serverMessage: words };
}

/** False where a placeholder decides, and for the largest int64, which a JavaScript number cannot tell from the first one too large. */
export function isCertain(violation: Pick<Violation, 'path' | 'params'> & { readonly keyword: string }, resource: Resource): boolean {
  const { path, keyword, params } = violation;
  if (path.some((step) => typeof step === 'string' && hasPlaceholder(step))) return false;
  const value = resource.at(...path);
  if (keyword === 'type' && String(params['type']).includes('integer') && isLargestInteger(value)) return false;
  if (keyword === 'required') return !hasPlaceholderKey(resource.at(...path.slice(0, -1)));
  return keyword === 'unknown' || value?.isUnknown !== true;
}

function isLargestInteger(value: Value | undefined): boolean {
  return value?.node.kind === 'scalar' && value.node.value === 2 ** 63 && value.node.text === '9223372036854775807';
}

function hasPlaceholderKey(map: Value | undefined): boolean {
  return map?.entries().some(([key]) => hasPlaceholder(key)) ?? false;
}

function toProblem(violation: Violation, resource: Resource, karpenter: string): LayerProblem {
  const { path, keyword } = violation;
  const { group, version, kind } = resource;
  const objectKind = { group, version, kind };
  const value = resource.at(...path);
  const field = nodeAt(schemaIn(objectKind, karpenter), path);
  const words = serverMessage(violation, value?.value, field);
  const said = words === undefined ? {} : { serverMessage: words };
  const at = placeOf(keyword, path, resource);
  if (keyword === 'unknown') return { rule: 'unknown-field', at, ...describeUnknown(path, objectKind, karpenter), ...said };
  const written = value?.node.kind === 'scalar' ? value.node.text : undefined;
  return {
    rule: 'api-rejected',
    at,
    ...describe(violation, { kind, value: value?.value, written, field, otherMinors: minorsWith(objectKind, violation, value) }),
    ...said,
  };
}

/** The minors that take a text which this minor's enum lacks. */
function minorsWith(kind: ObjectKind, { keyword, path }: Violation, value: Value | undefined): string | undefined {
  const text = value?.text;
  if (keyword !== 'enum' || text === undefined) return undefined;
  return otherMinors(kind, (schema) => nodeAt(schema, path)?.enum?.includes(text) === true);
}

function placeOf(keyword: Violation['keyword'], path: Path, resource: Resource): Place {
  const value = resource.at(...path);
  if (value === undefined || (keyword === 'required' && value.entry === undefined)) return resource.anchor(...path);
  return keyword === 'unknown' || keyword === 'required' ? value.keyPlace : value;
}
