import type { Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { isGenerated } from '../../karpenter/passed-over-files.ts';
import { canUseSpot, poolsFor } from '../../karpenter/placement.ts';
import type { PodTemplate } from '../../kubernetes/pod-template.ts';
import { gracePeriodOf, toWorkload } from '../../kubernetes/workload.ts';

/** From the notice of EC2 to the end of a spot instance, in seconds. */
const spotNotice = 120;
/** A container needs some seconds more to stop after its hook. */
const longestHook = 110;

export default defineRule({
  id: 'pod-grace-exceeds-spot-notice',
  group: 'reliability',
  severity: { default: 'improvement', prod: 'improvement', staging: 'note', dev: 'off' },
  preset: 'recommended',
  kinds: ['Deployment', 'StatefulSet', 'ReplicaSet', 'Job', 'CronJob', 'Rollout', 'Pod'],
  summary: 'Pods that may run on spot take longer to stop than spot gives them.',
  references: [
    'https://karpenter.sh/docs/concepts/disruption/#interruption',
    'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html',
  ],
  *check(resource, { workspace }) {
    const workload = toWorkload(resource);
    const long = workload && longestStop(workload.template);
    if (workload === undefined || long === undefined || isGenerated(resource.source)) return;
    const pool = poolsFor(workspace, workload).find((candidate) => canUseSpot(candidate, workload.template));
    if (pool === undefined) return;
    yield {
      at: long.at,
      message: `Pods of ${resource.kind} \`${resource.name}\` ${long.what}, but may run on spot nodes of NodePool \`${pool.name}\`, which EC2 takes back ${spotNotice} seconds after its notice: they are cut off in the middle.`,
      help: 'Let them stop within two minutes, or keep them off spot with `karpenter.sh/capacity-type: on-demand` in the node selector.',
      related: [{ message: 'This NodePool may use spot.', resource: pool, at: pool.at('metadata', 'name') ?? pool.anchor('metadata', 'name') }],
    };
  },
});

interface LongStop {
  readonly at: Value;
  /** Completes "Pods …". */
  readonly what: string;
}

function longestStop(template: PodTemplate): LongStop | undefined {
  const written = template.spec?.at('terminationGracePeriodSeconds');
  const seconds = gracePeriodOf(template) ?? 0;
  if (written !== undefined && seconds > spotNotice) return { at: written, what: `may take ${seconds} seconds to stop` };
  for (const { at } of template.containers) {
    const hook = at.at('lifecycle', 'preStop');
    const sleep = hook?.at('sleep', 'seconds') ?? hook?.at('exec', 'command');
    const length = sleep === undefined ? 0 : sleepSeconds(sleep);
    if (sleep !== undefined && length > longestHook) return { at: sleep, what: `sleep ${length} seconds before they stop` };
  }
  return undefined;
}

/** The seconds of a `sleep` hook, or of a command that sleeps; 0 for anything else. */
function sleepSeconds({ value }: Value): number {
  if (typeof value === 'number') return value;
  const command = Array.isArray(value) ? value.join(' ') : '';
  return Number(/\bsleep\s+([0-9]+)s?\b/.exec(command)?.[1] ?? 0);
}
