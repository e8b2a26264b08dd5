import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { budgetsFor } from '../../kubernetes/companions.ts';
import { coversNothing, reachIn } from '../../kubernetes/disruption-budgets.ts';
import type { BudgetReach } from '../../kubernetes/disruption-budgets.ts';

export default defineRule({
  id: 'pdb-selects-nothing',
  group: 'reliability',
  severity: { default: 'improvement', prod: 'improvement', staging: 'note', dev: 'off' },
  preset: 'recommended',
  kinds: ['PodDisruptionBudget'],
  apiVersions: ['v1'],
  summary: 'A PodDisruptionBudget selects no pod, or every pod of its namespace.',
  references: ['https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/pod-disruption-budget-v1/'],
  *check(budget, { workspace }) {
    const selector = budget.at('spec', 'selector');
    const reaches = workspace.scopesOf(budget).map((scope) => reachIn(scope, budget));
    if (reaches.length === 0 || reaches.some(({ namesakes }) => namesakes.length === 0)) return;
    const at = selector === undefined ? budget.anchor('spec', 'selector') : selector.keyPlace;
    if (reaches.every(coversNothing)) {
      if (reaches.some(({ scope }) => scope.unread.length > 0)) return;
      const hidden = reaches.some((reach) => makesPodsElsewhere(reach, budget));
      yield {
        at,
        message: `PodDisruptionBudget \`${budget.name}\` selects no pod of ${describeNamespace(budget)} here, so what it seems to protect is not protected.`,
        help:
          selector === undefined || selector.isNull
            ? 'Without a selector a budget selects nothing: write the labels of the pods.'
            : 'Compare the selector with the labels of the Pod template, letter by letter.',
        ...(hidden ? { severity: { default: 'note', prod: 'note', staging: 'note', dev: 'off' } } : {}),
      };
    } else if (isEmpty(budget) && reaches.some(({ covered }) => covered.length > 1) && !reaches.some(hasSecondBudget)) {
      yield {
        at,
        message: `The empty selector of PodDisruptionBudget \`${budget.name}\` takes in every pod of ${describeNamespace(budget)}: unrelated workloads share one budget and block each other's eviction.`,
        help: 'Write one budget for each workload, with the labels of its pods.',
      };
    }
  },
});

function isEmpty(budget: Resource): boolean {
  const selector = budget.at('spec', 'selector');
  return selector?.node.kind === 'map' && [...(selector.at('matchLabels')?.entries() ?? []), ...(selector.at('matchExpressions')?.items() ?? [])].length === 0;
}

/** Pods with two budgets are told by another rule. */
function hasSecondBudget({ covered, scope }: BudgetReach): boolean {
  return covered.some((workload) => budgetsFor(workload, scope).length > 1);
}

const builtIn =
  /^(?:|apps|batch|policy|autoscaling|rbac\.authorization\.k8s\.io|networking\.k8s\.io|storage\.k8s\.io|scheduling\.k8s\.io|admissionregistration\.k8s\.io)$/;

/** True where operators or charts make pods in the namespace that can't be seen here. */
function makesPodsElsewhere({ scope }: BudgetReach, budget: Resource): boolean {
  return scope.resources.some(({ group, namespace }) => namespace === budget.namespace && !builtIn.test(group) && !group.startsWith('karpenter.'));
}

function describeNamespace({ namespace }: Resource): string {
  return namespace === '' ? 'its namespace' : `namespace \`${namespace}\``;
}
