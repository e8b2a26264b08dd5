import { replaceScalar } from '../../core/fix.ts';
import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { budgetsOf, covers, describeReasons, mostNodesOf, reasonsOfPool } from '../../karpenter/budgets.ts';
import type { Budget, DisruptionReason } from '../../karpenter/budgets.ts';
import { isSimulated } from '../../karpenter/other-cloud.ts';

/** So few nodes can't go in small shares. */
const smallPool = 2;

export default defineRule({
  id: 'budget-too-permissive',
  group: 'reliability',
  severity: { default: 'improvement', prod: 'improvement', staging: 'note', dev: 'off' },
  preset: 'essential',
  kinds: ['NodePool'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'Karpenter may disrupt most nodes of a NodePool at once.',
  references: ['https://karpenter.sh/docs/concepts/disruption/#nodepool-disruption-budgets'],
  options: { maxPercent: { type: 'integer', description: 'The largest share of a pool that may be disrupted at once.', default: 50, minimum: 1 } },
  fix: 'unsafe',
  yieldsTo: ['budget-removes-default', 'budget-schedule-inverted', 'budget-cron-invalid'],
  *check(pool, { options }) {
    const most = mostNodesOf(pool);
    if ((most !== undefined && most <= smallPool) || isSimulated(pool)) return;
    const budgets = budgetsOf(pool);
    if (budgets === undefined) {
      yield* noteDefault(pool);
      return;
    }
    for (const [{ at: budget }, reasons] of loosestBudgets(pool, budgets, Number(options['maxPercent']))) {
      const nodes = budget.at('nodes');
      if (nodes === undefined) continue;
      yield {
        at: nodes,
        message: `\`nodes: ${nodes.text}\` lets Karpenter disrupt ${describeShare(nodes.text ?? '')} NodePool \`${pool.name}\` at once for ${describeReasons(reasons)}, so ${describeOccasion(reasons)} can drain most of its pods together.`,
        help: 'Set `10%`, which is the default, or a share that your services bear; another entry may be stricter at certain hours.',
        fix: { title: 'Set `nodes: 10%`', safety: 'unsafe', edits: [replaceScalar(pool, nodes, '10%')] },
      };
    }
  },
});

/** A pool without a template is a patch, and a placeholder may bring budgets. */
function* noteDefault(pool: Resource) {
  const disruption = pool.at('spec', 'disruption');
  const budgets = disruption?.at('budgets');
  if (pool.at('spec', 'template') === undefined || disruption?.isUnknown || (budgets !== undefined && !budgets.isNull)) return;
  yield {
    at: pool.anchor('spec', 'disruption', 'budgets'),
    message: `NodePool \`${pool.name}\` writes no \`budgets\`, so the implicit one holds: 10% of its nodes, but at least one, may be disrupted at any hour.`,
    help: 'Write the share and the hours that suit the workloads of the pool; `- nodes: 10%` alone changes nothing but says that it is meant.',
    severity: { default: 'note', prod: 'note', staging: 'note', dev: 'off' },
  } as const;
}

/** False where only empty nodes are consolidated, or none. */
function consolidatesUsedNodes(pool: Resource): boolean {
  const disruption = pool.at('spec', 'disruption');
  return disruption?.at('consolidateAfter')?.text !== 'Never' && disruption?.at('consolidationPolicy')?.text !== 'WhenEmpty';
}

/** The strictest entry of each reason that has always active entries, all of them too large; reasons of one entry together. */
function loosestBudgets(pool: Resource, budgets: readonly Budget[], maxPercent: number): ReadonlyMap<Budget, readonly DisruptionReason[]> {
  const found = new Map<Budget, DisruptionReason[]>();
  for (const reason of reasonsOfPool(pool)) {
    // Removing empty nodes disturbs nobody.
    if (reason === 'Empty' || (reason === 'Underutilized' && !consolidatesUsedNodes(pool)) || budgets.some(({ reasons }) => reasons === undefined)) continue;
    const always = budgets.filter((budget) => covers(budget, reason) && budget.window === 'always');
    const [strictest] = [...always].sort((a, b) => shareOf(a, pool) - shareOf(b, pool));
    if (strictest === undefined || !always.every((budget) => shareOf(budget, pool) > maxPercent)) continue;
    found.set(strictest, [...(found.get(strictest) ?? []), reason]);
  }
  return found;
}

/** In percent of the largest pool; 0 where that can't be told. */
function shareOf({ allowance }: Budget, pool: Resource): number {
  if (allowance === undefined) return 0;
  if ('percent' in allowance) return allowance.percent;
  const most = mostNodesOf(pool);
  return most !== undefined && allowance.nodes >= most ? 100 : 0;
}

function describeOccasion(reasons: readonly DisruptionReason[]): string {
  const occasions = [...(reasons.includes('Drifted') ? ['an AMI update'] : []), ...(reasons.includes('Underutilized') ? ['a quiet hour'] : [])];
  return occasions.join(' or ');
}

function describeShare(nodes: string): string {
  if (nodes === '100%') return 'all nodes of';
  return nodes.endsWith('%') ? `${nodes} of the nodes of` : 'as many nodes as there can be in';
}
