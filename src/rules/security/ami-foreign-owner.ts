import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { isPattern, selectorTermsOf } from '../../karpenter/selector-terms.ts';

/** Publishers whose images are what their names say: Canonical; AWS for EKS; Bottlerocket in us-east-1. The alias covers the rest of AWS. */
const publishers: readonly string[] = ['self', 'amazon', '099720109477', '602401143452', '092701018921'];

export default defineRule({
  id: 'ami-foreign-owner',
  group: 'security',
  severity: { default: 'note', prod: 'improvement', staging: 'note', dev: 'off' },
  preset: 'all',
  kinds: ['EC2NodeClass'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'AMIs of another account are taken by a pattern of their name.',
  references: ['https://karpenter.sh/docs/concepts/nodeclasses/#specamiselectorterms', 'https://karpenter.sh/docs/reference/threat-model/'],
  options: {
    trustedOwners: { type: 'array', description: 'The ids of the accounts that build your images.', default: [], items: { type: 'string' } },
  },
  *check(nodeClass, { options }) {
    const trusted = options['trustedOwners'] as readonly string[];
    for (const term of selectorTermsOf(nodeClass, 'amiSelectorTerms')) {
      const owner = term.text('owner');
      const at = term.at.at('owner');
      const isLoose = isPattern(term.text('name') ?? '') || term.at.at('name') === undefined;
      if (owner === undefined || at === undefined || !isLoose || publishers.includes(owner) || trusted.includes(owner) || isOwnAccount(nodeClass, owner))
        continue;
      yield {
        at,
        message: `\`owner: ${owner}\` is ${trusted.length === 0 ? 'another account' : 'not among the trusted accounts'} and its images are taken by a pattern: whoever publishes there decides what nodes of EC2NodeClass \`${nodeClass.name}\` boot next.`,
        help: 'Select one image by `id` or by its whole name, or list the account under `trustedOwners` if it is yours.',
        ...(trusted.length === 0 ? { severity: { default: 'note', prod: 'note', staging: 'note', dev: 'off' } } : {}),
      };
    }
  },
});

/** True where an ARN in the class names the same account. */
function isOwnAccount(nodeClass: Resource, owner: string): boolean {
  return new RegExp(`arn:[a-z-]+:[a-z0-9-]+:[a-z0-9-]*:${owner.replace(/[^0-9a-z-]/gi, '.')}:`).test(JSON.stringify(nodeClass.plain));
}
