import { defineRule } from '../../core/rule.ts';
import { budgetsOf, mostNodesOf } from '../../karpenter/budgets.ts';

export default defineRule({
  id: 'budget-percent-rounds-up',
  group: 'reliability',
  severity: { default: 'note', prod: 'note', staging: 'note', dev: 'off' },
  preset: 'all',
  kinds: ['NodePool'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'A percentage of few nodes rounds up to most of them.',
  references: ['https://karpenter.sh/docs/concepts/disruption/#nodepool-disruption-budgets'],
  *check(pool) {
    const most = mostNodesOf(pool);
    if (most === undefined || most < 2) return;
    for (const { at, allowance } of budgetsOf(pool) ?? []) {
      const nodes = at.at('nodes');
      if (nodes === undefined || allowance === undefined || !('percent' in allowance) || allowance.percent === 0 || allowance.percent >= 50) continue;
      const allowed = Math.ceil((most * allowance.percent) / 100);
      if (allowed * 2 < most) continue;
      yield {
        at: nodes,
        message: `\`${nodes.text}\` of the at most ${most} nodes of NodePool \`${pool.name}\` rounds up to ${allowed}, which is ${allowed === most ? 'all of them' : 'half of them or more'}.`,
        help: 'In a pool this small, say it in nodes, and give the important hours a budget of `"0"`.',
      };
    }
  },
});
