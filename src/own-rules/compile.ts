import { BudgetError, CelError, CelSyntaxError, UnknownValueError } from '../cel/errors.ts';
import { evaluate } from '../cel/evaluate.ts';
import { compile } from '../cel/program.ts';
import type { CelProgram } from '../cel/program.ts';
import type { CelValue } from '../cel/values.ts';
import type { CustomRule, WrittenExpression } from '../core/custom-rules.ts';
import type { Place, Resource } from '../core/resource.ts';
import type { OwnProblem, ResourceRule } from '../core/rule.ts';
import type { SourceRange } from '../core/source.ts';
import { objectToCel } from './object-to-cel.ts';

/** An expression of a configuration that is none. */
export interface ExpressionProblem {
  readonly range: SourceRange;
  readonly message: string;
}

export interface CompiledRules {
  readonly rules: readonly ResourceRule[];
  readonly problems: readonly ExpressionProblem[];
}

/** Makes rules of what a configuration defines. Nothing of it runs yet. */
export function compileRules(custom: readonly CustomRule[]): CompiledRules {
  const problems: ExpressionProblem[] = [];
  const rules = custom.flatMap((rule) => {
    const program = compileExpression(rule.expression, problems);
    const message = rule.messageExpression === undefined ? undefined : compileExpression(rule.messageExpression, problems);
    return program === undefined ? [] : [toRule(rule, program, message)];
  });
  return { rules, problems };
}

function compileExpression({ text, range }: WrittenExpression, problems: ExpressionProblem[]): CelProgram | undefined {
  try {
    return compile(text, ['object']);
  } catch (error) {
    if (!(error instanceof CelSyntaxError)) throw error;
    problems.push({
      range,
      message: `The expression cannot be used: ${error.message}${/[.?]$/.test(error.message) ? '' : '.'} (Character ${error.offset + 1}.)`,
    });
    return undefined;
  }
}

function toRule(custom: CustomRule, program: CelProgram, message: CelProgram | undefined): ResourceRule {
  const { expression: _expression, messageExpression: _message, fieldPath, help, message: text, ...meta } = custom;
  return {
    ...meta,
    *check(resource): Iterable<OwnProblem> {
      const object = objectToCel(resource);
      const outcome = valueOf(program, object);
      if (outcome === true || outcome instanceof UnknownValueError) return;
      const at = placeOf(resource, fieldPath);
      const said = { message: sentence(messageFor(message, object) ?? text ?? meta.summary), ...(help === undefined ? {} : { help }) };
      if (outcome === false) yield { at, ...said };
      else
        yield {
          at,
          message: `\`${meta.id}\` has no answer for this object: ${reasonOf(outcome)}.`,
          help: `Mend the expression of \`${meta.id}\` in the configuration, or the object.`,
        };
    },
  };
}

function valueOf(program: CelProgram, object: CelValue): CelValue | Error {
  try {
    return evaluate(program, new Map([['object', object]]));
  } catch (error) {
    if (error instanceof CelError || error instanceof BudgetError) return error;
    throw error;
  }
}

function messageFor(program: CelProgram | undefined, object: CelValue): string | undefined {
  const made = program === undefined ? undefined : valueOf(program, object);
  return typeof made === 'string' && made.trim() !== '' ? made.trim().replace(/\s+/g, ' ') : undefined;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function reasonOf(outcome: CelValue | Error): string {
  if (outcome instanceof BudgetError) return 'it takes more than a million steps';
  return outcome instanceof Error ? outcome.message : 'its value is neither true nor false';
}

function placeOf(resource: Resource, path: CustomRule['fieldPath']): Place {
  return (path.length === 0 ? undefined : resource.at(...path)) ?? resource.anchor(...path);
}
