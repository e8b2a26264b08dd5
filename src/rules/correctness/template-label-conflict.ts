import type { Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { normalizeLabel } from '../../karpenter/label-aliases.ts';
import { requirementItems } from '../../karpenter/label-uses.ts';
import { wellKnownLabel } from '../../karpenter/labels.ts';
import { allows, isOperator, valueSetOf } from '../../karpenter/requirements.ts';
import type { LabelRequirement } from '../../karpenter/requirements.ts';
import { knownEntries, knownItems, knownText } from '../../karpenter/written.ts';

export default defineRule({
  id: 'template-label-conflict',
  group: 'correctness',
  severity: 'critical',
  preset: 'recommended',
  kinds: ['NodePool'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'A label of the template contradicts a requirement on the same label.',
  references: [
    'https://karpenter.sh/docs/concepts/nodepools/#spectemplatemetadatalabels',
    'https://github.com/kubernetes-sigs/karpenter/blob/main/pkg/controllers/provisioning/scheduling/nodeclaimtemplate.go',
  ],
  *check(pool, { karpenter }) {
    const items = requirementItems(pool);
    for (const [key, value] of knownEntries(pool.at('spec', 'template', 'metadata', 'labels'))) {
      const text = knownText(value);
      if (text === undefined) continue;
      const contradicted = items.find((item) => contradicts(item, normalizeLabel(key), text));
      if (contradicted !== undefined) {
        yield {
          at: value,
          message: `The label \`${key}: ${text}\` counts as a requirement and contradicts the one on the same label (\`${describe(contradicted)}\`), so NodePool \`${pool.name}\` can launch nothing.`,
          help: 'Remove the label, or let the requirement allow its value: Karpenter puts labels of requirements on nodes by itself.',
          related: [{ message: 'The requirement is here.', resource: pool, at: contradicted }],
        };
      } else yield* checkKnown(pool, { key, value, text }, karpenter);
    }
  },
});

interface Label {
  readonly key: string;
  readonly value: Value;
  readonly text: string;
}

/** A value that no node can have. Only labels whose every value is known can tell. */
function* checkKnown(pool: Resource, { key, value, text }: Label, karpenter: string) {
  const form = wellKnownLabel(key, karpenter)?.value;
  const known =
    form?.form === 'closed' ? form.values.map((entry) => entry.value) : closedLabels.has(normalizeLabel(key)) && form?.form === 'text' ? form.known : undefined;
  if (known === undefined || known.includes(text)) return;
  yield {
    at: value,
    message: `The label \`${key}: ${text}\` counts as a requirement, and no node has that value, so NodePool \`${pool.name}\` can launch nothing.`,
    help: `Remove it, or write ${known.map((name) => `\`${name}\``).join(' or ')}: Karpenter puts this label on nodes by itself.`,
  };
}

const closedLabels: ReadonlySet<string> = new Set(['kubernetes.io/arch', 'kubernetes.io/os']);

function contradicts(item: Value, key: string, text: string): boolean {
  const requirement = readRequirement(item);
  if (requirement === undefined || normalizeLabel(requirement.key) !== key) return false;
  const set = valueSetOf(requirement);
  return set !== undefined && !allows(set, text);
}

function readRequirement(item: Value): LabelRequirement | undefined {
  const [key, operator] = [knownText(item.at('key')), knownText(item.at('operator'))];
  const list = item.at('values');
  const values = list === undefined || list.isNull ? [] : knownItems(list);
  if (key === undefined || operator === undefined || !isOperator(operator) || values === undefined) return undefined;
  const texts = values.flatMap(({ text }) => text ?? []);
  return texts.length === values.length ? { key, operator, values: texts } : undefined;
}

function describe(item: Value): string {
  const values = (item.at('values')?.items() ?? []).map(({ text }) => text ?? '');
  const shown = values.length > 4 ? [...values.slice(0, 4), '…'] : values;
  return `${item.at('operator')?.text ?? ''}${values.length === 0 ? '' : ` [${shown.join(', ')}]`}`;
}
