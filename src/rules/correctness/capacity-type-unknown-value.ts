import { closest } from '../../core/did-you-mean.ts';
import { replaceScalar } from '../../core/fix.ts';
import type { Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { labelUsesOf } from '../../karpenter/label-uses.ts';
import type { LabelUse } from '../../karpenter/label-uses.ts';
import { normalizeLabel } from '../../karpenter/label-aliases.ts';
import { knownValues } from '../../karpenter/labels.ts';
import { newestVersion } from '../../karpenter/versions.ts';
import { knownText } from '../../karpenter/written.ts';
import { podOwnerKinds } from '../../kubernetes/kinds.ts';

export default defineRule({
  id: 'capacity-type-unknown-value',
  group: 'correctness',
  severity: 'critical',
  preset: 'recommended',
  kinds: ['NodePool', 'NodeClaim', ...podOwnerKinds],
  summary: 'A capacity type or a tenancy that Karpenter does not know.',
  references: [
    'https://karpenter.sh/docs/concepts/nodepools/#capacity-type',
    'https://github.com/kubernetes-sigs/karpenter/issues/2164',
    'https://github.com/kubernetes-sigs/karpenter/blob/main/pkg/apis/v1/nodeclaim_validation.go',
  ],
  fix: 'unsafe',
  explains: ['controller-rejected'],
  yieldsTo: ['field-requires-newer-karpenter', 'api-rejected'],
  *check(resource, { karpenter }) {
    for (const use of labelUsesOf(resource)) {
      const known = knownValues(use.key, karpenter);
      if (known === undefined || (use.operator !== 'In' && use.operator !== 'NotIn')) continue;
      const strangers = use.values.filter((value) => isUnknown(value, use.key, known));
      for (const value of strangers) yield describe(resource, use, { value, known, isOnly: strangers.length === use.values.length });
    }
  },
});

/** A value that a newer Karpenter knows is another rule's. */
function isUnknown(value: Value, key: string, known: readonly string[]): boolean {
  const text = knownText(value);
  return text !== undefined && !known.includes(text) && knownValues(key, newestVersion)?.includes(text) !== true;
}

interface Stranger {
  readonly value: Value;
  readonly known: readonly string[];
  readonly isOnly: boolean;
}

function describe(resource: Resource, use: LabelUse, { value, known, isOnly }: Stranger) {
  const text = value.text ?? '';
  const guess = guessOf(text, known);
  const taken = use.values.some((other) => other.text === guess);
  const rolls = use.place === 'requirement';
  const fix = {
    title: `Write \`${guess ?? ''}\`${rolls ? ' (may replace nodes)' : ' (restarts the pods)'}`,
    safety: 'unsafe' as const,
    ...(rolls ? { rolls } : {}),
    edits: [replaceScalar(resource, value, guess ?? '')],
  };
  return {
    at: value,
    message: `\`${text}\` is no value of \`${normalizeLabel(use.key)}\`, ${consequence(resource, use, isOnly)}.`,
    help: guess === undefined ? `Karpenter knows ${known.map((name) => `\`${name}\``).join(', ')}.` : `Did you mean \`${guess}\`?`,
    ...(use.operator === 'NotIn' ? { severity: 'note' as const } : use.isAlternative === true ? { severity: 'improvement' as const } : {}),
    ...(guess === undefined || taken ? {} : { fix }),
  };
}

function consequence({ kind, name }: Resource, { place, operator, isAlternative }: LabelUse, isOnly: boolean): string {
  if (operator === 'NotIn') return 'so leaving it out leaves out nothing';
  if (place === 'preference') return 'so no node ever meets the preference';
  if (isAlternative === true && isOnly) return 'so no node ever meets this alternative';
  if (place !== 'requirement')
    return isOnly ? `so no node that Karpenter launches can take the pods of ${kind} \`${name}\`` : 'so it adds no node to choose from';
  return isOnly
    ? `so ${kind} \`${name}\` never gets ready`
    : 'so Karpenter drops it and goes on without a word in the status: what it was meant to allow is not allowed';
}

function guessOf(text: string, known: readonly string[]): string | undefined {
  const plain = text.toLowerCase().replaceAll(/[^a-z]/g, '');
  return known.find((value) => value.replaceAll('-', '') === plain) ?? closest(text, known);
}
