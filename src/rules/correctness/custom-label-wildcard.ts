import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { Workspace } from '../../core/workspace.ts';
import { labelUsesOf, requirementItems } from '../../karpenter/label-uses.ts';
import { normalizeLabel } from '../../karpenter/label-aliases.ts';
import { restrictedDomainOf, wellKnownLabel } from '../../karpenter/labels.ts';
import { isAutoMode } from '../../karpenter/nodepool.ts';
import { canHost } from '../../karpenter/placement.ts';
import { knownText } from '../../karpenter/written.ts';
import { toWorkload } from '../../kubernetes/workload.ts';
import { podOwners } from '../../kubernetes/pod-owners.ts';

const open = ['Exists', 'NotIn', 'Gt', 'Lt', 'Gte', 'Lte'];

export default defineRule({
  id: 'custom-label-wildcard',
  group: 'correctness',
  severity: 'note',
  preset: 'all',
  kinds: ['NodePool'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'A requirement leaves the value of a label of your own open, so Karpenter makes one up.',
  references: [
    'https://karpenter.sh/docs/concepts/scheduling/#user-defined-labels',
    'https://github.com/kubernetes-sigs/karpenter/blob/main/pkg/scheduling/requirement.go',
  ],
  yieldsTo: ['label-domain-confusable', 'api-rejected'],
  *check(pool, context) {
    if (isAutoMode(pool)) return;
    const items = requirementItems(pool);
    for (const item of items) {
      const [key, operator] = [knownText(item.at('key')), knownText(item.at('operator'))];
      if (key === undefined || operator === undefined || !open.includes(operator)) continue;
      // v1beta1 is served by minors only that refuse more domains.
      const minor = pool.version === 'v1beta1' ? '1.0' : context.karpenter;
      if (wellKnownLabel(key, context.karpenter) !== undefined || restrictedDomainOf(key, minor) !== undefined) continue;
      if (isFixed(pool, key) || isAlwaysChosen(pool, key, context.workspace)) continue;
      yield {
        at: item,
        message: `\`${key} ${operator}\` leaves the value of a label open that Karpenter does not know: a node for pods that name no value gets a random number as its label.`,
        help: 'List the values with `In`, set the label in the template, or let every pod for this pool name a value.',
      };
    }
  },
});

/** The template's labels or an `In` list say what the values are. */
function isFixed(pool: Resource, key: string): boolean {
  if (pool.at('spec', 'template', 'metadata', 'labels', key) !== undefined) return true;
  return requirementItems(pool).some((item) => item.at('key')?.text === key && item.at('operator')?.text === 'In');
}

/** True where there are pods for the pool, and all of them name a value: the documented way to keep tenants apart. */
function isAlwaysChosen(pool: Resource, key: string, workspace: Workspace): boolean {
  const owners = podOwners(workspace, pool).filter((owner) => {
    const template = toWorkload(owner)?.template;
    return template !== undefined && owner.kind !== 'DaemonSet' && canHost(pool, template) !== false;
  });
  return owners.length > 0 && owners.every((owner) => labelUsesOf(owner).some((use) => normalizeLabel(use.key) === key && use.operator === 'In'));
}
