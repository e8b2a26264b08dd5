import { environmentInName } from '../../core/environment-words.ts';
import type { Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { Problem } from '../../core/rule.ts';
import type { Scope } from '../../core/scope.ts';
import { folderOf } from '../../core/workspace.ts';
import { groupOfKind } from '../../karpenter/kinds.ts';
import { isPatchFile, lacksMainParts } from '../../karpenter/partial.ts';
import { isOnTrial } from '../../karpenter/passed-over-files.ts';

const kinds = ['NodePool', 'EC2NodeClass', 'NodeOverlay', 'NodeClaim', 'CapacityBuffer'];

export default defineRule({
  id: 'duplicate-resource-name',
  group: 'correctness',
  severity: 'critical',
  preset: 'recommended',
  kinds,
  scope: 'workspace',
  summary: 'Two objects of one kind that reach the same cluster have the same name.',
  references: ['https://kubernetes.io/docs/concepts/overview/working-with-objects/names/', 'https://karpenter.sh/docs/concepts/disruption/#drift'],
  *check(workspace) {
    for (const scope of workspace.scopes) for (const kind of kinds) yield* checkKind(scope, kind);
  },
});

function* checkKind(scope: Scope, kind: string): Iterable<Problem> {
  const firsts = new Map<string, Resource>();
  for (const resource of scope.ofKind(groupOfKind[kind] ?? '', kind)) {
    const name = resource.at('metadata', 'name');
    if (!isNamed(name) || resource.at('metadata', 'namespace')?.isUnknown || isPartial(resource)) continue;
    const identity = identityOf(resource, scope);
    const first = firsts.get(identity);
    if (first === undefined) firsts.set(identity, resource);
    else if (originOf(first) !== originOf(resource) && !areVariants(first, resource, scope)) {
      const isGuess = isSideBySide(first, resource, scope);
      yield { ...describeDuplicate(resource, name, first, isGuess), ...(isGuess ? { severity: 'improvement' } : {}), scope };
    }
  }
}

/** A folder does not say that all its files are applied together. */
function isSideBySide(first: Resource, second: Resource, { kind }: Scope): boolean {
  return kind === 'folder' && first.file !== second.file && !first.file.endsWith('.tf');
}

/** True for two files of a folder whose names say that only one of them is applied: for other environments or regions, or put aside; and for two examples. */
function areVariants(first: Resource, second: Resource, { kind }: Scope): boolean {
  if (kind !== 'folder' || first.file === second.file) return false;
  if (isOnTrial(second.file)) return true;
  const names = [first, second].map(({ file }) => file.slice(folderOf(file).length).split('.')[0] ?? '');
  const [one = '', other = ''] = names;
  const isVariant = extendsName(one, other) || extendsName(other, one) || names.some((name) => environmentInName(name) !== undefined || variant.test(name));
  return isVariant || groupIn(first) !== groupIn(second);
}

/** `pool-spot` and `pool_spot` extend `pool`. */
function extendsName(longer: string, shorter: string): boolean {
  return longer.startsWith(shorter) && /^[-_]/.test(longer.slice(shorter.length));
}

/** EKS Auto Mode has classes of its own, and so has each other cloud. */
function groupIn(resource: Resource): string | undefined {
  return resource.at('spec', 'template', 'spec', 'nodeClassRef', 'group')?.text;
}

const variant =
  /(?:^|[-_])(?:old|new|bak|backup|copy|orig|example|sample|template|alternative|legacy|v[0-9]+(?:(?:alpha|beta)[0-9]+)?|[a-z]{2}-(?:north|south|east|west|central|northeast|southeast|southwest|northwest)-?[0-9])(?:[-_]|$)/i;

/** One base may reach a cluster by two ways: it is still one object. */
function originOf(resource: Resource): Resource {
  return resource.facts.written ?? resource;
}

function isNamed(name: Value | undefined): name is Value {
  return name?.text !== undefined && name.text !== '' && !name.isUnknown;
}

function describeDuplicate(resource: Resource, at: Value, first: Resource, isGuess: boolean) {
  const { kind, name } = resource;
  const where = first.file === resource.file ? 'above' : `in \`${first.file.slice(folderOf(first.file).length)}\``;
  const condition = isGuess ? 'if both reach the same cluster, the one that' : 'a cluster holds one object of that name, so whichever';
  return {
    resource,
    at,
    message: `${kind} \`${name}\` is already defined ${where}: ${condition} is applied last silently replaces the other.`,
    help: 'Give one of them another name, or make one object of the two.',
    related: [{ message: `The first ${kind} \`${name}\` is here.`, resource: first, at: first.at('metadata', 'name') ?? first.anchor('metadata', 'name') }],
  };
}

/** What makes two objects one in a cluster. Another API version is left out: where one of the two is not served, nothing collides. */
function identityOf(resource: Resource, scope: Scope): string {
  const namespace = resource.kind === 'CapacityBuffer' ? resource.namespace : '';
  // Folders alone only say that objects of the same one meet.
  const folder = scope.kind === 'folder' ? folderOf(resource.file) : '';
  return JSON.stringify([folder, resource.apiVersion, namespace, resource.name]);
}

/** True for an object that something lays over another one of the same name before it reaches a cluster. */
function isPartial(resource: Resource): boolean {
  return resource.facts.patch !== undefined || isPatchFile(resource.file) || lacksMainParts(resource);
}
