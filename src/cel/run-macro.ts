import { CelError, noSuchOverload, UnknownValueError } from './errors.ts';
import type { Evaluator, Scope } from './evaluator.ts';
import { sortBy } from './functions/lists.ts';
import { macroNames } from './macros.ts';
import { toKey } from './operators.ts';
import type { ASTNode } from './program.ts';
import { CelList, CelMap, CelOptional } from './values.ts';
import type { CelKey, CelValue } from './values.ts';

/** A macro as it is called: its variables come first among the arguments. */
export interface MacroCall {
  readonly name: string;
  readonly receiver: ASTNode;
  readonly args: readonly ASTNode[];
}

/** What a step of a loop costs beside its body. */
const stepCost = 3;

/** Evaluates a macro that walks a list or a map. https://github.com/google/cel-spec/blob/master/doc/langdef.md#macros */
export function runMacro(call: MacroCall, scope: Scope, evaluation: Evaluator): CelValue {
  const range = evaluation.value(call.receiver, scope);
  if (call.name === 'optMap' || call.name === 'optFlatMap') return mapOptional(call, range, { scope, evaluation });
  const loop = new Loop(call, range, { scope, evaluation });
  const run = macros[call.name];
  if (run === undefined) throw new Error(`no macro ${call.name}`);
  return run(loop);
}

interface Surroundings {
  readonly scope: Scope;
  readonly evaluation: Evaluator;
}

function mapOptional({ name, args: [variable, body] }: MacroCall, receiver: CelValue, { scope, evaluation }: Surroundings): CelValue {
  if (!(receiver instanceof CelOptional) || variable === undefined || body === undefined) throw noSuchOverload();
  if (receiver.value === undefined) return receiver;
  const mapped = evaluation.value(body, new Map([...scope, [String(variable.args), receiver.value]]));
  if (name === 'optMap') return new CelOptional(mapped);
  if (!(mapped instanceof CelOptional)) throw noSuchOverload();
  return mapped;
}

class Loop {
  readonly steps: readonly Scope[];
  readonly range: CelValue;
  readonly #bodies: readonly ASTNode[];
  readonly #evaluation: Evaluator;

  constructor({ name, args }: MacroCall, range: CelValue, { scope, evaluation }: Surroundings) {
    const variables = macroNames.get(`${name}/${args.length}`) ?? 1;
    const names = args.slice(0, variables).map((argument) => String(argument.args));
    this.range = range;
    this.steps = stepsOver(range, names, scope);
    this.#bodies = args.slice(variables);
    this.#evaluation = evaluation;
  }

  /** The one argument, or the last of several. */
  body(step: Scope): CelValue {
    return this.#evaluation.value(this.#argument(-1), step);
  }

  /** True where the macro has no filter, or the filter lets the step through. */
  passes(step: Scope): boolean {
    this.#evaluation.spend(stepCost);
    return this.#bodies.length < 2 || this.#evaluation.condition(this.#argument(0), step);
  }

  /** The only argument, as a condition. */
  holds(step: Scope): boolean {
    this.#evaluation.spend(stepCost);
    return this.#evaluation.condition(this.#argument(-1), step);
  }

  until(deciding: boolean): boolean {
    return this.#evaluation.logical(deciding, this.steps, (step) => this.holds(step));
  }

  #argument(index: number): ASTNode {
    const body = this.#bodies.at(index);
    if (body === undefined) throw new Error('a macro without a body');
    return body;
  }
}

/** One variable is bound to the items of a list or the keys of a map; two to the index or key, and the value. */
function stepsOver(range: CelValue, [first = '', second]: readonly string[], scope: Scope): Scope[] {
  const bind = (key: CelValue, value: CelValue) =>
    new Map([...scope, [first, second === undefined ? value : key], ...(second === undefined ? [] : ([[second, value]] as const))]);
  if (range instanceof CelList) return range.items.map((item, index) => bind(BigInt(index), item));
  if (!(range instanceof CelMap)) throw noSuchOverload();
  if (range.isOpen) throw new UnknownValueError('unknown');
  return [...range.entries].map(([key, value]) => bind(key, second === undefined ? key : value));
}

const macros: Readonly<Record<string, (loop: Loop) => CelValue>> = {
  all: (loop) => loop.until(false),
  exists: (loop) => loop.until(true),
  exists_one: (loop) => loop.steps.filter((step) => loop.holds(step)).length === 1,
  existsOne: (loop) => loop.steps.filter((step) => loop.holds(step)).length === 1,
  filter: (loop) => new CelList(loop.steps.flatMap((step, index) => (loop.holds(step) ? [itemAt(loop.range, index)] : []))),
  map: (loop) => new CelList(loop.steps.filter((step) => loop.passes(step)).map((step) => loop.body(step))),
  sortBy: (loop) => {
    if (!(loop.range instanceof CelList)) throw noSuchOverload();
    const keys = loop.steps.filter((step) => loop.passes(step)).map((step) => loop.body(step));
    return sortBy(loop.range.items, keys);
  },
  transformList: (loop) => new CelList(loop.steps.filter((step) => loop.passes(step)).map((step) => loop.body(step))),
  transformMap: (loop) =>
    new CelMap(new Map(loop.steps.flatMap((step, index) => (loop.passes(step) ? [[keyAt(loop.range, index), loop.body(step)] as const] : [])))),
  transformMapEntry: transformMapEntry,
};

function transformMapEntry(loop: Loop): CelMap {
  const entries = new Map<CelKey, CelValue>();
  for (const step of loop.steps) {
    if (!loop.passes(step)) continue;
    const made = loop.body(step);
    if (!(made instanceof CelMap)) throw noSuchOverload();
    for (const [key, value] of made.entries) {
      if (entries.has(key)) throw new CelError(`insert failed: key ${String(key)} already exists`);
      entries.set(key, value);
    }
  }
  return new CelMap(entries);
}

function itemAt(range: CelValue, index: number): CelValue {
  return range instanceof CelList ? (range.items[index] ?? null) : keyAt(range, index);
}

function keyAt(range: CelValue, index: number): CelKey {
  if (range instanceof CelList) return BigInt(index);
  const key = range instanceof CelMap ? toKey([...range.entries.keys()][index] ?? null) : undefined;
  if (key === undefined) throw noSuchOverload();
  return key;
}
