import { Environment, ParseError } from '@marcbachmann/cel-js';
import type { ASTNode } from '@marcbachmann/cel-js';
import { closest } from '../core/did-you-mean.ts';
import { CelError, CelSyntaxError } from './errors.ts';
import { functionNames, isNamespaced } from './functions/index.ts';
import { goPattern } from './regex.ts';
import { macroNames } from './macros.ts';
import { namedTypes } from './values.ts';

export type { ASTNode };

/** An expression that was parsed, with every name in it known. */
export interface CelProgram {
  readonly text: string;
  readonly ast: ASTNode;
  /** The variables that it reads, those of its own macros aside. */
  readonly variables: ReadonlySet<string>;
}

// The package only parses here: its evaluator knows neither RE2 nor the API server's types, functions and limits.
const grammar = new Environment({ enableOptionalTypes: true, limits: { maxAstNodes: 100_000, maxDepth: 200, maxListElements: 20_000, maxMapEntries: 20_000 } });

/** Parses an expression and looks its names up; throws CelSyntaxError with what is wrong and where. */
export function compile(text: string, variables: readonly string[]): CelProgram {
  const ast = parse(text);
  const names = new NameCheck(variables);
  names.visit(ast, []);
  return { text, ast, variables: names.used };
}

function parse(text: string): ASTNode {
  try {
    return grammar.parse(text).ast;
  } catch (error) {
    if (error instanceof ParseError) throw new CelSyntaxError(error.summary, error.range?.start ?? 0);
    throw error;
  }
}

/** The name that a call with a receiver has as a whole, as in `optional.of(x)` and `sets.contains(a, b)`. */
export function qualifiedName(receiver: ASTNode, method: string): string | undefined {
  if (receiver.op !== 'id') return undefined;
  const name = `${receiver.args}.${method}`;
  return isNamespaced(name) ? name : undefined;
}

/** The dotted name of a type, as in `google.protobuf.Timestamp`; undefined for anything else. */
export function typeNamed(node: ASTNode): string | undefined {
  const name = dottedName(node);
  return name !== undefined && namedTypes.has(name) ? name : undefined;
}

function dottedName(node: ASTNode): string | undefined {
  if (node.op === 'id') return node.args;
  if (node.op !== '.') return undefined;
  const base = dottedName(node.args[0]);
  return base === undefined ? undefined : `${base}.${node.args[1]}`;
}

/** The nodes directly below one. */
function childrenOf(node: ASTNode): readonly ASTNode[] {
  switch (node.op) {
    case 'value':
    case 'id':
      return [];
    case '.':
    case '.?':
      return [node.args[0]];
    case 'call':
      return node.args[1];
    case 'rcall':
      return [node.args[1], ...node.args[2]];
    case 'list':
      return node.args;
    case 'map':
      return node.args.flat();
    case '!_':
    case '-_':
      return [node.args];
    default:
      return node.args;
  }
}

class NameCheck {
  readonly used = new Set<string>();
  readonly #variables: readonly string[];

  constructor(variables: readonly string[]) {
    this.#variables = variables;
  }

  /** `bound` are the variables of the macros around the node. */
  visit(node: ASTNode, bound: readonly string[]): void {
    if (typeNamed(node) !== undefined && !bound.includes(String(node.args))) return;
    if (node.op === 'id') this.#variable(node.args, node.start, bound);
    else if (node.op === 'call') this.#call(node, node.args[0], bound);
    else if (node.op === 'rcall') this.#methodCall(node, node.args, bound);
    else for (const child of childrenOf(node)) this.visit(child, bound);
  }

  #variable(name: string, offset: number, bound: readonly string[]): void {
    if (bound.includes(name)) return;
    if (!this.#variables.includes(name)) throw new CelSyntaxError(`There is no variable \`${name}\`.${suggest(name, [...this.#variables, ...bound])}`, offset);
    this.used.add(name);
  }

  #call(node: ASTNode & { op: 'call' }, name: string, bound: readonly string[]): void {
    if (name === 'has' && node.args[1].length === 1) {
      const [argument] = node.args[1];
      if (argument?.op !== '.') throw new CelSyntaxError('`has` takes a field, as in `has(self.name)`.', node.start);
    } else if (!functionNames.has(name)) {
      throw new CelSyntaxError(`There is no function \`${name}\`.${suggest(name, [...functionNames, 'has'])}`, node.start);
    }
    for (const child of childrenOf(node)) this.visit(child, bound);
  }

  #methodCall(node: ASTNode, [name, receiver, args]: readonly [string, ASTNode, readonly ASTNode[]], bound: readonly string[]): void {
    if (qualifiedName(receiver, name) !== undefined) {
      for (const argument of args) this.visit(argument, bound);
      return;
    }
    this.visit(receiver, bound);
    if (patternFunctions.has(name)) checkPattern(args[0]);
    const variables = macroNames.get(`${name}/${args.length}`);
    if (variables === undefined) {
      const method = `.${name}`;
      if (!functionNames.has(method)) throw new CelSyntaxError(`There is no function \`${name}\`.${suggestMethod(name)}`, node.start);
      for (const argument of args) this.visit(argument, bound);
      return;
    }
    const own = args.slice(0, variables).map((argument) => {
      if (argument.op !== 'id') throw new CelSyntaxError(`\`${name}\` takes the name of a variable first, as in \`${name}(x, …)\`.`, argument.start);
      return argument.args;
    });
    for (const argument of args.slice(variables)) this.visit(argument, [...bound, ...own]);
  }
}

const patternFunctions: ReadonlySet<string> = new Set(['matches', 'find', 'findAll']);

/** A pattern that is written out is read before anything runs. */
function checkPattern(node: ASTNode | undefined): void {
  if (node?.op !== 'value' || typeof node.args !== 'string') return;
  try {
    goPattern(node.args);
  } catch (error) {
    if (!(error instanceof CelError)) throw error;
    throw new CelSyntaxError(`The pattern \`${node.args}\` cannot be used: ${error.message}.`, node.start);
  }
}

function suggestMethod(name: string): string {
  const methods = [...functionNames].filter((each) => each.startsWith('.')).map((each) => each.slice(1));
  return suggest(name, [...methods, ...[...macroNames.keys()].map((each) => each.slice(0, each.indexOf('/')))]);
}

function suggest(word: string, candidates: readonly string[]): string {
  const guess = closest(word, candidates);
  return guess === undefined ? '' : ` Did you mean \`${guess}\`?`;
}
