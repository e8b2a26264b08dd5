import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { Context } from '../../core/rule.ts';
import { poolInstances } from '../../karpenter/instances/pool-instances.ts';
import { isAcceleratorPool, isStaticPool, memoryRatios } from '../../karpenter/nodepool.ts';
import { otherCloudOf } from '../../karpenter/other-cloud.ts';
import { compareVersions } from '../../karpenter/versions.ts';
import { has, lacks } from '../../karpenter/written.ts';

/** The first minor whose `limits.nodes` also bounds a pool that takes pending pods. */
const nodesCount = '1.11';

export default defineRule({
  id: 'limits-partial',
  group: 'correctness',
  severity: { default: 'note', prod: 'improvement', staging: 'note', dev: 'off' },
  preset: 'essential',
  kinds: ['NodePool'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'A NodePool limits CPU or memory, but not both.',
  references: ['https://karpenter.sh/docs/concepts/nodepools/#speclimits'],
  *check(pool, context) {
    const limits = pool.at('spec', 'limits');
    const [present, missing] = has(limits, 'cpu') ? ['cpu', 'memory'] : ['memory', 'cpu'];
    if (limits === undefined || !has(limits, present) || !lacks(limits, missing)) return;
    // What the types of other clouds are like is not known here.
    if (isStaticPool(pool) || isAcceleratorPool(pool) || otherCloudOf(pool) !== undefined) return;
    if (compareVersions(context.karpenter, nodesCount) >= 0 && limits.at('nodes') !== undefined) return;
    // With one ratio of memory to CPU either bound implies the other.
    const ratios = memoryRatios(pool);
    if (ratios?.size === 1 || (ratios === undefined && hasOneShape(pool, context))) return;
    const spread =
      ratios === undefined
        ? 'what it can launch differs in'
        : `its families have ${Math.min(...ratios)} to ${Math.max(...ratios)} GiB for each CPU, so they differ in`;
    yield {
      at: pool.anchor('spec', 'limits', missing),
      message: `NodePool \`${pool.name}\` limits \`${present}\` but not \`${missing}\`; ${spread} how much of the one comes with the other, and the bill is bounded only roughly.`,
      help: `Limit \`${missing}\` as well.`,
    };
  },
});

/** True where every type that the pool may launch has the same memory for each CPU, such as where only one is left. */
function hasOneShape(pool: Resource, context: Context): boolean {
  const instances = poolInstances(pool, context);
  if (instances === undefined || !instances.isKnown || instances.mayBeNewer) return false;
  return new Set(instances.types.map(({ facts }) => facts.memoryMib / facts.vcpus)).size === 1;
}
