import type { Edit, Fix } from '../../core/fix.ts';
import type { Place, Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { OwnProblem } from '../../core/rule.ts';
import type { Workspace } from '../../core/workspace.ts';
import { canHost, poolsBeside, poolsFor } from '../../karpenter/placement.ts';
import { isGenerated, isOnTrial } from '../../karpenter/passed-over-files.ts';
import { replicaRange } from '../../kubernetes/autoscalers.ts';
import type { ReplicaRange } from '../../kubernetes/autoscalers.ts';
import { selects } from '../../kubernetes/label-selector.ts';
import { textEntries } from '../../kubernetes/pod-template.ts';
import { toWorkload } from '../../kubernetes/workload.ts';
import type { Workload } from '../../kubernetes/workload.ts';

export default defineRule({
  id: 'pdb-missing',
  group: 'reliability',
  severity: { default: 'improvement', prod: 'improvement', staging: 'note', dev: 'off' },
  preset: 'essential',
  kinds: ['Deployment', 'StatefulSet'],
  summary: 'A workload on Karpenter nodes has no PodDisruptionBudget, or only one replica.',
  references: [
    'https://karpenter.sh/docs/tasks/managing-amis/',
    'https://docs.aws.amazon.com/eks/latest/best-practices/karpenter.html',
    'https://kubernetes.io/docs/tasks/run-application/configure-pdb/',
  ],
  fix: 'unsafe',
  *check(resource, { workspace }) {
    const workload = toWorkload(resource);
    if (workload === undefined || workload.template.containers.length === 0 || isTrial(workload) || !mayRunOnKarpenter(workspace, workload)) return;
    const range = replicaRange(workspace, workload);
    const { least = 0, most } = range;
    if (least === 1 && most === 1 && !runsAlone(resource)) yield describeSingle(resource);
    if (least >= 2 && !mayHaveBudget(workspace, workload)) yield describeUnguarded(resource, least, range);
  },
});

function describeSingle(resource: Resource): OwnProblem {
  return {
    at: resource.at('spec', 'replicas') ?? resource.anchor('spec', 'replicas'),
    message: `${resource.kind} \`${resource.name}\` has one replica, so it is down each time that Karpenter replaces its node; a PodDisruptionBudget could only keep the node from draining.`,
    help: 'Run two replicas or more with a PodDisruptionBudget, if a short absence hurts and more than one can run at a time.',
    severity: { default: 'note', prod: 'note', staging: 'note', dev: 'off' },
  };
}

function describeUnguarded(resource: Resource, least: number, range: ReplicaRange): OwnProblem {
  const fix = makeFix(resource);
  const at = resource.at('metadata', 'name') ?? resource.anchor('metadata', 'name');
  const elsewhere = findCount(resource, at, range);
  const count = `${range.autoscaler === undefined ? '' : 'at least '}${least} replicas${elsewhere === undefined ? '' : `, by \`${elsewhere.file}\`,`}`;
  return {
    at,
    message: `${resource.kind} \`${resource.name}\` has ${count} and no PodDisruptionBudget, so Karpenter may evict all of them at the same time.`,
    help: 'Add a PodDisruptionBudget with `maxUnavailable: 1` and the selector of the workload.',
    ...(elsewhere === undefined ? {} : { related: [{ message: 'The number of replicas stands here.', ...elsewhere.place }] }),
    ...(fix === undefined ? {} : { fix }),
  };
}

/** Where the old pod goes before the new one comes, two at a time are not wanted, and each release means a short absence. */
function runsAlone(resource: Resource): boolean {
  return resource.at('spec', 'strategy', 'type')?.text === 'Recreate';
}

interface Count {
  /** The file that it is written in. */
  readonly file: string;
  readonly place: { readonly resource: Resource; readonly at: Value };
}

/** What says the number of replicas, where that is another file than the finding points at: an autoscaler, or the patch of an overlay. */
function findCount(resource: Resource, pointed: Place, { autoscaler, leastAt }: ReplicaRange): Count | undefined {
  if (leastAt === undefined) return undefined;
  const owner = autoscaler ?? resource;
  const { file } = owner.source.locate(leastAt.range);
  return file === resource.source.locate(pointed.range).file ? undefined : { file, place: { resource: owner, at: leastAt } };
}

/** True for pods that only hold room, and in folders for tests and demonstrations, whose pods nobody waits for. */
function isTrial({ resource: { file, source }, template }: Workload): boolean {
  if (template.containers.every(({ at }) => /(?:^|\/)pause(?:[:@]|$)/.test(at.at('image')?.text ?? ''))) return true;
  return isOnTrial(file) || isGenerated(source);
}

/** True where Karpenter makes nodes in this workspace, and no pool beside the workload refuses it. */
function mayRunOnKarpenter(workspace: Workspace, workload: Workload): boolean {
  const { resource, template } = workload;
  if (poolsBeside(workspace, resource).length > 0) return poolsFor(workspace, workload).length > 0;
  return workspace.ofKind('karpenter.sh', 'NodePool').some((pool) => canHost(pool, template) !== false);
}

/** Budgets of any folder count: they may be applied together. */
function mayHaveBudget(workspace: Workspace, { resource, template }: Workload): boolean {
  if (workspace.mayHold(resource, 'PodDisruptionBudget')) return true;
  return workspace
    .ofKind('policy', 'PodDisruptionBudget')
    .some(
      (budget) =>
        (budget.namespace === resource.namespace || budget.namespace === '' || resource.namespace === '') &&
        selects(budget.at('spec', 'selector'), template) !== false,
    );
}

/** A new document at the end of the file. */
function makeFix(resource: Resource): Fix | undefined {
  const { source, root, name, namespace } = resource;
  const labels = resource.at('spec', 'selector', 'matchLabels');
  const known = [...textEntries(labels)];
  const isWhole = known.length > 0 && known.length === labels?.entries().length && resource.at('spec', 'selector', 'matchExpressions') === undefined;
  const isPlain = root.node.kind === 'map' && !root.node.flow && source.positionAt(root.node.start).column === 1 && !/[{}$]/.test(name + namespace);
  if (!isWhole || !isPlain) return undefined;
  const edit: Edit = { file: source.file, range: { start: source.text.length, end: source.text.length }, text: budgetText(resource, known) };
  return { title: `Add a PodDisruptionBudget for \`${name}\``, safety: 'unsafe', edits: [edit] };
}

function budgetText({ source, name, namespace }: Resource, labels: readonly (readonly [string, string])[]): string {
  const lines = [
    ...(source.text.endsWith('\n') ? ['---'] : ['', '---']),
    'apiVersion: policy/v1',
    'kind: PodDisruptionBudget',
    'metadata:',
    `  name: ${name}`,
    ...(namespace === '' ? [] : [`  namespace: ${namespace}`]),
    'spec:',
    '  maxUnavailable: 1',
    '  selector:',
    '    matchLabels:',
    ...labels.map(
      ([key, value]) =>
        `      ${key}: ${/^[A-Za-z][A-Za-z0-9_.-]*$/.test(value) && !/^(?:true|false|yes|no|on|off|null|y|n)$/i.test(value) ? value : JSON.stringify(value)}`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}
