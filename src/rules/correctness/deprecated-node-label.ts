import type { Fix } from '../../core/fix.ts';
import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { labelAliases } from '../../karpenter/label-aliases.ts';
import { labelUsesOf, renameLabel } from '../../karpenter/label-uses.ts';
import type { LabelUse } from '../../karpenter/label-uses.ts';
import { podOwnerKinds } from '../../kubernetes/kinds.ts';

/** The EBS driver's own name for the zone is another name, not an old one. */
const current = new Set(['topology.ebs.csi.aws.com/zone']);

export default defineRule({
  id: 'deprecated-node-label',
  group: 'correctness',
  severity: 'note',
  preset: 'recommended',
  kinds: ['NodePool', 'NodeClaim', 'StorageClass', ...podOwnerKinds],
  summary: 'A label of nodes is named as Kubernetes once named it.',
  references: ['https://kubernetes.io/docs/reference/labels-annotations-taints/', 'https://karpenter.sh/docs/concepts/scheduling/#well-known-labels'],
  fix: 'unsafe',
  *check(resource) {
    const uses = labelUsesOf(resource);
    for (const use of uses) {
      const successor = labelAliases.get(use.key);
      if (successor === undefined || current.has(use.key)) continue;
      const isTaken = use.place === 'nodeSelector' && uses.some(({ place, key }) => place === 'nodeSelector' && key === successor);
      const fix = isTaken ? undefined : makeFix(resource, use, successor);
      yield {
        at: use.keyAt,
        message: `Kubernetes has deprecated the label \`${use.key}\`, which kubelets may stop setting; Karpenter reads it as \`${successor}\`.`,
        help: `Write \`${successor}\`.`,
        ...(fix === undefined ? {} : { fix }),
      };
    }
  },
});

/** Karpenter compares requirements after replacing the names, so no node drifts; a workload's pods start anew. */
function makeFix(resource: Resource, use: LabelUse, successor: string): Fix | undefined {
  const edit = renameLabel(resource, use, successor);
  const isSafe = use.place === 'requirement';
  const restarts = isSafe || resource.kind === 'StorageClass' ? '' : ' (restarts the pods)';
  return edit === undefined ? undefined : { title: `Write \`${successor}\`${restarts}`, safety: isSafe ? 'safe' : 'unsafe', edits: [edit] };
}
