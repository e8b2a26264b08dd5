import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { Severities } from '../../core/rule.ts';
import type { Workspace } from '../../core/workspace.ts';
import { doNotDisrupt } from '../../karpenter/annotations.ts';
import { formatSeconds } from '../../karpenter/duration.ts';
import { isGenerated } from '../../karpenter/passed-over-files.ts';
import { canHost, poolsFor } from '../../karpenter/placement.ts';
import { knownSeconds } from '../../karpenter/written.ts';
import { budgetsFor } from '../../kubernetes/companions.ts';
import { gracePeriodOf, toWorkload } from '../../kubernetes/workload.ts';
import type { Workload } from '../../kubernetes/workload.ts';

const guarded: Severities = { default: 'improvement', prod: 'critical', staging: 'improvement', dev: 'note' };

export default defineRule({
  id: 'pod-grace-exceeds-node-grace',
  group: 'reliability',
  severity: { default: 'improvement', prod: 'improvement', staging: 'improvement', dev: 'note' },
  preset: 'recommended',
  kinds: ['Deployment', 'StatefulSet', 'ReplicaSet', 'Job', 'CronJob', 'Rollout', 'Pod'],
  summary: 'Pods take longer to stop than their nodes give them.',
  references: [
    'https://karpenter.sh/docs/concepts/disruption/#terminationgraceperiod',
    'https://github.com/kubernetes-sigs/karpenter/blob/v1.14.1/pkg/controllers/node/termination/terminator/terminator.go',
  ],
  *check(resource, { workspace }) {
    const workload = toWorkload(resource);
    const seconds = workload && gracePeriodOf(workload.template);
    if (workload === undefined || seconds === undefined || isGenerated(resource.source)) return;
    const short = poolsFor(workspace, workload).filter((pool) => canHost(pool, workload.template) === true && graceOf(pool) < seconds);
    const [pool, ...others] = short;
    if (pool === undefined) return;
    const isGuarded = workload.template.annotation(doNotDisrupt)?.text === 'true' || hasBudget(workspace, workload);
    yield {
      at: workload.template.spec?.at('terminationGracePeriodSeconds') ?? resource.anchor(...workload.template.at.path, 'spec'),
      message: `Pods of ${resource.kind} \`${resource.name}\` get ${seconds} seconds to stop, but nodes of NodePool \`${pool.name}\` only ${formatSeconds(graceOf(pool))}: they are deleted as soon as their node begins to drain, whatever PodDisruptionBudgets and \`${doNotDisrupt}\` say.`,
      help: 'Raise `terminationGracePeriod` of the NodePool well above the longest that its pods need, or shorten that of the pods.',
      related: [pool, ...others].slice(0, 3).map((each) => ({
        message: `NodePool \`${each.name}\` gives its nodes this long.`,
        resource: each,
        at: each.at('spec', 'template', 'spec', 'terminationGracePeriod') ?? each.anchor('spec'),
      })),
      ...(isGuarded ? { severity: guarded } : {}),
    };
  },
});

/** In seconds; Infinity where the pool sets no end, or none that can be read. */
function graceOf(pool: Resource): number {
  return knownSeconds(pool.at('spec', 'template', 'spec', 'terminationGracePeriod')) ?? Infinity;
}

function hasBudget(workspace: Workspace, workload: Workload): boolean {
  return workspace.scopesOf(workload.resource).some((scope) => budgetsFor(workload, scope).length > 0);
}
