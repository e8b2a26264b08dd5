import type { Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { selectorFields, selectorTermsOf } from '../../karpenter/selector-terms.ts';
import type { SelectorField, SelectorTerm } from '../../karpenter/selector-terms.ts';
import { knownText } from '../../karpenter/written.ts';

export default defineRule({
  id: 'selector-wildcard',
  group: 'security',
  severity: { default: 'improvement', prod: 'improvement', staging: 'improvement', dev: 'note' },
  preset: 'recommended',
  kinds: ['EC2NodeClass'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'A selector of an EC2NodeClass matches resources of any cluster in the account.',
  references: ['https://karpenter.sh/docs/concepts/nodeclasses/#specsubnetselectorterms', 'https://karpenter.sh/docs/reference/threat-model/'],
  *check(nodeClass) {
    for (const field of Object.keys(selectorFields) as SelectorField[]) {
      for (const term of selectorTermsOf(nodeClass, field)) {
        const loose = looseCondition(term);
        if (loose === undefined) continue;
        yield {
          at: loose.at,
          message: `\`${loose.key}: ${quoteStar(loose.at.text ?? '')}\` of EC2NodeClass \`${nodeClass.name}\` matches ${describeMatch(term, loose)}`,
          help:
            field === 'amiSelectorTerms'
              ? `Name one image by \`id\` or by its whole name${nodeClass.version === 'v1beta1' ? '' : ', or take a versioned `alias` such as `al2023@v20240807`'}.`
              : 'Use a tag that names this cluster, such as `karpenter.sh/discovery: <cluster>`, or list ids.',
          ...(loose.isStar ? { severity: { default: 'improvement', prod: 'critical', staging: 'improvement', dev: 'note' } } : {}),
        };
      }
    }
  },
});

const effects: Readonly<Record<SelectorField, string>> = {
  subnetSelectorTerms: 'in which network nodes run',
  securityGroupSelectorTerms: 'who can reach the nodes',
  amiSelectorTerms: 'what nodes boot',
  capacityReservationSelectorTerms: 'whose reservations are used up',
};

/** Completes "the condition matches …". Karpenter takes the newest image that fits. */
function describeMatch(term: SelectorTerm, { key }: Loose): string {
  if (term.field === 'amiSelectorTerms' && key === 'name') {
    const owner = term.text('owner');
    return `every AMI of ${owner === undefined ? 'this account and of Amazon' : `\`${owner}\``}, and nodes boot the newest one for their architecture, whatever is in it.`;
  }
  const narrowness = term.field === 'amiSelectorTerms' ? '' : ', not only those of this cluster';
  return `${selectorFields[term.field]} all over the account and region${narrowness}, so whoever may create or tag them decides ${effects[term.field]}.`;
}

interface Loose {
  readonly key: string;
  readonly at: Value;
  /** True where anything at all matches. */
  readonly isStar: boolean;
}

/** What makes a term loose; undefined where another condition of the term narrows it. */
function looseCondition(term: SelectorTerm): Loose | undefined {
  const name = term.at.at('name');
  if (name?.text === '*' && term.tags.length === 0) return { key: 'name', at: name, isStar: true };
  if (['id', 'name', 'alias', 'ssmParameter'].some((property) => term.at.at(property) !== undefined)) return undefined;
  const conditions = term.tags.map(([key, at]) => ({ key, at, isStar: at.text === '*' }));
  if (conditions.length === 0 || conditions.some(isNarrow)) return undefined;
  const star = conditions.find(({ isStar }) => isStar);
  if (star !== undefined) return star;
  // A pipeline may promote images by such a tag.
  return conditions.length === 1 && term.field !== 'amiSelectorTerms' ? conditions[0] : undefined;
}

/** A condition that names something of one cluster, or may do so once it is filled in. */
function isNarrow({ key, at, isStar }: Loose): boolean {
  if (isStar) return /^(?:karpenter\.sh\/discovery|kubernetes\.io\/cluster)\/./.test(key);
  return knownText(at) === undefined || !genericTag.test(key);
}

/** Tags that say what something is like, not whose it is. */
const genericTag = /^(?:env|environment|stage|tier|type|network|kubernetes\.io\/role\/(?:internal-)?elb)$/i;

function quoteStar(text: string): string {
  return text === '*' ? '"*"' : text;
}
