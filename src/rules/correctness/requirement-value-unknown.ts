import { ec2Standard } from '../../catalog/catalog.ts';
import type { Catalog } from '../../catalog/catalog.ts';
import { closest, editDistance } from '../../core/did-you-mean.ts';
import { replaceScalar } from '../../core/fix.ts';
import type { Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { Severities } from '../../core/rule.ts';
import { knownLabelValues } from '../../karpenter/instances/known-values.ts';
import { isPlausibleFamily, isPlausibleType } from '../../karpenter/instances/pool-instances.ts';
import { normalizeLabel } from '../../karpenter/label-aliases.ts';
import { labelUsesOf } from '../../karpenter/label-uses.ts';
import type { LabelUse } from '../../karpenter/label-uses.ts';
import { knownText } from '../../karpenter/written.ts';
import { podOwnerKinds } from '../../kubernetes/kinds.ts';

const emptiesPool: Severities = { default: 'improvement', prod: 'critical', staging: 'improvement', dev: 'improvement' };

/** Families that EC2 still prices, but that the table behind the catalogue has left out. */
const oldFamilies = /^(?:cr1|dl1|f1|g2|g3s?|i3|p2|p3|u-(?:9|12|18|24)tb1)$/;

/** What people write for a value, where no slip of the fingers explains it. */
const synonyms: Readonly<Record<string, string>> = {
  x86_64: 'amd64',
  x86: 'amd64',
  x64: 'amd64',
  aarch64: 'arm64',
  arm: 'arm64',
  graviton: 'aws',
};

export default defineRule({
  id: 'requirement-value-unknown',
  group: 'correctness',
  severity: { default: 'improvement', prod: 'improvement', staging: 'improvement', dev: 'note' },
  preset: 'recommended',
  kinds: ['NodePool', 'NodeClaim', 'NodeOverlay', ...podOwnerKinds],
  summary: 'A value that no EC2 instance type has for a label.',
  references: ['https://karpenter.sh/docs/concepts/scheduling/#well-known-labels', 'https://karpenter.sh/docs/reference/instance-types/'],
  fix: 'unsafe',
  yieldsTo: ['api-rejected', 'controller-rejected'],
  *check(resource, { data }) {
    for (const use of labelUsesOf(resource)) {
      if (use.operator !== 'In' && use.operator !== 'NotIn') continue;
      const catalog = canAsk(use) ? data(ec2Standard) : undefined;
      const known = catalog && knownLabelValues(catalog, normalizeLabel(use.key));
      if (catalog === undefined || known === undefined) continue;
      const strangers = use.values.filter((value) => isStranger(value, known));
      for (const value of strangers) yield describe(resource, use, { value, known, catalog, isOnly: strangers.length === use.values.length });
    }
  },
});

/** Whether the catalogue knows anything of a label is known before it is loaded. */
function canAsk({ key }: LabelUse): boolean {
  return /^(?:beta\.|node\.)?kubernetes\.io\/|^karpenter\.k8s\.aws\/instance-/.test(key) && !key.endsWith('/instance-tenancy');
}

function isStranger(value: Value, known: ReadonlySet<string>): boolean {
  const text = knownText(value);
  return text !== undefined && !known.has(text) && !isFilledIn(text, known);
}

/** A word such as `INSTANCE_TYPE`, for a script to replace: labels have no capitals, save by a slip. */
function isFilledIn(text: string, known: ReadonlySet<string>): boolean {
  return /^[A-Z]{3,}(?:_[A-Z]+)*$/.test(text) && guessOf(text, known) === undefined;
}

interface Stranger {
  readonly value: Value;
  readonly known: ReadonlySet<string>;
  readonly catalog: Catalog;
  /** Every value of the list is unknown. */
  readonly isOnly: boolean;
}

function describe(resource: Resource, use: LabelUse, { value, known, catalog, isOnly }: Stranger) {
  const text = value.text ?? '';
  const key = normalizeLabel(use.key);
  const guess = guessOf(text, known);
  const isOld = oldFamilies.test(text.split('.')[0] ?? '');
  if ((guess === undefined || isOld) && isPlausible(key, text)) {
    const noun = key.endsWith('-family') ? 'family' : 'type';
    return {
      at: value,
      message: `\`${text}\` is not in the catalogue of ${catalog.date}${isOld ? ", though EC2's price list names it: it may no longer be offered" : ', so karplint cannot say what it is'}.`,
      help: isOld ? `See that EC2 still offers it, or name another ${noun}.` : 'If it is new, `karplint catalog --update` makes a catalogue that knows it.',
      severity: 'note' as const,
    };
  }
  const fix = makeFix(resource, use, value, known);
  return {
    at: value,
    message: `No EC2 instance type has \`${text}\` for \`${key}\`, ${consequence(resource, use, isOnly)}.`,
    help: guess === undefined ? `There are ${listSome(known)}.` : `Did you mean \`${guess}\`?`,
    ...(use.operator === 'NotIn'
      ? { severity: 'note' as const }
      : isOnly && use.place !== 'preference' && use.isAlternative !== true
        ? { severity: emptiesPool }
        : {}),
    ...(fix === undefined ? {} : { fix }),
  };
}

function consequence({ kind, name }: Resource, { operator, place, isAlternative }: LabelUse, isOnly: boolean): string {
  if (operator === 'NotIn') return 'so leaving it out leaves out nothing';
  if (isAlternative === true && isOnly) return 'so no node ever meets this alternative';
  if (!isOnly) return 'so it adds nothing to choose from, and Karpenter says nothing of it';
  if (place === 'requirement')
    return kind === 'NodeOverlay' ? `so NodeOverlay \`${name}\` changes nothing` : `so ${kind} \`${name}\` can launch no node at all`;
  return place === 'preference' ? 'so no node ever meets the preference' : `so no node that Karpenter launches can take the pods of ${kind} \`${name}\``;
}

/** Longer lists say no more than their beginning. */
const mostNamed = 6;

function listSome(known: ReadonlySet<string>): string {
  const names = [...known].filter((value) => value !== '').sort();
  const rest = names.length - mostNamed;
  return `${names
    .slice(0, mostNamed)
    .map((name) => `\`${name}\``)
    .join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function guessOf(text: string, known: ReadonlySet<string>): string | undefined {
  const synonym = synonyms[text.toLowerCase()] ?? text.replace(/([0-9])xl$/, '$1xlarge');
  if (known.has(synonym)) return synonym;
  const guess = closest(text, [...known]);
  return guess !== undefined && (text.length > 2 || guess === text.toLowerCase()) && editDistance(text.toLowerCase(), guess) <= 2 ? guess : undefined;
}

/** It may be newer than the catalogue. */
function isPlausible(key: string, text: string): boolean {
  if (key === 'node.kubernetes.io/instance-type') return isPlausibleType(text);
  if (key === 'karpenter.k8s.aws/instance-family') return isPlausibleFamily(text);
  if (key.endsWith('-name')) return /^[a-z][a-z0-9-]+$/.test(text);
  if (key === 'karpenter.k8s.aws/instance-size') return isPlausibleType(`m5.${text}`);
  return key === 'karpenter.k8s.aws/instance-generation' && /^[0-9]{1,2}$/.test(text);
}

/** Only where one slip or two lead to one value and to no other. */
function makeFix(resource: Resource, use: LabelUse, value: Value, known: ReadonlySet<string>) {
  const text = value.text ?? '';
  const sure = synonyms[text.toLowerCase()];
  const near =
    guessOf(text, known) === undefined ? [] : [...known].filter((name) => editDistance(name.toLowerCase(), text.toLowerCase()) <= 2 && name.length > 2);
  const [only] = sure !== undefined && known.has(sure) ? [sure] : near;
  const isSure = (sure !== undefined && known.has(sure)) || near.length === 1;
  if (only === undefined || !isSure || use.values.some((other) => other.text === only)) return undefined;
  const rolls = use.place === 'requirement';
  const title = `Write \`${only}\`${rolls ? ' (may replace nodes)' : ' (restarts the pods)'}`;
  return { title, safety: 'unsafe' as const, ...(rolls ? { rolls } : {}), edits: [replaceScalar(resource, value, only)] };
}
