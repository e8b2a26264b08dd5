import type { ASTNode } from './program.ts';
import type { CelValue } from './values.ts';

/** Variables by name; those of a macro hide what is around them. */
export type Scope = ReadonlyMap<string, CelValue>;

/** What macros need of an evaluation. */
export interface Evaluator {
  spend(steps: number): void;
  /** The value of a node; what is filled in later is thrown, never given out. */
  value(node: ASTNode, scope: Scope): CelValue;
  /** The value of a node where a condition is wanted. */
  condition(node: ASTNode, scope: Scope): boolean;
  /** `||` (deciding: true) or `&&` (deciding: false) over any number of operands. */
  logical<Operand>(deciding: boolean, operands: Iterable<Operand>, test: (operand: Operand) => boolean): boolean;
}
