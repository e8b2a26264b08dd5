import type { Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { Problem } from '../../core/rule.ts';
import type { Scope } from '../../core/scope.ts';
import type { Workspace } from '../../core/workspace.ts';
import { doNotDisrupt } from '../../karpenter/annotations.ts';
import { replicaRange } from '../../kubernetes/autoscalers.ts';
import { workloadsIn } from '../../kubernetes/workload.ts';
import type { Workload } from '../../kubernetes/workload.ts';

/** A share of fewer workloads says nothing. */
const fewWorkloads = 4;

export default defineRule({
  id: 'do-not-disrupt-widespread',
  group: 'reliability',
  severity: { default: 'improvement', prod: 'improvement', staging: 'note', dev: 'off' },
  preset: 'recommended',
  kinds: ['Deployment', 'StatefulSet', 'ReplicaSet', 'Rollout', 'ClusterPolicy', 'Policy'],
  scope: 'workspace',
  summary: 'Workloads that could bear a disruption forbid it, or too many do.',
  references: ['https://karpenter.sh/docs/concepts/disruption/#pod-level-controls'],
  options: { maxShare: { type: 'integer', description: 'The largest share of workloads that may forbid disruption, in percent.', default: 30, minimum: 1 } },
  *check(workspace, { options }) {
    const told = new Set<Resource>();
    for (const scope of workspace.scopes) {
      const workloads = workloadsIn(scope).filter(({ resource }) => !shortLived.includes(resource.kind));
      const pinned = workloads.filter(({ template }) => template.annotation(doNotDisrupt)?.text === 'true');
      yield* once(
        told,
        pinned.flatMap((workload) => replicatedProblem(workspace, workload)),
      );
      yield* once(told, shareProblem(scope, pinned, { of: workloads.length, most: Number(options['maxShare']) }));
      yield* once(told, policiesIn(scope).flatMap(policyProblem));
    }
  },
});

/** Jobs end by themselves, single pods are somebody's own, and DaemonSets have a rule of their own. */
const shortLived = ['Job', 'CronJob', 'Pod', 'DaemonSet'];

function* once(told: Set<Resource>, problems: readonly (Problem & { readonly resource: Resource })[]) {
  for (const problem of problems) {
    if (told.has(problem.resource)) continue;
    told.add(problem.resource);
    yield problem;
  }
}

function replicatedProblem(workspace: Workspace, workload: Workload) {
  const { resource, template } = workload;
  const at = template.annotation(doNotDisrupt);
  const replicas = replicaRange(workspace, workload).least;
  if (at === undefined || resource.kind !== 'Deployment' || replicas === undefined || replicas < 2) return [];
  return [
    {
      resource,
      at,
      message: `Deployment \`${resource.name}\` has ${replicas} replicas and forbids the disruption of each of them, which freezes ${replicas} nodes where losing one pod at a time would do no harm.`,
      help: 'Replace the annotation by a PodDisruptionBudget with `maxUnavailable: 1`, or by a duration such as `"1h"` (Karpenter 1.12 and newer).',
    },
  ];
}

function shareProblem({ name }: Scope, pinned: readonly Workload[], share: { readonly of: number; readonly most: number }) {
  const [first, ...others] = pinned;
  const at = first?.template.annotation(doNotDisrupt);
  if (first === undefined || at === undefined || share.of < fewWorkloads || pinned.length * 100 <= share.of * share.most) return [];
  return [
    {
      resource: first.resource,
      at,
      message: `${pinned.length} of ${share.of} workloads in \`${name}\` forbid disruption, so consolidation and, without \`terminationGracePeriod\`, drift pass over most nodes.`,
      help: 'Keep the annotation for what must run to its end; protect the rest by PodDisruptionBudgets.',
      related: others
        .slice(0, 5)
        .map(({ resource, template }) => ({ message: 'This one too.', resource, at: template.annotation(doNotDisrupt) ?? resource.anchor() })),
    },
  ];
}

/** https://kyverno.io/docs/writing-policies/mutate/ */
function policiesIn(scope: Scope): readonly Resource[] {
  return ['ClusterPolicy', 'Policy'].flatMap((kind) => scope.ofKind('kyverno.io', kind));
}

function policyProblem(resource: Resource) {
  const rules = resource.at('spec', 'rules')?.items() ?? [];
  const at = rules.flatMap((rule) => findAnnotation(rule.at('mutate')) ?? [])[0];
  if (at === undefined) return [];
  return [
    {
      resource,
      at,
      message: `Policy \`${resource.name}\` puts \`${doNotDisrupt}: "true"\` on pods by itself, so every node with one of them is kept from consolidation without anybody having asked for it.`,
      help: 'Narrow the policy to the few workloads that must run to their end, or let it add PodDisruptionBudgets instead.',
    },
  ];
}

function findAnnotation(value: Value | undefined): Value | undefined {
  if (value === undefined) return undefined;
  for (const [key, child] of value.entries()) {
    if (/^\+?\(?karpenter\.sh\/do-not-disrupt\)?$/.test(key) && child.text === 'true') return child;
    const found = findAnnotation(child);
    if (found !== undefined) return found;
  }
  return value.items().flatMap((item) => findAnnotation(item) ?? [])[0];
}
