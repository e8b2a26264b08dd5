import type { Fix } from '../../core/fix.ts';
import type { Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { addBudget } from '../../karpenter/budget-edits.ts';
import { budgetsOf, describeReasons, reasonsOfPool } from '../../karpenter/budgets.ts';

export default defineRule({
  id: 'budget-removes-default',
  group: 'reliability',
  severity: { default: 'improvement', prod: 'improvement', staging: 'improvement', dev: 'note' },
  preset: 'recommended',
  kinds: ['NodePool'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'The budgets of a NodePool leave some kind of disruption without any limit.',
  references: [
    'https://karpenter.sh/docs/concepts/disruption/#nodepool-disruption-budgets',
    'https://github.com/kubernetes-sigs/karpenter/blob/main/pkg/apis/v1/nodepool.go',
  ],
  fix: 'unsafe',
  *check(pool) {
    const budgets = budgetsOf(pool);
    const at = pool.at('spec', 'disruption', 'budgets');
    if (budgets === undefined || at === undefined || budgets.some(({ reasons }) => reasons === undefined)) return;
    const inert = budgets.find(({ reasons }) => reasons?.length === 0);
    const open = reasonsOfPool(pool).filter((reason) => !budgets.some(({ reasons }) => reasons?.includes(reason)));
    if (open.length === 0) return;
    const fix = makeFix(pool, at);
    yield {
      at: inert?.at.at('reasons') ?? at,
      message: `\`budgets\` of NodePool \`${pool.name}\` ${inert === undefined ? '' : 'holds an entry whose `reasons` are empty, which matches none, and '}leaves ${describeReasons(open)} without any limit: written budgets replace the default of 10%, so all nodes may go at once.`,
      help: 'Add an entry `nodes: 10%` without `reasons`; of all entries that hold, the strictest counts.',
      ...(open.every((reason) => reason === 'Empty') ? { severity: 'note' } : {}),
      ...(fix === undefined ? {} : { fix }),
    };
  },
});

function makeFix(pool: Resource, budgets: Value): Fix | undefined {
  const edit = addBudget(pool, budgets, { nodes: '10%' });
  return edit && { title: 'Add the budget `nodes: 10%`', safety: 'unsafe', edits: [edit] };
}
