import { removeEntry } from '../../core/fix.ts';
import type { Fix } from '../../core/fix.ts';
import type { Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { has } from '../../karpenter/written.ts';

/** Which keys count in a term, the first of them alone. Source: getFilterSets in pkg/providers of karpenter-provider-aws. */
const lists: readonly { readonly field: string; readonly order: readonly string[]; readonly others: readonly string[] }[] = [
  { field: 'subnetSelectorTerms', order: ['id'], others: ['tags'] },
  { field: 'securityGroupSelectorTerms', order: ['id', 'name'], others: ['tags'] },
  { field: 'capacityReservationSelectorTerms', order: ['id'], others: ['tags', 'ownerID', 'instanceMatchCriteria'] },
];

export default defineRule({
  id: 'selector-term-mixed',
  group: 'correctness',
  severity: 'critical',
  preset: 'recommended',
  kinds: ['EC2NodeClass'],
  apiVersions: ['v1'],
  summary: 'A selector term combines an id or a name with keys that then do not count.',
  references: [
    'https://karpenter.sh/docs/concepts/nodeclasses/#specsubnetselectorterms',
    'https://github.com/aws/karpenter-provider-aws/blob/main/pkg/providers/securitygroup/securitygroup.go',
  ],
  fix: 'unsafe',
  yieldsTo: ['api-rejected'],
  *check(nodeClass) {
    for (const { field, order, others } of lists) {
      const terms = nodeClass.at('spec', field)?.items() ?? [];
      const mixed = terms.flatMap((term) => findMixed(term, [...order, ...others], order));
      // A list without a clean term is refused by the API server.
      if (mixed.length === terms.length) continue;
      for (const { term, winner, ignored } of mixed) {
        const fix = makeFix(nodeClass, term, ignored);
        const names = ignored.map((key) => `\`${key}\``).join(' and ');
        yield {
          at: term,
          message: `This term of \`${field}\` combines \`${winner}\` with ${names}, but only \`${winner}\` counts: the term selects more, or something else, than it says.`,
          help: `Remove ${names}, or make a term of each.`,
          ...(fix === undefined ? {} : { fix }),
        };
      }
    }
  },
});

interface MixedTerm {
  readonly term: Value;
  readonly winner: string;
  readonly ignored: readonly string[];
}

function findMixed(term: Value, keys: readonly string[], order: readonly string[]): MixedTerm[] {
  const written = keys.filter((key) => has(term, key));
  const [winner] = written;
  return winner === undefined || written.length === 1 || !order.includes(winner) ? [] : [{ term, winner, ignored: written.slice(1) }];
}

function makeFix(nodeClass: Resource, term: Value, ignored: readonly string[]): Fix | undefined {
  const values = ignored.map((key) => term.at(key));
  const edits = values.map((value) => (value === undefined ? undefined : removeEntry(nodeClass, value))).filter((edit) => edit !== undefined);
  // Nothing changes for the nodes: what is removed did not count.
  return edits.length < ignored.length ? undefined : { title: 'Keep only the key that counts', safety: 'unsafe', edits };
}
