import { defineRule } from '../../core/rule.ts';
import { daemonOverhead } from '../../karpenter/daemon-overhead.ts';
import { formatCpu, formatMemory, roomsOf } from '../../karpenter/instances/fit.ts';
import { poolInstances } from '../../karpenter/instances/pool-instances.ts';
import { noRequests } from '../../kubernetes/pod-requests.ts';

export default defineRule({
  id: 'daemonset-overhead-high',
  group: 'cost',
  severity: { default: 'note', prod: 'note', staging: 'note', dev: 'off' },
  preset: 'all',
  kinds: ['NodePool'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'DaemonSets take a large part of the smallest instances that a NodePool allows.',
  references: ['https://karpenter.sh/docs/faq/', 'https://github.com/aws/karpenter-provider-aws/issues/5908'],
  options: {
    threshold: { type: 'integer', description: 'The part of an instance, in percent, that DaemonSets may take.', default: 25, minimum: 1 },
  },
  *check(pool, context) {
    const daemons = daemonOverhead(pool, context);
    if (daemons.cpu === 0 && daemons.memory === 0) return;
    const instances = poolInstances(pool, context);
    if (instances === undefined || !instances.isKnown || instances.mayBeNewer) return;
    const [smallest] = roomsOf(instances, noRequests).sort((a, b) => a.cpu - b.cpu || a.memory - b.memory);
    if (smallest === undefined) return;
    const percent = Math.round(100 * Math.max(daemons.cpu / smallest.cpu, daemons.memory / smallest.memory));
    if (percent <= Number(context.options['threshold'])) return;
    yield {
      at: pool.anchor('spec', 'template', 'spec', 'requirements'),
      message: `DaemonSets ask for ${formatCpu(daemons.cpu)} CPUs and ${formatMemory(daemons.memory)} of each node of NodePool \`${pool.name}\`, which is ${percent > 100 ? 'more than' : `${percent}% of what`} its smallest instance, \`${smallest.type.name}\`, ${percent > 100 ? 'has' : 'leaves for pods'}: small nodes are mostly overhead that you pay for.`,
      help: 'Leave out the smallest sizes, for example by `karpenter.k8s.aws/instance-cpu Gt 3`, or make the DaemonSets smaller.',
    };
  },
});
