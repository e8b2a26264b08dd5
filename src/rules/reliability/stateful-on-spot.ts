import { defineRule } from '../../core/rule.ts';
import { allowedValues, capacityTypeLabel } from '../../karpenter/nodepool.ts';
import { canHost, poolsBeside } from '../../karpenter/placement.ts';
import { toWorkload } from '../../kubernetes/workload.ts';

export default defineRule({
  id: 'stateful-on-spot',
  group: 'reliability',
  severity: { default: 'improvement', prod: 'improvement', staging: 'note', dev: 'off' },
  preset: 'recommended',
  kinds: ['StatefulSet'],
  summary: 'A StatefulSet with volumes can only run on spot nodes.',
  references: ['https://karpenter.sh/docs/concepts/disruption/#interruption', 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-best-practices.html'],
  *check(statefulSet, { workspace }) {
    const workload = toWorkload(statefulSet);
    if (workload === undefined) return;
    const hasVolumes = (statefulSet.at('spec', 'volumeClaimTemplates')?.items() ?? []).length > 0 || workload.template.claimNames.length > 0;
    const pools = poolsBeside(workspace, statefulSet).filter((pool) => canHost(pool, workload.template) !== false);
    if (!hasVolumes || pools.length === 0) return;
    const isSpotOnly = pools.every((pool) => {
      const types = allowedValues(pool, capacityTypeLabel);
      if (canHost(pool, workload.template) !== true || types === undefined || types.isComplement) return false;
      const others = [...types.values].filter((type) => type !== 'spot');
      return (
        types.values.has('spot') &&
        others.every((type) => canHost(pool, workload.template, [{ key: capacityTypeLabel, operator: 'In', values: [type] }]) === false)
      );
    });
    const [pool] = pools;
    if (!isSpotOnly || pool === undefined) return;
    yield {
      at: statefulSet.at('metadata', 'name') ?? statefulSet.anchor('metadata', 'name'),
      message: `StatefulSet \`${statefulSet.name}\` keeps data on volumes and can only run on spot nodes (NodePool \`${pool.name}\`): EC2 takes them back within two minutes, while detaching and attaching a volume alone takes one or more.`,
      help: 'Offer an on-demand NodePool and select it with `karpenter.sh/capacity-type: on-demand`.',
      related: [{ message: 'This NodePool has nothing but spot.', resource: pool, at: pool.at('metadata', 'name') ?? pool.anchor('metadata', 'name') }],
    };
  },
});
