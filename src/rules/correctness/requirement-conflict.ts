import type { Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { requirementItems } from '../../karpenter/label-uses.ts';
import { findConflicts, isOperator } from '../../karpenter/requirements.ts';
import type { LabelRequirement } from '../../karpenter/requirements.ts';

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
    for (const { key, requirements } of findConflicts(requirementItems(resource).flatMap(readRequirement))) {
      const at = requirements.at(-1)?.at ?? resource.anchor('spec');
      const others = requirements.slice(0, -1);
      yield {
        at,
        message: `The requirements on \`${key}\` exclude each other (${requirements.map(describe).join(' and ')}), so ${describeLoss(resource, others.length)}.`,
        help: 'All requirements hold at once, also those on the same label: put the values that you want into one `In` list, or remove one of the requirements.',
        related: others.map((other) => ({ message: `This asks for ${describe(other)}.`, resource, at: other.at })),
      };
    }
  },
});

interface WrittenRequirement extends LabelRequirement {
  readonly at: Value;
}

/** Nothing for a requirement that says nothing certain: an unknown value may be the one that an `In` list needs, but `NotIn` leaves out the known ones in any case. */
function readRequirement(item: Value): WrittenRequirement[] {
  const [key, operator, list] = [item.at('key'), item.at('operator'), item.at('values')];
  if (key?.text === undefined || key.isUnknown || operator?.text === undefined || !isOperator(operator.text)) return [];
  const values = (list?.items() ?? []).flatMap((value) => (value.isUnknown ? [] : (value.text ?? [])));
  const isWhole = list === undefined || list.isNull || (list.node.kind === 'list' && values.length === list.node.items.length);
  if (!isWhole && operator.text !== 'NotIn') return [];
  return [{ key: key.text, operator: operator.text, values, at: item }];
}

/** Longer lists say no more than their beginning. */
const mostNamed = 4;

function describe({ key, operator, values }: LabelRequirement): string {
  if (operator === 'Exists' || operator === 'DoesNotExist') return `\`${key} ${operator}\``;
  const rest = values.length - mostNamed;
  const named = [...values.slice(0, mostNamed), ...(rest > 0 ? [`and ${rest} more`] : [])].join(', ');
  return `\`${key} ${operator} ${operator.endsWith('In') ? `[${named}]` : named}\``;
}

function describeLoss({ kind, name }: Resource, others: number): string {
  const both = others > 1 ? 'them all' : 'both';
  return kind === 'NodeOverlay' ? `no instance type of NodeOverlay \`${name}\` can meet ${both}` : `no node of ${kind} \`${name}\` can meet ${both}`;
}
