import { addEntry } from '../../core/fix.ts';
import type { Edit, Fix } from '../../core/fix.ts';
import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { addBudget } from '../../karpenter/budget-edits.ts';
import { budgetsOf, covers } from '../../karpenter/budgets.ts';
import type { Budget } from '../../karpenter/budgets.ts';
import { isDrifted } from '../../karpenter/drift/changes.ts';
import { usesEc2NodeClass } from '../../karpenter/nodepool.ts';
import { crossingFrom } from '../../karpenter/version-crossing.ts';

/** What somebody writes to be careful: no looser than the default. */
const careful = 10;

export default defineRule({
  id: 'ca-bundle-drift-unbudgeted',
  group: 'gitops',
  severity: 'note',
  preset: 'all',
  kinds: ['NodePool'],
  apiVersions: ['v1'],
  needs: 'base',
  summary: 'An upgrade to Karpenter 1.12 replaces all nodes, and no budget of the NodePool sets the pace.',
  references: [
    'https://karpenter.sh/docs/upgrading/upgrade-guide/#upgrading-to-1120',
    'https://github.com/aws/karpenter-provider-aws/blob/v1.12.0/pkg/apis/v1/ec2nodeclass.go',
  ],
  fix: 'unsafe',
  *check(pool, context) {
    const before = crossingFrom(pool, context, '1.12');
    if (before === undefined || !usesEc2NodeClass(pool) || hasOwnPace(pool) || isDrifted(pool, context)) return;
    const fix = makeFix(pool);
    yield {
      at: pool.at('spec', 'disruption', 'budgets')?.keyPlace ?? pool.anchor('spec', 'disruption', 'budgets'),
      message: `The upgrade from Karpenter ${before} to ${context.karpenter} marks every node as drifted once, since 1.12 hashes the cluster's CA bundle with the node class, and NodePool \`${pool.name}\` has no budget of its own for that.`,
      help: 'Add a budget for `Drifted` before the upgrade: a number of nodes, or a window in quiet hours.',
      ...(fix === undefined ? {} : { fix }),
    };
  },
});

/** A number, a careful share or a window for drift, written on purpose; or a placeholder that may be one. */
function hasOwnPace(pool: Resource): boolean {
  const written = pool.at('spec', 'disruption', 'budgets');
  if (written === undefined || written.isNull) return pool.at('spec', 'disruption')?.isUnknown === true;
  return budgetsOf(pool)?.some((budget) => budget.reasons === undefined || (covers(budget, 'Drifted') && isCareful(budget))) ?? true;
}

function isCareful({ allowance, window }: Budget): boolean {
  return allowance === undefined || window !== 'always' || 'nodes' in allowance || allowance.percent <= careful;
}

/** Written budgets replace the default, so the first one is for all reasons. */
function makeFix(pool: Resource): Fix | undefined {
  const edit = editOf(pool);
  return edit && { title: 'Write a budget of 10% for `Drifted`', safety: 'unsafe', edits: [edit] };
}

function editOf(pool: Resource): Edit | undefined {
  const disruption = pool.at('spec', 'disruption');
  const budgets = disruption?.at('budgets');
  if (budgets !== undefined && !budgets.isNull) return addBudget(pool, budgets, { nodes: '10%', reasons: '[Drifted]' });
  return disruption === undefined || budgets !== undefined ? undefined : addEntry(pool, disruption, 'budgets', '\n  - nodes: 10%');
}
