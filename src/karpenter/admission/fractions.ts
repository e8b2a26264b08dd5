import type { Value } from '../../core/resource.ts';
import { quote, shortName } from '../../schemas/words.ts';
import { knownNumber } from '../written.ts';
import type { Breach } from './rule.ts';

/**
 * Whole numbers with a fraction too small for the schema to see: a rule that looks at them cannot be evaluated, which counts as broken.
 * The schema speaks of larger fractions.
 */
export function* fractions(...values: readonly (Value | undefined)[]): Iterable<Breach> {
  for (const value of values) {
    const number = knownNumber(value);
    if (value === undefined || number === undefined || number % 1 === 0) continue;
    const nearest = Math.round(number);
    if (Math.abs(number - nearest) >= 1e-9 * Math.abs(nearest)) continue;
    yield {
      at: value,
      message: `\`${shortName(value.path)}\` is ${quote(number)}, which is no whole number.`,
      help: 'Write a whole number.',
      evaluationError: 'invalid data, expected int, got float64 evaluating rule',
    };
  }
}
