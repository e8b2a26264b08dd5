import type { Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { knownText } from '../../karpenter/written.ts';

const lists = [
  { field: 'subnetSelectorTerms', noun: 'subnets' },
  { field: 'securityGroupSelectorTerms', noun: 'security groups' },
  { field: 'amiSelectorTerms', noun: 'AMIs' },
] as const;

export default defineRule({
  id: 'selector-by-name',
  group: 'correctness',
  severity: 'note',
  preset: 'all',
  kinds: ['EC2NodeClass'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'Subnets, security groups or AMIs are selected by a name, which people edit.',
  references: ['https://karpenter.sh/docs/concepts/nodeclasses/#specsubnetselectorterms'],
  *check(nodeClass) {
    for (const { field, noun } of lists) {
      for (const term of nodeClass.at('spec', field)?.items() ?? []) {
        const name = nameOf(term, field);
        const text = knownText(name);
        if (name === undefined || text === undefined) continue;
        yield {
          at: name,
          message: `The ${noun} are selected by the name \`${text}\`; names are edited by people and need not be unique, so the selection may change unseen.`,
          help: 'Select by a tag that only serves this purpose, such as `karpenter.sh/discovery`.',
        };
      }
    }
  },
});

/** An AMI's own name comes with the image and is as stable as that; the tag is not. */
function nameOf(term: Value, field: string): Value | undefined {
  if (field === 'securityGroupSelectorTerms' && term.at('name') !== undefined) return term.at('name');
  // Beside other tags a name only narrows what they select.
  return term.at('tags')?.entries().length === 1 ? term.at('tags', 'Name') : undefined;
}
