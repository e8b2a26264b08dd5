import type { Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { folderOf } from '../../core/workspace.ts';
import { groupOfKind } from '../../karpenter/kinds.ts';

const kinds = ['NodePool', 'EC2NodeClass', 'NodeOverlay', 'NodeClaim', 'CapacityBuffer'];

export default defineRule({
  id: 'duplicate-resource-name',
  group: 'correctness',
  severity: 'critical',
  preset: 'recommended',
  kinds,
  scope: 'workspace',
  summary: 'Two objects of one kind have the same name in the same folder.',
  references: ['https://kubernetes.io/docs/concepts/overview/working-with-objects/names/', 'https://karpenter.sh/docs/concepts/disruption/#drift'],
  *check(workspace) {
    for (const kind of kinds) {
      const firsts = new Map<string, Resource>();
      for (const resource of workspace.ofKind(groupOfKind[kind] ?? '', kind)) {
        const name = resource.at('metadata', 'name');
        if (!isNamed(name) || resource.root.at('metadata', 'namespace')?.isUnknown || isPartial(resource)) continue;
        const first = firsts.get(identityOf(resource));
        if (first === undefined) firsts.set(identityOf(resource), resource);
        else yield describeDuplicate(resource, name, first);
      }
    }
  },
});

function isNamed(name: Value | undefined): name is Value {
  return name?.text !== undefined && name.text !== '' && !name.isUnknown;
}

function describeDuplicate(resource: Resource, at: Value, first: Resource) {
  const { kind, name } = resource;
  const where = first.file === resource.file ? 'above' : `in \`${first.file.slice(folderOf(first.file).length)}\``;
  return {
    resource,
    at,
    message: `${kind} \`${name}\` is already defined ${where}: a cluster holds one object of that name, so whichever is applied last silently replaces the other.`,
    help: 'Give one of them another name, or make one object of the two.',
    related: [{ message: `The first ${kind} \`${name}\` is here.`, resource: first, at: first.at('metadata', 'name') ?? first.anchor('metadata', 'name') }],
  };
}

/** What makes two objects one in a cluster. Another API version is left out: where one of the two is not served, nothing collides. */
function identityOf(resource: Resource): string {
  const namespace = resource.kind === 'CapacityBuffer' ? resource.namespace : '';
  return JSON.stringify([folderOf(resource.file), resource.apiVersion, namespace, resource.name]);
}

/** What every whole object of the kind has, and a patch for one mostly lacks. */
const mainParts: Readonly<Record<string, readonly string[]>> = {
  NodePool: ['template'],
  EC2NodeClass: ['subnetSelectorTerms', 'securityGroupSelectorTerms'],
  NodeClaim: ['nodeClassRef'],
  NodeOverlay: ['requirements'],
  CapacityBuffer: ['podTemplateRef', 'scalableRef'],
};

/** True for an object that something lays over another one of the same name before it reaches a cluster. */
function isPartial(resource: Resource): boolean {
  if (/(?:^|[^a-z])patch(?:es)?(?:[^a-z]|$)/i.test(resource.file) || hasPatchKey(resource.root)) return true;
  return !(mainParts[resource.kind] ?? []).some((part) => resource.at('spec', part) !== undefined);
}

function hasPatchKey(value: Value): boolean {
  const isDirective = ([key, child]: [string, Value]): boolean => directive.test(key) || hasPatchKey(child);
  return value.entries().some(isDirective) || value.items().some(hasPatchKey);
}

/** https://github.com/kubernetes/community/blob/master/contributors/devel/sig-api-machinery/strategic-merge-patch.md */
const directive = /^\$(?:patch|retainKeys|setElementOrder|deleteFromPrimitiveList)\b/;
