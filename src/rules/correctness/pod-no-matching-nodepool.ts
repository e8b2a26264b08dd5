import type { Place, Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { Workspace } from '../../core/workspace.ts';
import { labelUsesOf } from '../../karpenter/label-uses.ts';
import type { LabelUse } from '../../karpenter/label-uses.ts';
import { domainOf } from '../../karpenter/labels.ts';
import { isStaticPool } from '../../karpenter/nodepool.ts';
import { canHost, poolsBeside, refusalOf, wordsOfPools } from '../../karpenter/placement.ts';
import type { PoolWords, Refusal } from '../../karpenter/placement.ts';
import { hasConflicts } from '../../karpenter/pool-conflicts.ts';
import { podOwnerKinds } from '../../kubernetes/kinds.ts';
import type { PodTemplate } from '../../kubernetes/pod-template.ts';
import { toWorkload } from '../../kubernetes/workload.ts';

export default defineRule({
  id: 'pod-no-matching-nodepool',
  group: 'correctness',
  severity: { default: 'critical', prod: 'critical', staging: 'improvement', dev: 'improvement' },
  preset: 'essential',
  kinds: podOwnerKinds,
  summary: 'No NodePool can launch a node for the pods of a workload.',
  references: ['https://karpenter.sh/docs/concepts/scheduling/', 'https://karpenter.sh/docs/concepts/scheduling/#user-defined-labels'],
  options: {
    allCapacityIsKarpenter: {
      type: 'boolean',
      description: 'Your clusters have no nodes but those of Karpenter, so every workload needs a pool.',
      default: false,
    },
  },
  yieldsTo: ['capacity-type-unknown-value', 'legacy-karpenter-selector', 'label-domain-confusable', 'requirement-value-unknown', 'zone-region-mismatch'],
  *check(resource, { workspace, options }) {
    const template = toWorkload(resource)?.template;
    if (template === undefined || workspace.mayHold(resource, 'NodePool')) return;
    const pools = poolsBeside(workspace, resource);
    const uses = labelUsesOf(resource).filter(({ place }) => place === 'nodeSelector' || place === 'affinity');
    const isMeant = options['allCapacityIsKarpenter'] === true && resource.kind !== 'DaemonSet';
    if (pools.length === 0 || isElsewhere(uses) || !(isMeant || pointsAtPools(resource, template, { uses, words: wordsOfPools(workspace, resource) }))) return;
    const takers = pools.filter((pool) => !isStaticPool(pool));
    // A pool that can launch nothing has a finding of its own.
    const mayTake = (pool: Resource): boolean => !isStaticPool(pool) && canHost(pool, template) !== false;
    if (takers.some(hasConflicts) || [...takers, ...workspace.ofKind('karpenter.sh', 'NodePool')].some(mayTake)) return;
    const [nearest] = takers.map((pool) => ({ pool, refusal: refusalOf(pool, template) })).sort((a, b) => distance(a.refusal) - distance(b.refusal));
    if (nearest === undefined) return;
    const others = takers.length - 1;
    yield {
      at: placeOf(resource, template, uses, nearest.refusal),
      message: `No NodePool can launch a node for ${resource.kind} \`${resource.name}\`: \`${nearest.pool.name}\`${others > 0 ? `, which comes nearest of ${takers.length},` : ''} ${describeRefusal(nearest.refusal)}, so the pods stay pending.`,
      help: 'Change what the pods ask for, or let a pool offer it; a label of your own must be set by a pool before pods can ask for it.',
      related: [{ message: `NodePool \`${nearest.pool.name}\` is here.`, resource: nearest.pool, at: nearest.pool.anchor('metadata', 'name') }],
      ...(hasOtherNodes(workspace, resource) ? { severity: 'note' } : {}),
    };
  },
});

/** Nodes of a node group or of Fargate, or any but Karpenter's. */
function isElsewhere(uses: readonly LabelUse[]): boolean {
  return uses.some(({ key, operator }) => {
    if (key.startsWith('eks.amazonaws.com/') || key.startsWith('alpha.eksctl.io/')) return true;
    return (key === 'karpenter.sh/nodepool' || key === 'karpenter.sh/registered') && operator === 'DoesNotExist';
  });
}

interface Beside {
  readonly uses: readonly LabelUse[];
  readonly words: PoolWords;
}

/** True where the pods speak of something that only pools have, or that Karpenter chooses instances by. */
function pointsAtPools(resource: Resource, template: PodTemplate, { uses, words: { labels, taints } }: Beside): boolean {
  // Every node has these, whoever runs it, so alone they say nothing for a DaemonSet.
  const isGeneral = (key: string): boolean => resource.kind === 'DaemonSet' && domainOf(key).endsWith('kubernetes.io');
  const isKarpenters = (key: string): boolean => /^karpenter(?:\.k8s)?\.(?:sh|aws)\//.test(key) || general.has(key) || labels.has(key);
  if (uses.some(({ key }) => isKarpenters(key) && !isGeneral(key))) return true;
  return template.tolerations.some(({ key }) => key !== undefined && taints.has(key)) && resource.kind !== 'DaemonSet';
}

const general = new Set(['kubernetes.io/arch', 'node.kubernetes.io/instance-type', 'topology.kubernetes.io/zone', 'topology.k8s.aws/zone-id']);

function distance({ taints, labels }: Refusal): number {
  return taints.length + labels.length;
}

function describeRefusal({ taints, labels }: Refusal): string {
  const parts = [
    ...(labels.length === 0 ? [] : [`does not offer what they want of ${labels.map((key) => `\`${key}\``).join(' and ')}`]),
    ...(taints.length === 0 ? [] : [`has the taint ${taints.map(({ key, effect }) => `\`${key}:${effect}\``).join(' and ')}, which they do not tolerate`]),
  ];
  return parts.length === 0 ? 'meets none of their alternatives' : parts.join(' and ');
}

/** Shows the condition that fails, and speaks of all that the pods ask of nodes. */
function placeOf(resource: Resource, template: PodTemplate, uses: readonly LabelUse[], { labels }: Refusal): Place {
  const path = template.spec?.path ?? template.at.path;
  const failing = uses.find(({ key }) => labels.includes(key)) ?? uses[0];
  return { range: (failing?.keyAt ?? resource.anchor(...path)).range, path };
}

/** Node groups that somebody else runs in the same cluster may take the pods. */
function hasOtherNodes(workspace: Workspace, resource: Resource): boolean {
  return workspace
    .around(resource, 'eksctl.io', 'ClusterConfig')
    .some((config) => ['managedNodeGroups', 'nodeGroups'].some((field) => (config.at(field)?.items() ?? []).length > 0));
}
