import { perResource } from '../../core/resource.ts';
import type { Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { OwnProblem, Severities } from '../../core/rule.ts';
import type { Workspace } from '../../core/workspace.ts';
import { clusterNames } from '../../karpenter/cluster-names.ts';
import { knownText } from '../../karpenter/written.ts';

const discovery = 'karpenter.sh/discovery';
const otherCluster: Severities = { default: 'critical', prod: 'critical', staging: 'critical', dev: 'improvement' };

export default defineRule({
  id: 'discovery-tag-mismatch',
  group: 'correctness',
  severity: { default: 'improvement', prod: 'improvement', staging: 'improvement', dev: 'note' },
  preset: 'essential',
  kinds: ['EC2NodeClass'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'The discovery tag of a class does not fit the cluster, or the rest of the class.',
  references: ['https://karpenter.sh/docs/concepts/nodeclasses/#specsubnetselectorterms'],
  options: {
    shared: { type: 'array', description: 'Values that several clusters share on purpose.', default: [], items: { type: 'string' } },
    clusters: { type: 'array', description: 'Names of all your clusters.', default: [], items: { type: 'string' } },
  },
  yieldsTo: ['placeholder-value'],
  *check(nodeClass, { workspace, options }) {
    const shared = options['shared'] as readonly string[];
    const tags = ['subnetSelectorTerms', 'securityGroupSelectorTerms']
      .flatMap((field) => discoveryTags(nodeClass, field))
      .filter(({ text }) => !shared.includes(text));
    const others = new Set(options['clusters'] as readonly string[]);
    for (const tag of tags) {
      const problem = judge(nodeClass, tag, { workspace, others, tags });
      if (problem !== undefined) yield problem;
    }
  },
});

interface Tag {
  readonly at: Value;
  readonly text: string;
}

/** Wildcards select what they select; a value that is filled in later is not known. */
function discoveryTags(nodeClass: Resource, field: string): Tag[] {
  return (nodeClass.at('spec', field)?.items() ?? []).flatMap((term) => {
    const at = term.at('tags', discovery);
    const text = knownText(at);
    return at === undefined || text === undefined || text === '' || text.includes('*') ? [] : [{ at, text }];
  });
}

interface Setting {
  readonly workspace: Workspace;
  /** Clusters that the configuration names. */
  readonly others: ReadonlySet<string>;
  readonly tags: readonly Tag[];
}

function judge(nodeClass: Resource, { at, text }: Tag, { workspace, others, tags }: Setting): OwnProblem | undefined {
  const known = clusterNames(workspace);
  const own = known.filter(({ resource }) => workspace.scopesOf(nodeClass).some((scope) => scope.resources.includes(resource)));
  const names = own.map(({ name }) => name);
  if (names.includes(text)) return undefined;
  const foreign = known.find(({ name }) => name === text);
  const what = `EC2NodeClass \`${nodeClass.name}\` discovers \`${text}\``;
  if (names.length > 0 && (foreign !== undefined || others.has(text))) {
    const message = `${what}, which is the name of another cluster, while this one is \`${names[0] ?? ''}\`: its nodes land in the subnets and security groups of the other.`;
    return { at, message, help: `Write \`${names[0] ?? ''}\`.`, severity: otherCluster, related: foreign ? [relate(foreign.resource)] : [] };
  }
  if (own[0] !== undefined) {
    const message = `${what}, while the cluster is called \`${own[0].name}\`: unless the tag is free to have another value here, it finds nothing, or the wrong network.`;
    return { at, message, help: 'Write the name of the cluster, or list the value in `shared`.', related: [relate(own[0].resource)] };
  }
  return compareWithClass(nodeClass, { at, text }, tags) ?? compareWithOthers(nodeClass, { at, text }, workspace);
}

/** Values that name a part of a network rather than a cluster. */
const networkNames = /^(?:private|public|internal|intra|shared|network|nodes?|pods?|default|true|enabled|yes|1)$/i;

/** True for values that tell parts of one network apart: `private` and `public`, or `apples-private` and `apples-public`. */
function isOfOneNetwork(a: string, b: string): boolean {
  const [restA, restB] = [a, b].map((text) =>
    text
      .split(/[-_.]/)
      .filter((part) => !networkNames.test(part))
      .join('-'),
  );
  return [a, b].some((text) => networkNames.test(text)) || restA === restB;
}

/** True where what tells a value from another one is in the name of its class as well: each class is for its own cluster. */
function isNamedAfter({ name }: Resource, own: string, other: string): boolean {
  const words = (text: string): string[] => text.split(/[-_.]/);
  return words(own).some((word) => !words(other).includes(word) && words(name).includes(word));
}

/** The first value of a class is taken for the one that is meant. */
function compareWithClass(nodeClass: Resource, { at, text }: Tag, tags: readonly Tag[]): OwnProblem | undefined {
  const [first] = tags;
  if (first === undefined || first.text === text || isOfOneNetwork(first.text, text)) return undefined;
  return {
    at,
    message: `EC2NodeClass \`${nodeClass.name}\` discovers \`${text}\` here and \`${first.text}\` elsewhere in the same class, so subnets and security groups may come from different networks.`,
    help: 'Use one value, or list this one in `shared`.',
    related: [{ message: `The other value, \`${first.text}\`, is here.`, resource: nodeClass, at: first.at }],
  };
}

function compareWithOthers(nodeClass: Resource, { at, text }: Tag, workspace: Workspace): OwnProblem | undefined {
  if (!at.path.includes('subnetSelectorTerms')) return undefined;
  // The first class of a scope sets the example.
  for (const other of workspace.inScope(nodeClass, nodeClass.group, nodeClass.kind)) {
    if (other === nodeClass) return undefined;
    const tag = subnetTag(other);
    if (tag === undefined || tag.text === text || other.name === nodeClass.name) continue;
    if (isOfOneNetwork(tag.text, text) || (isNamedAfter(nodeClass, text, tag.text) && isNamedAfter(other, tag.text, text))) continue;
    return {
      at,
      message: `EC2NodeClass \`${nodeClass.name}\` discovers \`${text}\`, but \`${other.name}\` beside it discovers \`${tag.text}\`; one of the two was probably copied from another cluster.`,
      help: 'Use one value for a cluster, or list this one in `shared`.',
      related: [{ message: `EC2NodeClass \`${other.name}\` is here.`, resource: other, at: tag.at }],
    };
  }
  return undefined;
}

const subnetTag = perResource((nodeClass) => discoveryTags(nodeClass, 'subnetSelectorTerms')[0]);

function relate(resource: Resource) {
  return { message: 'The name of the cluster is written here.', resource, at: resource.anchor('metadata', 'name') };
}
