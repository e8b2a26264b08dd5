import { Budget, mostPerExpression } from './budget.ts';
import { CelError, noSuchOverload, UnknownValueError } from './errors.ts';
import { overloadsOf } from './functions/index.ts';
import { select } from './functions/overload.ts';
import { costOfSearch } from './regex.ts';
import { runMacro } from './run-macro.ts';
import { macroNames } from './macros.ts';
import { add, arithmetic, compare, contains, equals, negate, subtract, toKey } from './operators.ts';
import { qualifiedName, typeNamed } from './program.ts';
import type { ASTNode, CelProgram } from './program.ts';
import type { Evaluator, Scope } from './evaluator.ts';
import { CelList, CelMap, CelOptional, CelType, CelUint, CelUnknown, noValue, sizeOf } from './values.ts';
import type { CelKey, CelValue } from './values.ts';

/**
 * The value of an expression. Throws CelError where it has none, UnknownValueError where a placeholder decides, and BudgetError
 * where it costs more than one expression may, or more than is left of `budget`.
 */
export function evaluate(program: CelProgram, variables: Scope, budget?: Budget): CelValue {
  const limit = Math.min(budget?.left ?? mostPerExpression, mostPerExpression);
  const own = new Budget(limit);
  try {
    return new Evaluation(own).value(program.ast, variables);
  } finally {
    budget?.spend(Math.min(budget.left, limit - Math.max(0, own.left)));
  }
}

type OperatorNode = Exclude<ASTNode, { op: 'value' | 'id' | '.' | '.?' | '[]' | '[?]' | 'call' | 'rcall' | 'list' | 'map' }>;

const listCost = 10;
const mapCost = 30;

class Evaluation implements Evaluator {
  readonly #budget: Budget;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  spend(steps: number): void {
    this.#budget.spend(steps);
  }

  /** The value of a node; a value that is filled in later is never given out but thrown. */
  value(node: ASTNode, scope: Scope): CelValue {
    const value = this.#evaluate(node, scope);
    if (value instanceof CelUnknown) throw new UnknownValueError('unknown');
    return value;
  }

  /** The value of a node where a condition is wanted. */
  condition(node: ASTNode, scope: Scope): boolean {
    const value = this.value(node, scope);
    if (typeof value !== 'boolean') throw noSuchOverload();
    return value;
  }

  #evaluate(node: ASTNode, scope: Scope): CelValue {
    switch (node.op) {
      case 'value':
        return this.#literal(node);
      case 'id':
        return this.#variable(node, scope);
      case '.':
      case '.?':
        return this.#select(node, scope);
      case '[]':
      case '[?]':
        return this.#index(node, scope);
      case 'call':
        return this.#call(node.args[0], node.args[1], scope);
      case 'rcall':
        return this.#method(node.args, scope);
      case 'list':
        this.spend(listCost);
        return new CelList(node.args.map((item) => this.value(item, scope)));
      case 'map':
        return this.#map(node.args, scope);
      default:
        return this.#operator(node, scope);
    }
  }

  #operator(node: OperatorNode, scope: Scope): CelValue {
    switch (node.op) {
      case '?:':
        return this.condition(node.args[0], scope) ? this.value(node.args[1], scope) : this.value(node.args[2], scope);
      case '||':
        return this.logical(true, node.args, (operand) => this.condition(operand, scope));
      case '&&':
        return this.logical(false, node.args, (operand) => this.condition(operand, scope));
      case '!_':
        this.spend(1);
        return !this.condition(node.args, scope);
      case '-_':
        this.spend(1);
        return negate(this.value(node.args, scope));
      default:
        return this.#binary(node.op, this.value(node.args[0], scope), this.value(node.args[1], scope));
    }
  }

  /**
   * `||` and `&&` over any number of operands: the deciding value wins wherever it stands, then what is unknown, then an error.
   * https://github.com/google/cel-spec/blob/master/doc/langdef.md#logical-operators
   */
  logical<Operand>(deciding: boolean, operands: Iterable<Operand>, test: (operand: Operand) => boolean): boolean {
    let failure: CelError | undefined;
    for (const operand of operands) {
      try {
        if (test(operand) === deciding) return deciding;
      } catch (error) {
        if (!(error instanceof CelError)) throw error;
        if (failure === undefined || (error instanceof UnknownValueError && !(failure instanceof UnknownValueError))) failure = error;
      }
    }
    if (failure !== undefined) throw failure;
    return !deciding;
  }

  #literal(node: ASTNode & { op: 'value' }): CelValue {
    const value = node.args;
    if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return value;
    // The parser's own class for unsigned numbers, which prints its digits.
    return new CelUint(BigInt(String(value)));
  }

  #variable(node: ASTNode & { op: 'id' }, scope: Scope): CelValue {
    this.spend(1);
    const value = scope.get(node.args);
    if (value !== undefined) return value;
    const type = typeNamed(node);
    if (type === undefined) throw new CelError(`no such attribute(s): ${node.args}`);
    return new CelType(type);
  }

  #select(node: ASTNode & { op: '.' | '.?' }, scope: Scope): CelValue {
    const type = typeNamed(node);
    if (type !== undefined) return new CelType(type);
    const [operand, field] = node.args;
    this.spend(1);
    return lookUp(this.value(operand, scope), field, node.op === '.?');
  }

  #index({ op, args: [operand, index] }: ASTNode & { op: '[]' | '[?]' }, scope: Scope): CelValue {
    this.spend(1);
    return lookUp(this.value(operand, scope), this.value(index, scope), op === '[?]');
  }

  #map(pairs: readonly (readonly [ASTNode, ASTNode])[], scope: Scope): CelValue {
    this.spend(mapCost);
    const entries = new Map<CelKey, CelValue>();
    for (const [keyNode, valueNode] of pairs) {
      const key = toKey(this.value(keyNode, scope));
      if (key === undefined) throw new CelError('unsupported key type');
      entries.set(key, this.value(valueNode, scope));
    }
    return new CelMap(entries);
  }

  #call(name: string, args: readonly ASTNode[], scope: Scope): CelValue {
    const [only] = args;
    if (name === 'has' && only?.op === '.') return this.#has(only, scope);
    return this.#apply(
      name,
      args.map((argument) => this.value(argument, scope)),
    );
  }

  #has({ args: [operand, field] }: ASTNode & { op: '.' }, scope: Scope): boolean {
    const value = this.value(operand, scope);
    if (value instanceof CelOptional) return value.value !== undefined && isThere(value.value, field);
    return isThere(value, field);
  }

  #method([name, receiver, args]: readonly [string, ASTNode, readonly ASTNode[]], scope: Scope): CelValue {
    const qualified = scope.has(String(receiver.args)) ? undefined : qualifiedName(receiver, name);
    if (qualified !== undefined)
      return this.#apply(
        qualified,
        args.map((argument) => this.value(argument, scope)),
      );
    if (macroNames.has(`${name}/${args.length}`)) return runMacro({ name, receiver, args }, scope, this);
    const self = this.value(receiver, scope);
    if (self instanceof CelOptional && self.value !== undefined && (name === 'or' || name === 'orValue')) return name === 'or' ? self : self.value;
    return this.#apply(`.${name}`, [self, ...args.map((argument) => this.value(argument, scope))]);
  }

  #apply(name: string, args: readonly CelValue[]): CelValue {
    const overload = select(overloadsOf(name), args);
    if (overload === undefined) throw noSuchOverload();
    this.spend(costOf(name, args));
    const result = overload.run(...args);
    if (result instanceof CelList || typeof result === 'string') this.spend(Math.ceil(sizeOf(result) / 10));
    return result;
  }

  #binary(operator: string, a: CelValue, b: CelValue): CelValue {
    this.spend(operator === 'in' ? 1 + sizeOf(b) : Math.ceil(1 + costOfOperands(operator, a, b)));
    switch (operator) {
      case '==':
        return equals(a, b);
      case '!=':
        return !equals(a, b);
      case 'in':
        return contains(b, a);
      case '+':
        return add(a, b);
      case '-':
        return subtract(a, b);
      case '*':
      case '/':
      case '%':
        return arithmetic[operator](a, b);
      default:
        return ordered(operator, compare(a, b));
    }
  }
}

