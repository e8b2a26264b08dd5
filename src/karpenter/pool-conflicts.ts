import type { Resource } from '../core/resource.ts';
import { requirementsOf } from './nodepool.ts';
import { findConflicts, isOperator } from './requirements.ts';

/** True for a pool whose requirements and labels exclude each other, so that it launches nothing at all. */
export function hasConflicts(pool: Resource): boolean {
  const readable = requirementsOf(pool).flatMap(({ key, operator, values, isKnown }) =>
    key !== undefined && operator !== undefined && isKnown && isOperator(operator) ? [{ key, operator, values }] : [],
  );
  return findConflicts(readable).length > 0;
}
