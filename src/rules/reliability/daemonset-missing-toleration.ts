import { addEntry } from '../../core/fix.ts';
import type { Fix } from '../../core/fix.ts';
import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { isAcceleratorPool } from '../../karpenter/nodepool.ts';
import { canHost, hasLabelsFor, lastingTaints, poolsBeside, tolerates } from '../../karpenter/placement.ts';
import type { Taint } from '../../karpenter/placement.ts';
import { nodeAgentOf } from '../../kubernetes/node-agents.ts';
import { toWorkload } from '../../kubernetes/workload.ts';
import type { Workload } from '../../kubernetes/workload.ts';

export default defineRule({
  id: 'daemonset-missing-toleration',
  group: 'reliability',
  severity: { default: 'note', prod: 'improvement', staging: 'note', dev: 'off' },
  preset: 'essential',
  kinds: ['DaemonSet'],
  summary: 'An agent that every node needs does not tolerate the taints of a NodePool.',
  references: [
    'https://karpenter.sh/docs/concepts/scheduling/#taints-and-tolerations',
    'https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#taints-and-tolerations',
  ],
  fix: 'unsafe',
  *check(daemonSet, { workspace }) {
    const workload = toWorkload(daemonSet);
    if (workload === undefined) return;
    const pools = poolsBeside(workspace, daemonSet);
    const agent = nodeAgentOf(daemonSet.name);
    if (agent === undefined && !pools.some((pool) => canHost(pool, workload.template) === true)) return;
    for (const pool of pools) {
      const taint = lastingTaints(pool).find((candidate) => tolerates(workload.template, candidate) === false);
      if (taint === undefined || isMeantForOthers(workload, pool, agent)) continue;
      const fix = makeFix(daemonSet, workload, taint);
      yield {
        at: workload.template.spec?.at('tolerations')?.keyPlace ?? daemonSet.anchor(...workload.template.at.path, 'spec'),
        message: `DaemonSet \`${daemonSet.name}\` does not tolerate \`${describeTaint(taint)}\` of NodePool \`${pool.name}\`, so ${agent === undefined ? 'it is missing on' : `there is no ${agent} on`} the nodes of that pool.`,
        help: 'Tolerate the taint; agents that belong on every node tolerate everything (`operator: Exists`).',
        related: [{ message: 'The taint is here.', resource: pool, at: pool.at('spec', 'template', 'spec', 'taints')?.keyPlace ?? pool.anchor('spec') }],
        ...(fix === undefined ? {} : { fix }),
      };
      return;
    }
  },
});

/** A set for some nodes only, and sets of other teams where a pool is kept for one workload. */
function isMeantForOthers({ template }: Workload, pool: Resource, agent: string | undefined): boolean {
  const isNarrowed = template.nodeSelector.size > (template.nodeSelector.has('kubernetes.io/os') ? 1 : 0) || template.requiredNodeTerms.length > 0;
  if (isNarrowed && hasLabelsFor(pool, template) !== true) return true;
  // What is no known agent may leave accelerators to those who pay for them.
  return agent === undefined && (isNarrowed || isAcceleratorPool(pool));
}

function describeTaint({ key, value, effect }: Taint): string {
  return `${key}${value === '' ? '' : `=${value}`}:${effect}`;
}

function makeFix(daemonSet: Resource, { template }: Workload, { key, value, effect }: Taint): Fix | undefined {
  const { spec } = template;
  if (spec === undefined || spec.at('tolerations') !== undefined) return undefined;
  const condition = value === '' ? 'operator: Exists' : `value: ${JSON.stringify(value)}`;
  const edit = addEntry(daemonSet, spec, 'tolerations', `\n  - { key: ${key}, ${condition}, effect: ${effect} }`);
  return edit && { title: `Tolerate \`${key}\` (restarts the pods)`, safety: 'unsafe', edits: [edit] };
}
