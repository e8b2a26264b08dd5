import { replaceScalar } from '../../core/fix.ts';
import { defineRule } from '../../core/rule.ts';
import { karpenterReleases } from '../../karpenter/chart.ts';
import { valuesKinds } from '../../kubernetes/delivery-kinds.ts';

export default defineRule({
  id: 'controller-single-replica',
  group: 'reliability',
  severity: { default: 'improvement', prod: 'improvement', staging: 'note', dev: 'off' },
  preset: 'recommended',
  kinds: valuesKinds,
  summary: 'Karpenter runs with one replica, or with none.',
  references: ['https://github.com/aws/karpenter-provider-aws/blob/main/charts/karpenter/values.yaml'],
  fix: 'unsafe',
  *check(resource, { workspace }) {
    for (const { values } of karpenterReleases(resource, workspace)) {
      const replicas = values.at('replicas');
      const count = Number(replicas?.value.value ?? NaN);
      if (replicas === undefined || (count !== 0 && count !== 1)) continue;
      yield {
        at: replicas.place,
        message: `\`replicas: ${count}\` of ${resource.kind} \`${resource.name}\` ${count === 0 ? 'stops Karpenter: no node is launched, removed or drained' : 'leaves nobody to launch or drain nodes while the one pod restarts or moves'}.`,
        help: 'Leave it to the chart, which runs two that elect a leader; they need two nodes outside of Karpenter.',
        ...(replicas.isEditable ? { fix: { title: 'Set `replicas: 2`', safety: 'unsafe', edits: [replaceScalar(resource, replicas.value, '2')] } } : {}),
      };
    }
  },
});
