import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { budgetsFor } from '../../kubernetes/companions.ts';
import { toWorkload } from '../../kubernetes/workload.ts';

export default defineRule({
  id: 'pdb-multiple-match',
  group: 'reliability',
  severity: { default: 'critical', prod: 'critical', staging: 'improvement', dev: 'note' },
  preset: 'recommended',
  kinds: ['Deployment', 'StatefulSet', 'ReplicaSet', 'Rollout', 'DaemonSet'],
  summary: 'Several PodDisruptionBudgets select the pods of one workload.',
  references: [
    'https://kubernetes.io/docs/concepts/scheduling-eviction/api-eviction/',
    'https://github.com/kubernetes-sigs/karpenter/blob/v1.14.1/pkg/utils/pdb/pdb.go',
  ],
  *check(resource, { workspace }) {
    const workload = toWorkload(resource);
    if (workload === undefined) return;
    const budgets = workspace
      .scopesOf(resource)
      .map((scope) => budgetsFor(workload, scope).map((budget) => budget.resource))
      .map(withoutNamesakes)
      .find((found) => found.length > 1);
    if (budgets === undefined) return;
    const names = budgets.map(({ name }) => `\`${name}\``);
    yield {
      at: workload.template.at.at('metadata', 'labels')?.keyPlace ?? resource.anchor('metadata', 'name'),
      message: `Pods of ${resource.kind} \`${resource.name}\` are selected by ${names.length} PodDisruptionBudgets (${names.join(', ')}): Kubernetes then refuses every eviction, and Karpenter leaves their nodes alone.`,
      help: 'Keep one budget for each pod: remove the others, or narrow their selectors.',
      related: budgets.map((budget) => ({
        message: 'This budget selects them.',
        resource: budget,
        at: budget.at('spec', 'selector')?.keyPlace ?? budget.anchor('spec'),
      })),
    };
  },
});

/** Two files may write the same object. */
function withoutNamesakes(budgets: readonly Resource[]): readonly Resource[] {
  return budgets.filter((budget, index) => budgets.findIndex(({ name }) => name === budget.name) === index);
}
