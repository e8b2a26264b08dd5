import type { Fix } from '../../core/fix.ts';
import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { Workspace } from '../../core/workspace.ts';
import { labelUsesOf, renameLabel } from '../../karpenter/label-uses.ts';
import type { LabelUse } from '../../karpenter/label-uses.ts';
import { nodePoolLabel } from '../../karpenter/labels.ts';
import { podOwnerKinds } from '../../kubernetes/kinds.ts';

/** Labels that only nodes of the alpha and beta APIs carried. Source: pkg/apis/v1/labels.go of sigs.k8s.io/karpenter, by version. */
const gone: ReadonlyMap<string, string> = new Map([
  ['karpenter.sh/provisioner-name', 'Select on `karpenter.sh/nodepool`, or on what the pods need of a node.'],
  ['karpenter.sh/managed-by', 'Nothing took its place: select on what the pods need of a node.'],
]);

export default defineRule({
  id: 'legacy-karpenter-selector',
  group: 'correctness',
  severity: 'critical',
  preset: 'recommended',
  kinds: podOwnerKinds,
  summary: 'Pods ask for a label that no node of Karpenter carries any more.',
  references: ['https://karpenter.sh/v0.32/upgrading/v1beta1-migration/', 'https://karpenter.sh/docs/upgrading/upgrade-guide/'],
  fix: 'unsafe',
  *check(resource, { workspace }) {
    // Beside Provisioners the label means something.
    if (workspace.ofKind('karpenter.sh', 'Provisioner').length > 0) return;
    for (const use of labelUsesOf(resource)) {
      const help = gone.get(use.key);
      if (help === undefined || isAbsenceWanted(use)) continue;
      const fix = makeFix(resource, use, workspace);
      yield {
        at: use.keyAt,
        message: `No node of a NodePool carries the label \`${use.key}\`, which went with the Provisioner, ${consequence(use)}.`,
        help,
        ...(use.place === 'preference' || use.isAlternative === true ? { severity: 'improvement' } : {}),
        ...(fix === undefined ? {} : { fix }),
      };
    }
  },
});

function isAbsenceWanted({ operator }: LabelUse): boolean {
  return operator === 'DoesNotExist' || operator === 'NotIn';
}

function consequence({ place, isAlternative }: LabelUse): string {
  if (isAlternative === true) return 'so no node of Karpenter meets this alternative';
  if (place === 'preference') return 'so the preference never counts';
  return place === 'topologyKey' ? 'so the pods are not spread by it' : 'so the pods stay pending';
}

/** Pools need not be called as provisioners were: only a name that is there is kept. */
function makeFix(resource: Resource, use: LabelUse, workspace: Workspace): Fix | undefined {
  const pools = workspace.inScope(resource, 'karpenter.sh', 'NodePool').map(({ name }) => name);
  const isKept = use.values.length > 0 && use.values.every(({ text }) => text !== undefined && pools.includes(text));
  if (use.key !== 'karpenter.sh/provisioner-name' || !isKept) return undefined;
  const edit = renameLabel(resource, use, nodePoolLabel);
  return edit === undefined ? undefined : { title: 'Select on `karpenter.sh/nodepool` (restarts the pods)', safety: 'unsafe', edits: [edit] };
}
