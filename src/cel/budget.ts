import { BudgetError } from './errors.ts';

/** What one expression may cost, in steps as the API server counts them: about one for each value that is read or computed. */
export const mostPerExpression = 1_000_000;

/** What all expressions of one object may cost together. */
export const mostPerObject = 10_000_000;

/** Counts what evaluation costs, and ends it where it costs too much. */
export class Budget {
  #left: number;

  constructor(steps: number) {
    this.#left = steps;
  }

  get left(): number {
    return this.#left;
  }

  spend(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0) throw new BudgetError('actual cost limit exceeded');
  }
}
