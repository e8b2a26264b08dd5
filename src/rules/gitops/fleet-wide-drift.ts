import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { OwnProblem } from '../../core/rule.ts';
import type { DriftChange } from '../../karpenter/drift/change.ts';
import { affectedPools, driftChanges } from '../../karpenter/drift/changes.ts';
import { driftRate } from '../../karpenter/drift/rate.ts';

export default defineRule({
  id: 'fleet-wide-drift',
  group: 'gitops',
  severity: { default: 'note', prod: 'improvement', staging: 'note', dev: 'off' },
  preset: 'recommended',
  kinds: ['NodePool', 'EC2NodeClass'],
  apiVersions: ['v1'],
  needs: 'base',
  summary: 'A change makes Karpenter replace the nodes of whole NodePools.',
  references: [
    'https://karpenter.sh/docs/concepts/disruption/#drift',
    'https://github.com/kubernetes-sigs/karpenter/blob/v1.14.1/pkg/apis/v1/nodepool.go',
    'https://github.com/kubernetes-sigs/karpenter/blob/v1.14.1/pkg/controllers/nodeclaim/disruption/drift.go',
    'https://github.com/aws/karpenter-provider-aws/blob/v1.14.1/pkg/apis/v1/ec2nodeclass.go',
    'https://github.com/aws/karpenter-provider-aws/blob/v1.14.1/pkg/cloudprovider/drift.go',
  ],
  yieldsTo: ['immutable-field-change'],
  *check(resource, context) {
    const changes = driftChanges(resource, context);
    const pools = changes.length === 0 ? [] : affectedPools(resource, context);
    if (pools.length === 0) return;
    const certain = changes.filter(({ reach }) => reach !== 'maybe');
    yield* certain.length > 0 ? reportCertain(certain, pools) : reportPossible(changes, pools);
  },
});

function* reportCertain(changes: readonly DriftChange[], pools: readonly Resource[]): Iterable<OwnProblem> {
  const which = changes.some(({ reach }) => reach === 'every') ? 'every node' : 'each node that no longer fits';
  yield {
    at: (changes.find(({ reach }) => reach === 'every') ?? (changes[0] as DriftChange)).at,
    message: `The change of ${fieldsOf(changes)} makes Karpenter replace ${which} of ${poolsOf(pools)}, ${ratesOf(pools)}.`,
    help: 'Merge it when the workloads bear it: a budget for `Drifted` sets pace and hours, and a pull request of its own is easy to take back, which replaces the nodes once more.',
  };
}

/** What AWS has decides, which no file says. */
function* reportPossible([first, ...more]: readonly DriftChange[], pools: readonly Resource[]): Iterable<OwnProblem> {
  if (first === undefined) return;
  yield {
    at: first.at,
    message: `The change of ${fieldsOf([first, ...more])} makes Karpenter replace the nodes of ${poolsOf(pools)} that have something else than is selected now, ${ratesOf(pools)}.`,
    help: 'Compare what the old terms and the new ones select: where it is the same, no node is replaced.',
    severity: { default: 'note', prod: 'note', staging: 'note', dev: 'off' },
  };
}

function fieldsOf(changes: readonly DriftChange[]): string {
  return list([...new Set(changes.map(({ field }) => (field.includes('`') ? field : `\`${field}\``)))]);
}

function poolsOf(pools: readonly Resource[]): string {
  const names = [...new Set(pools.map(({ name }) => `\`${name}\``))];
  return names.length > 3 ? `${names.length} NodePools` : `NodePool${names.length === 1 ? '' : 's'} ${list(names)}`;
}

function ratesOf(pools: readonly Resource[]): string {
  const rates = new Set(pools.map((pool) => driftRate(pool)));
  const [only] = rates;
  return rates.size === 1 && only !== undefined ? only : 'each as its budgets allow';
}

function list(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}
