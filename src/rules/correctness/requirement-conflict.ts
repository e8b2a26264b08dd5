import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { requirementItems } from '../../karpenter/label-uses.ts';
import { findConflicts } from '../../karpenter/requirements.ts';
import type { LabelRequirement } from '../../karpenter/requirements.ts';
import { readRequirements } from '../../karpenter/written-requirements.ts';
import type { WrittenRequirement } from '../../karpenter/written-requirements.ts';

export default defineRule({
  id: 'requirement-conflict',
  group: 'correctness',
  severity: 'critical',
  preset: 'recommended',
  kinds: ['NodePool', 'NodeClaim', 'NodeOverlay'],
  summary: 'Requirements on one label exclude each other.',
  references: [
    'https://karpenter.sh/docs/concepts/nodepools/#spectemplatespecrequirements',
    'https://karpenter.sh/docs/concepts/scheduling/#well-known-labels',
  ],
  *check(resource) {
    for (const { key, requirements } of findConflicts(writtenItems(resource))) {
      const at = requirements.at(-1)?.at ?? resource.anchor('spec');
      const others = requirements.slice(0, -1);
      yield {
        at,
        message: `The requirements on \`${key}\` exclude each other (${requirements.map(describe).join(' and ')}), so ${describeLoss(resource, key, others.length)}.`,
        help: 'All requirements hold at once, also those on the same label: put the values that you want into one `In` list, or remove one of the requirements.',
        related: others.map((other) => ({ message: `This asks for ${describe(other)}.`, resource, at: other.at })),
      };
    }
  },
});

/** Labels of the template have a rule of their own. */
function writtenItems(resource: Resource): readonly WrittenRequirement[] {
  const items = new Set(requirementItems(resource).map(({ node }) => node));
  return readRequirements(resource).requirements.filter(({ at }) => items.has(at.node));
}

/** Longer lists say no more than their beginning. */
const mostNamed = 4;

function describe({ key, operator, values }: LabelRequirement): string {
  if (operator === 'Exists' || operator === 'DoesNotExist') return `\`${key} ${operator}\``;
  const rest = values.length - mostNamed;
  const named = [...values.slice(0, mostNamed), ...(rest > 0 ? [`and ${rest} more`] : [])].join(', ');
  return `\`${key} ${operator} ${operator.endsWith('In') ? `[${named}]` : named}\``;
}

/** Labels that many instance types lack. */
const sparse = /^karpenter\.k8s\.aws\/instance-(?:gpu-|accelerator-|local-nvme|ebs-bandwidth|network-bandwidth)/;

/** To Karpenter a contradiction is `DoesNotExist`, which the instances without the label meet. */
function describeLoss({ kind, name }: Resource, key: string, others: number): string {
  const both = others > 1 ? 'them all' : 'both';
  if (kind === 'NodeOverlay') return `no instance type of NodeOverlay \`${name}\` can meet ${both}`;
  if (sparse.test(key)) return `Karpenter takes them for \`DoesNotExist\` and launches for ${kind} \`${name}\` only instances that lack the label`;
  return `no node of ${kind} \`${name}\` can meet ${both}`;
}
