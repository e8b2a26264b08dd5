import { defineRule } from '../../core/rule.ts';
import type { Toleration } from '../../kubernetes/pod-template.ts';
import { toWorkload } from '../../kubernetes/workload.ts';

/** https://karpenter.sh/docs/concepts/disruption/#termination-controller */
const disruptedTaint = 'karpenter.sh/disrupted';

export default defineRule({
  id: 'toleration-skips-drain',
  group: 'reliability',
  severity: { default: 'improvement', prod: 'improvement', staging: 'improvement', dev: 'note' },
  preset: 'recommended',
  kinds: ['Deployment', 'StatefulSet', 'ReplicaSet', 'Job', 'CronJob', 'Rollout', 'Pod'],
  since: '1.0',
  summary: 'Pods tolerate the taint of nodes that are being drained, so they are not drained.',
  references: ['https://karpenter.sh/docs/concepts/disruption/', 'https://github.com/kubernetes-sigs/karpenter/blob/v1.14.1/pkg/utils/pod/scheduling.go'],
  *check(resource) {
    const toleration = toWorkload(resource)?.template.tolerations.find(isDisruptedTolerated);
    if (toleration === undefined) return;
    yield {
      at: toleration.at,
      message: `${resource.kind} \`${resource.name}\` tolerates ${toleration.key === undefined ? 'every taint' : `\`${disruptedTaint}\``}, also on nodes that go away: Karpenter neither evicts such pods nor waits for them, so they die with the instance without a PodDisruptionBudget or time to stop.`,
      help: 'Tolerate the keys that are meant, one by one. Only pods of DaemonSets belong on a node that is being drained.',
    };
  },
});

function isDisruptedTolerated({ key, operator, effect }: Toleration): boolean {
  if (effect !== undefined && effect !== 'NoSchedule') return false;
  // With an empty key, Exists matches every taint.
  return key === undefined || key === '' ? operator === 'Exists' : key === disruptedTaint && (operator === 'Exists' || operator === 'Equal');
}
