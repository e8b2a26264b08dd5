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
  const selector = budget.at('spec', 'selector');
  const workloads = workloadsIn(scope);
  const namesakes = workloads.filter(({ resource }) => resource.namespace === budget.namespace);
  const verdicts = namesakes.map(({ template }) => selects(selector, template));
  // An object without a namespace may be applied to any.
  const strays = workloads.filter(({ resource }) => resource.namespace !== budget.namespace && (resource.namespace === '' || budget.namespace === ''));
  const isOpen = verdicts.includes(undefined) || strays.some(({ template }) => selects(selector, template) !== false);
  return { scope, namesakes, covered: namesakes.filter((_, index) => verdicts[index] === true), isOpen };
}

/** True for a budget that surely covers nothing although its namespace has workloads. */
export function coversNothing({ namesakes, covered, isOpen }: BudgetReach): boolean {
  return namesakes.length > 0 && covered.length === 0 && !isOpen;
}
