import { removeEntry, renameKey, replaceScalar } from '../../core/fix.ts';
import type { Fix } from '../../core/fix.ts';
import type { Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { Workspace } from '../../core/workspace.ts';
import { doNotDisrupt } from '../../karpenter/annotations.ts';
import { podOwnerKinds } from '../../kubernetes/kinds.ts';
import { toWorkload } from '../../kubernetes/workload.ts';

const safeToEvict = 'cluster-autoscaler.kubernetes.io/safe-to-evict';
const keys = [safeToEvict, 'cluster-autoscaler.kubernetes.io/scale-down-disabled'];

export default defineRule({
  id: 'safe-to-evict-annotation',
  group: 'reliability',
  severity: { default: 'improvement', prod: 'improvement', staging: 'note', dev: 'note' },
  preset: 'essential',
  kinds: podOwnerKinds,
  summary: 'Pods carry an annotation of the Cluster Autoscaler, which Karpenter ignores.',
  references: [
    'https://karpenter.sh/docs/concepts/disruption/#pod-level-controls',
    'https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/FAQ.md',
  ],
  fix: 'unsafe',
  *check(resource, { workspace }) {
    const template = toWorkload(resource)?.template;
    if (template === undefined || workspace.ofKind('karpenter.sh', 'NodePool').length === 0) return;
    for (const key of keys) {
      const at = template.annotation(key);
      if (at?.text === undefined || at.isUnknown) continue;
      const protects = (at.text === 'false') === (key === safeToEvict);
      const fix = makeFix(resource, at, protects && template.annotation(doNotDisrupt) === undefined);
      yield {
        at,
        message: `Karpenter ignores \`${key}\`, so ${resource.kind} \`${resource.name}\` ${protects ? 'is not protected from being moved as its author thought' : 'carries it for nothing'}.`,
        help: protects
          ? `Use \`${doNotDisrupt}: "true"\` if the pod must not move, or a PodDisruptionBudget if it only must not move together with others.`
          : 'Remove it.',
        ...(hasClusterAutoscaler(workspace) || !protects ? { severity: { default: 'note', prod: 'note', staging: 'note', dev: 'off' } } : {}),
        ...(fix === undefined ? {} : { fix }),
      };
    }
  },
});

/** While both run, the annotation still works on the nodes of the other one. */
function hasClusterAutoscaler(workspace: Workspace): boolean {
  return ['Deployment', 'HelmRelease', 'Application'].some((kind) =>
    ['apps', 'helm.toolkit.fluxcd.io', 'argoproj.io'].some((group) => workspace.ofKind(group, kind).some(({ name }) => name.includes('cluster-autoscaler'))),
  );
}

function makeFix(resource: Resource, at: Value, protects: boolean): Fix | undefined {
  const edit = protects ? renameKey(resource, at, doNotDisrupt) : removeEntry(resource, at);
  if (edit === undefined) return undefined;
  return protects
    ? { title: `Write \`${doNotDisrupt}: "true"\` instead (restarts the pods)`, safety: 'unsafe', edits: [edit, replaceScalar(resource, at, 'true')] }
    : { title: 'Remove the annotation (restarts the pods)', safety: 'unsafe', edits: [edit] };
}