function costOfOperands(operator: string, a: CelValue, b: CelValue): number {
  return operator === '+' ? (sizeOf(a) + sizeOf(b)) / 10 : Math.min(sizeOf(a), sizeOf(b)) / 10;
}

/** Functions that look at each item for each item. */
const quadratic: ReadonlySet<string> = new Set(['.distinct', 'sets.contains', 'sets.equivalent', 'sets.intersects', '.contains']);

const searches: ReadonlySet<string> = new Set(['.matches', '.find', '.findAll', 'matches']);

function costOf(name: string, args: readonly CelValue[]): number {
  const sizes = args.map(sizeOf);
  const [text, pattern] = args;
  if (searches.has(name) && typeof text === 'string' && typeof pattern === 'string') return 1 + costOfSearch(text, pattern);
  const [first = 0, second = first] = sizes;
  if (quadratic.has(name)) return 1 + Math.ceil((first * second) / (name.startsWith('.') ? 40 : 10));
  const [range] = args;
  if (name === 'lists.range' && typeof range === 'bigint') return 1 + Number(range);
  return 1 + Math.ceil(sizes.reduce((sum, size) => sum + size, 0) / 10);
}

function ordered(operator: string, order: number | undefined): boolean {
  if (order === undefined) return false;
  if (operator === '<') return order < 0;
  if (operator === '<=') return order <= 0;
  return operator === '>' ? order > 0 : order >= 0;
}

/** A field, an entry or an item; an optional one where that is asked for, or where the container is optional itself. */
function lookUp(container: CelValue, key: CelValue, isOptional: boolean): CelValue {
  if (container instanceof CelOptional) {
    if (container.value === undefined) return noValue;
    return lookUp(container.value, key, true);
  }
  const found = find(container, key);
  if (isOptional) return found === undefined ? noValue : new CelOptional(found);
  if (found !== undefined) return found;
  throw new CelError(container instanceof CelList ? `index out of bounds: ${String(key)}` : `no such key: ${String(key)}`);
}

function find(container: CelValue, key: CelValue): CelValue | undefined {
  if (container instanceof CelList) {
    const index = toKey(key);
    if (typeof index !== 'bigint') throw new CelError('unsupported index');
    return index < 0n ? undefined : known(container.items[Number(index)]);
  }
  if (!(container instanceof CelMap)) throw noSuchOverload();
  const entry = toKey(key);
  const value = entry === undefined ? undefined : container.entries.get(entry);
  if (value === undefined && container.isOpen) throw new UnknownValueError('unknown');
  return known(value);
}

function known(value: CelValue | undefined): CelValue | undefined {
  if (value instanceof CelUnknown) throw new UnknownValueError('unknown');
  return value;
}

function isThere(container: CelValue, field: string): boolean {
  if (!(container instanceof CelMap)) throw noSuchOverload();
  if (container.entries.has(field)) return true;
  if (container.isOpen) throw new UnknownValueError('unknown');
  return false;
}
