import { hasText } from '../../core/node.ts';
import type { Place, Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { Severities } from '../../core/rule.ts';
import { karpenterReleases } from '../../karpenter/chart.ts';
import { findPlaceholder } from '../../karpenter/placeholders.ts';
import { isOnTrial } from '../../karpenter/passed-over-files.ts';
import { valuesKinds } from '../../kubernetes/delivery-kinds.ts';

/** For what AWS takes, what is only a part of a selection, what only people and bills read, and what is an example. */
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
      if (found === undefined || allowed.includes(found.words) || isFilledByScript(resource, found.words)) continue;
      const isOneOfSeveral = hasOtherTerms(resource, value);
      yield {
        at: placeOf(resource, value, found.words),
        message: found.isLegal
          ? `\`${found.words}\` is an account of AWS's documentation, so this value was probably copied and never filled in.`
          : `\`${found.words}\` is still to be filled in: as it stands, ${describeLoss(resource, isOneOfSeveral)}.`,
        help: 'Write the real value, or let the tool that renders the file fill it in, as in `${NAME}`.',
        ...(found.isLegal || isOneOfSeveral || isMark(value) || isOnTrial(resource.file) ? { severity: legal } : {}),
        // An id of the right form is refused, if at all, for another reason.
        ...(wellFormedId.test(value.text ?? '') ? { explains: [] } : {}),
      };
    }
  },
});

const wellFormedId = /^[a-z]+-[0-9a-f]{8,17}$/;

function describeLoss({ kind, name }: Resource, isOneOfSeveral: boolean): string {
  return isOneOfSeveral ? `this term of ${kind} \`${name}\` selects nothing` : `${kind} \`${name}\` does not do what it says`;
}

/** True in tags, labels and annotations, with which the nodes start all the same. */
function isMark({ path }: Value): boolean {
  return (path[0] === 'spec' && path[1] === 'tags') || ['labels', 'annotations'].some((field) => path.at(-2) === field && path.at(-3) === 'metadata');
}

/** True where a comment says that a script writes the value before the file is applied. */
function isFilledByScript({ source }: Resource, words: string): boolean {
  return source.text.split('\n').some((line) => line.includes(words) && /#.*\b(?:sed|envsubst)\b/.test(line));
}

/** True in one term of a selector whose other terms may select something: they are joined by or. */
function hasOtherTerms(resource: Resource, { path }: Value): boolean {
  const [spec = '', field = '', index] = path;
  if (typeof index !== 'number' || !String(field).endsWith('SelectorTerms')) return false;
  const others = (resource.at(spec, field)?.items() ?? []).filter((_, position) => position !== index);
  return others.some((term) => !hasText(term.node, (text) => findPlaceholder(text)?.isLegal === false));
}

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
