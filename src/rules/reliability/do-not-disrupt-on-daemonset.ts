import { removeEntry } from '../../core/fix.ts';
import type { Fix } from '../../core/fix.ts';
import type { Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { doNotDisrupt } from '../../karpenter/annotations.ts';
import { canHost, poolsBeside } from '../../karpenter/placement.ts';
import { knownSeconds } from '../../karpenter/written.ts';
import { toWorkload } from '../../kubernetes/workload.ts';

export default defineRule({
  id: 'do-not-disrupt-on-daemonset',
  group: 'reliability',
  severity: { default: 'improvement', prod: 'improvement', staging: 'improvement', dev: 'note' },
  preset: 'recommended',
  kinds: ['DaemonSet'],
  summary: 'The pods of a DaemonSet forbid the disruption of every node that they run on.',
  references: [
    'https://karpenter.sh/docs/concepts/disruption/#pod-level-controls',
    'https://github.com/kubernetes-sigs/karpenter/blob/v1.14.1/pkg/controllers/state/statenode.go',
  ],
  fix: 'unsafe',
  *check(daemonSet, { workspace }) {
    const workload = toWorkload(daemonSet);
    const at = workload?.template.annotation(doNotDisrupt);
    if (workload === undefined || at === undefined) return;
    const seconds = knownSeconds(at);
    const isForever = at.text === 'true';
    if (!isForever && (seconds === undefined || seconds === Infinity)) return;
    const pools = poolsBeside(workspace, daemonSet);
    const isEverywhere = pools.length > 0 && pools.every((pool) => canHost(pool, workload.template) === true);
    const fix = makeFix(daemonSet, at);
    yield {
      at,
      message: isForever
        ? `\`${doNotDisrupt}: "true"\` on DaemonSet \`${daemonSet.name}\` keeps ${isEverywhere ? 'every node of every NodePool' : 'every node that it runs on'} from consolidation, and from drift as well unless the NodePool sets \`terminationGracePeriod\`.`
        : `\`${doNotDisrupt}: "${at.text}"\` on DaemonSet \`${daemonSet.name}\` keeps each node from consolidation for that time after its pod starts.`,
      help: 'Remove the annotation: Karpenter does not evict DaemonSet pods for room, and they come back with the next node.',
      ...(isForever
        ? isEverywhere
          ? { severity: { default: 'critical', prod: 'critical', staging: 'improvement', dev: 'improvement' } }
          : {}
        : { severity: { default: 'note', prod: 'note', staging: 'note', dev: 'off' } }),
      ...(fix === undefined ? {} : { fix }),
    };
  },
});

function makeFix(daemonSet: Resource, at: Value): Fix | undefined {
  const annotations = daemonSet.at(...at.path.slice(0, -1));
  const edit = removeEntry(daemonSet, annotations?.entries().length === 1 ? annotations : at);
  return edit && { title: 'Remove the annotation (restarts the pods of the set)', safety: 'unsafe', edits: [edit] };
}
