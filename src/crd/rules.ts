import { Budget, mostPerObject } from '../cel/budget.ts';
import { BudgetError, CelError, UnknownValueError } from '../cel/errors.ts';
import { evaluate } from '../cel/evaluate.ts';
import { compile } from '../cel/program.ts';
import type { CelProgram } from '../cel/program.ts';
import { noValue } from '../cel/values.ts';
import type { CelValue } from '../cel/values.ts';
import type { Path } from '../core/resource.ts';
import { asRoot, isVisible, toCel } from './to-cel.ts';
import { childSchema, isMap } from './schema.ts';
import type { CrdRule, CrdSchema, JsonMap } from './schema.ts';

/** A rule that an object breaks. */
export interface BrokenRule {
  readonly rule: CrdRule;
  /** The value that the rule sits at; `fieldPath` leads on from there. */
  readonly path: Path;
  readonly message: string;
  /** Why the rule could not be evaluated, which counts as broken. */
  readonly failure?: string;
}

const programs = new Map<string, CelProgram>();

/** Parses a rule, or a message of one. Throws CelSyntaxError. */
export function compileRule(expression: string): CelProgram {
  const known = programs.get(expression);
  if (known !== undefined) return known;
  const program = compile(expression, ['self', 'oldSelf']);
  programs.set(expression, program);
  return program;
}

/**
 * Runs the validation rules of a schema over an object that is created. Where `isSound` says that a value is broken already, its rules
 * say nothing. Source: pkg/apiserver/schema/cel of k8s.io/apiextensions-apiserver.
 */
export function brokenRules(schema: CrdSchema, object: JsonMap, isSound: (path: Path) => boolean): BrokenRule[] {
  const run = new RuleRun(isSound);
  run.visit(asRoot(schema), object, []);
  return run.broken;
}

class RuleRun {
  readonly broken: BrokenRule[] = [];
  readonly #isSound: (path: Path) => boolean;
  readonly #budget = new Budget(mostPerObject);
  #isSpent = false;

  constructor(isSound: (path: Path) => boolean) {
    this.#isSound = isSound;
  }

  visit(schema: CrdSchema, data: unknown, path: Path): void {
    if (data === null || this.#isSpent || !isVisible(schema)) return;
    this.#applyRules(schema, schema, { data, path });
    if (Array.isArray(data)) {
      const { items } = schema;
      if (items !== undefined) for (const [index, item] of data.entries()) this.visit(items, item, [...path, index]);
    } else if (isMap(data)) {
      for (const [key, value] of Object.entries(data)) {
        const child = childSchema(schema, key);
        if (child !== undefined) this.visit(child, value, [...path, key]);
      }
    }
  }

  /** The rules of a schema and of those that it is a sum of, over a value of the first one's type. */
  #applyRules(rules: CrdSchema, schema: CrdSchema, value: { readonly data: unknown; readonly path: Path }): void {
    const own = rules['x-kubernetes-validations'] ?? [];
    if (own.length > 0 && this.#isSound(value.path)) this.#run(own, schema, value);
    for (const part of rules.allOf ?? []) this.#applyRules(part, schema, value);
  }

  #run(rules: readonly CrdRule[], schema: CrdSchema, { data, path }: { readonly data: unknown; readonly path: Path }): void {
    const self = attempt(() => toCel(data, schema));
    for (const rule of rules) {
      if (this.#isSpent) return;
      const program = compileRule(rule.rule);
      if (program.variables.has('oldSelf') && rule.optionalOldSelf !== true) continue;
      const outcome = self instanceof CelError ? self : this.#evaluate(program, self);
      if (outcome === true || outcome instanceof UnknownValueError) continue;
      const failure = outcome instanceof CelError ? { failure: outcome.message } : {};
      this.broken.push({ rule, path, message: this.#messageOf(rule, self), ...failure });
    }
  }

  #evaluate(program: CelProgram, self: CelValue): CelValue | CelError {
    try {
      return evaluate(
        program,
        new Map([
          ['self', self],
          ['oldSelf', noValue],
        ]),
        this.#budget,
      );
    } catch (error) {
      if (error instanceof CelError) return error;
      if (!(error instanceof BudgetError)) throw error;
      this.#isSpent = true;
      return new CelError('no further validation rules will be run due to call cost exceeds limit for rule');
    }
  }

  /** The message that the rule computes, the one that it has, or the rule itself. */
  #messageOf({ rule, message, messageExpression }: CrdRule, self: CelValue | CelError): string {
    if (messageExpression !== undefined && messageExpression !== '' && !(self instanceof CelError)) {
      const computed = this.#evaluate(compileRule(messageExpression), self);
      if (typeof computed === 'string' && computed.trim() !== '' && !computed.trim().includes('\n')) return computed.trim();
    }
    return message === undefined || message === '' ? `failed rule: ${rule.trim()}` : message.trim();
  }
}

function attempt(make: () => CelValue): CelValue | CelError {
  try {
    return make();
  } catch (error) {
    if (error instanceof CelError) return error;
    throw error;
  }
}
