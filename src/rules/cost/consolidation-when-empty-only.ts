import { removeEntry, replaceScalar } from '../../core/fix.ts';
import type { Edit } from '../../core/fix.ts';
import type { Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { Context } from '../../core/rule.ts';
import { poolInstances } from '../../karpenter/instances/pool-instances.ts';
import { nodesWithinLimits } from '../../karpenter/instances/pool-limits.ts';
import { allowedValues, capacityTypeLabel, isAcceleratorPool, isSpotOnly, isStaticPool } from '../../karpenter/nodepool.ts';
import { isSimulated } from '../../karpenter/other-cloud.ts';

export default defineRule({
  id: 'consolidation-when-empty-only',
  group: 'cost',
  severity: { default: 'note', prod: 'improvement', staging: 'improvement', dev: 'improvement' },
  preset: 'essential',
  kinds: ['NodePool'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'A NodePool removes empty nodes only, and never packs pods onto fewer ones.',
  references: ['https://karpenter.sh/docs/concepts/disruption/#consolidation'],
  fix: 'unsafe',
  yieldsTo: ['consolidation-disabled'],
  *check(pool, context) {
    const policy = pool.at('spec', 'disruption', 'consolidationPolicy');
    if (policy?.text !== 'WhenEmpty' || isStaticPool(pool) || isSimulated(pool)) return;
    // Never is another rule's: then not even empty nodes go.
    if (pool.at('spec', 'disruption', 'consolidateAfter')?.text === 'Never') return;
    if (isOneNode(pool, context)) return;
    const statefulSets = context.workspace.inScope(pool, 'apps', 'StatefulSet');
    const isMeant = isAcceleratorPool(pool) || isSpotOnly(pool) || isForItsOwn(pool) || statefulSets.some((owner) => asksFor(owner, pool.name));
    const successor = pool.version === 'v1beta1' ? 'WhenUnderutilized' : 'WhenEmptyOrUnderutilized';
    const edits = editsFor(pool, policy, successor);
    yield {
      at: policy,
      message: `\`consolidationPolicy: WhenEmpty\` lets consolidation remove a node of NodePool \`${pool.name}\` only when no pod but those of DaemonSets is left on it, so half-empty nodes stay, and you pay for them.`,
      help: `Use \`${successor}\` ${pool.version === 'v1beta1' ? 'without `consolidateAfter`, which the API refuses beside it, and slow it down with `budgets`' : 'and slow it down with `consolidateAfter` and `budgets`'}, if your pods may be moved.`,
      ...(isMeant ? { severity: 'note' } : {}),
      ...(edits === undefined ? {} : { fix: { title: `Set \`consolidationPolicy: ${successor}\` (pods are moved)`, safety: 'unsafe', edits } }),
    };
  },
});

/** In v1beta1 `consolidateAfter` goes with `WhenEmpty` alone. */
function editsFor(pool: Resource, policy: Value, successor: string): Edit[] | undefined {
  const policyEdit = replaceScalar(pool, policy, successor);
  const after = pool.version === 'v1beta1' ? pool.at('spec', 'disruption', 'consolidateAfter') : undefined;
  if (after === undefined) return [policyEdit];
  const afterEdit = removeEntry(pool, after);
  return afterEdit && [policyEdit, afterEdit];
}

/** One node of one type and one capacity type: there is no second one to pack its pods onto, and no cheaper one to replace it. */
function isOneNode(pool: Resource, context: Context): boolean {
  const capacityTypes = allowedValues(pool, capacityTypeLabel);
  if (capacityTypes === undefined || capacityTypes.isComplement || capacityTypes.values.size !== 1) return false;
  const instances = poolInstances(pool, context);
  const [type, ...others] = instances?.types ?? [];
  return type !== undefined && others.length === 0 && instances?.isKnown === true && !instances.mayBeNewer && nodesWithinLimits(pool)(type) <= 1;
}

/** Pools for jobs that must not be moved, or for workloads of one kind. */
function isForItsOwn(pool: Resource): boolean {
  const isTainted = (pool.at('spec', 'template', 'spec', 'taints')?.items() ?? []).length > 0;
  return isTainted || /(?:^|[-_.])(?:critical|stateful|batch|jobs?|ci|builds?|builders?|runners?|spark|airflow)(?:$|[-_.])/i.test(pool.name);
}

function asksFor(owner: Resource, pool: string): boolean {
  return owner.at('spec', 'template', 'spec', 'nodeSelector', 'karpenter.sh/nodepool')?.text === pool;
}
