import type { Resource } from '../../core/resource.ts';
import { budgetsOf, covers, isZero } from '../budgets.ts';
import type { Budget } from '../budgets.ts';

/** How the budgets of a pool let drifted nodes go, as the end of a sentence such as "10% of a pool at a time". */
export function driftRate(pool: Resource): string {
  const written = pool.at('spec', 'disruption', 'budgets');
  if (written === undefined || written.isNull) return '10% of a pool at a time';
  const budgets = budgetsOf(pool);
  if (budgets === undefined || budgets.some(({ reasons, allowance }) => reasons === undefined || allowance === undefined)) return 'as its budgets allow';
  const own = budgets.filter((budget) => covers(budget, 'Drifted'));
  const always = own.filter(({ window }) => window === 'always');
  const rest = own.length > always.length ? ', and fewer in the windows of its budgets' : '';
  if (always.some(isZero)) return 'as soon as no budget of `0` holds them back';
  return always.length === 0 ? `all at once${rest}` : `${sharesOf(always)} at a time${rest}`;
}

/** Of several budgets the strictest counts, which is a matter of how many nodes there are. */
function sharesOf(budgets: readonly Budget[]): string {
  const percents = budgets.flatMap(({ allowance }) => (allowance !== undefined && 'percent' in allowance ? [allowance.percent] : []));
  const counts = budgets.flatMap(({ allowance }) => (allowance !== undefined && 'nodes' in allowance ? [allowance.nodes] : []));
  const nodes = Math.min(...counts);
  const parts = [
    ...(percents.length === 0 ? [] : [`${Math.min(...percents)}% of a pool`]),
    ...(counts.length === 0 ? [] : [`${nodes} ${nodes === 1 ? 'node' : 'nodes'}`]),
  ];
  return parts.join(' and at most ');
}
