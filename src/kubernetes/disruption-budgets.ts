import type { Resource } from '../core/resource.ts';
import type { Scope } from '../core/scope.ts';
import { selects } from './label-selector.ts';
import { workloadsIn } from './workload.ts';
import type { Workload } from './workload.ts';

/** What a PodDisruptionBudget does in one scope. */
export interface BudgetReach {
  readonly scope: Scope;
  /** The workloads of the budget's namespace. */
  readonly namesakes: readonly Workload[];
  /** Those that it surely covers. */
  readonly covered: readonly Workload[];
  /** True where a placeholder decides for some workload. */
  readonly isOpen: boolean;
}

export function reachIn(scope: Scope, budget: Resource): BudgetReach {
  const namesakes = workloadsIn(scope).filter(({ resource }) => resource.namespace === budget.namespace);
  const verdicts = namesakes.map(({ template }) => selects(budget.at('spec', 'selector'), template));
  return { scope, namesakes, covered: namesakes.filter((_, index) => verdicts[index] === true), isOpen: verdicts.includes(undefined) };
}

/** True for a budget that surely covers nothing although its namespace has workloads. */
export function coversNothing({ namesakes, covered, isOpen }: BudgetReach): boolean {
  return namesakes.length > 0 && covered.length === 0 && !isOpen;
}
