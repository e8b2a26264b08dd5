import { hasText } from '../../core/node.ts';
import type { Place, Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { Severities } from '../../core/rule.ts';
import { karpenterReleases } from '../../karpenter/chart.ts';
import { findPlaceholder } from '../../karpenter/placeholders.ts';
import { valuesKinds } from '../../kubernetes/delivery-kinds.ts';

const legal: Severities = { default: 'improvement', prod: 'improvement', staging: 'improvement', dev: 'note' };

export default defineRule({
  id: 'placeholder-value',
  group: 'correctness',
  severity: { default: 'critical', prod: 'critical', staging: 'critical', dev: 'improvement' },
  preset: 'essential',
  kinds: ['NodePool', 'EC2NodeClass', 'NodeClaim', 'NodeOverlay', ...valuesKinds],
  summary: 'A value was never filled in: it is a left-over of a template or of an example.',
  references: ['https://karpenter.sh/docs/concepts/nodeclasses/', 'https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html'],
  options: {
    allowed: { type: 'array', description: 'Texts that look like left-overs and are none.', default: [], items: { type: 'string' } },
  },
  explains: ['api-rejected'],
  *check(resource, { workspace, options }) {
    // What other charts are given is not ours to judge.
    if (valuesKinds.includes(resource.kind) && karpenterReleases(resource, workspace).length === 0) return;
    const allowed = options['allowed'] as readonly string[];
    if (!hasText(resource.root.node, (text) => findPlaceholder(text) !== undefined)) return;
    for (const value of textsIn(resource.root)) {
      const found = findPlaceholder(value.text ?? '');
      if (found === undefined || allowed.includes(found.words)) continue;
      yield {
        at: placeOf(resource, value, found.words),
        message: found.isLegal
          ? `\`${found.words}\` is an account of AWS's documentation, so this value was probably copied and never filled in.`
          : `\`${found.words}\` was never filled in, so ${resource.kind} \`${resource.name}\` does not do what it says.`,
        help: 'Write the real value, or let the tool that renders the file fill it in, as in `${NAME}`.',
        ...(found.isLegal ? { severity: legal } : {}),
        // An id of the right form is refused, if at all, for another reason.
        ...(wellFormedId.test(value.text ?? '') ? { explains: [] } : {}),
      };
    }
  },
});

const wellFormedId = /^[a-z]+-[0-9a-f]{8,17}$/;

/** Every text but what people read. */
function textsIn(value: Value): Value[] {
  if (value.text !== undefined) return [value];
  const entries = value.entries().filter(([key]) => !/description|comment|note/i.test(key) && key !== 'status' && key !== 'managedFields');
  return [...value.items(), ...entries.map(([, child]) => child)].flatMap(textsIn);
}

/** In a long text the words themselves. */
function placeOf(resource: Resource, value: Value, words: string): Place {
  const { node } = value;
  const start = resource.source.text.indexOf(words, node.start);
  const isLong = node.kind === 'scalar' && node.style === 'block';
  return isLong && start >= 0 && start < node.end ? { range: { start, end: start + words.length }, path: value.path } : value;
}
