/** Why an expression has no value, in the words of the API server's CEL: a missing key, an overflow, a wrong type. */
export class CelError extends Error {
  override readonly name: string = 'CelError';
}

/** The value depends on something that is filled in later, such as `${VAR}`; nothing can be said. */
export class UnknownValueError extends CelError {
  override readonly name = 'UnknownValueError';
}

/** The evaluation cost more than it may; nothing in the expression can catch this. */
export class BudgetError extends Error {
  override readonly name = 'BudgetError';
}

/** An expression that is not CEL, or that names what does not exist. The offset counts UTF-16 units of the expression. */
export class CelSyntaxError extends Error {
  override readonly name = 'CelSyntaxError';
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

export function noSuchOverload(): CelError {
  return new CelError('no such overload');
}
