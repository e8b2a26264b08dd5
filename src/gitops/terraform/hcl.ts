import { dedentedPart, partOf } from '../../core/derived-source.ts';
import type { DecodedSource } from '../../core/derived-source.ts';
import type { MapEntry, Node, ScalarNode } from '../../core/node.ts';
import type { Source, SourceRange } from '../../core/source.ts';

/** What stands behind an equals sign. Whatever must be computed is `opaque`: an unknown value. */
export type Expression =
  | { readonly kind: 'value'; readonly node: Node }
  | { readonly kind: 'heredoc'; readonly text: DecodedSource; readonly range: SourceRange }
  | { readonly kind: 'call'; readonly name: string; readonly parameters: readonly Expression[]; readonly range: SourceRange }
  | { readonly kind: 'opaque'; readonly range: SourceRange };

export interface Attribute {
  readonly key: ScalarNode;
  readonly value: Expression;
}

export interface Block {
  readonly type: string;
  readonly labels: readonly string[];
  readonly attributes: readonly Attribute[];
  readonly blocks: readonly Block[];
  readonly range: SourceRange;
}

/**
 * Reads what Terraform files are made of: blocks, attributes, strings, heredocs, lists, objects and calls, with their
 * places. Operators, conditions, `for` and references are not evaluated. Undefined for a text that is not HCL.
 * https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md
 */
export function readHcl(source: Source): Block | undefined {
  const reader = new HclReader(source);
  try {
    return reader.body('', [], 0);
  } catch (error) {
    if (error instanceof NotHcl) return undefined;
    throw error;
  }
}

class NotHcl extends Error {}

const identifier = /[A-Za-z_][\w-]*/y;
const number = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const blank = /(?:[ \t\r]|#[^\n]*|\/\/[^\n]*|\/\*[^]*?\*\/)+/y;
/** What may follow a value and make it part of a larger expression. */
const operator = /[?=!<>&|+*/%.[(-]/;

class HclReader {
  readonly #source: Source;
  readonly #text: string;
  #at = 0;

  constructor(source: Source) {
    this.#source = source;
    this.#text = source.text;
  }

  /** A body up to its closing brace, or to the end of the file for the outermost one. */
  body(type: string, labels: readonly string[], start: number): Block {
    const attributes: Attribute[] = [];
    const blocks: Block[] = [];
    for (;;) {
      this.#skip(true);
      const character = this.#text[this.#at];
      if (character === undefined && type === '') break;
      if (character === '}' && type !== '') {
        this.#at++;
        break;
      }
      const key = this.#identifier();
      this.#skip(false);
      if (this.#text[this.#at] === '=') {
        this.#at++;
        attributes.push({ key, value: this.#expression(true) });
      } else blocks.push(this.#block(key));
    }
    return { type, labels, attributes, blocks, range: { start, end: this.#at } };
  }

  #block({ text: type, start }: ScalarNode): Block {
    const labels: string[] = [];
    for (;;) {
      this.#skip(false);
      const character = this.#text[this.#at];
      if (character === '{') break;
      if (character === '"') labels.push(this.#string().text);
      else labels.push(this.#identifier().text);
    }
    this.#at++;
    return this.body(type, labels, start);
  }

  #expression(endsAtNewline: boolean): Expression {
    this.#skip(!endsAtNewline);
    const start = this.#at;
    const primary = this.#primary();
    this.#skip(!endsAtNewline);
    if (primary !== undefined && !operator.test(this.#text[this.#at] ?? '\n')) return primary;
    this.#at = start;
    this.#skipExpression(endsAtNewline);
    const end = start + this.#text.slice(start, this.#at).trimEnd().length;
    if (end === start) throw new NotHcl();
    return { kind: 'opaque', range: { start, end } };
  }

  /** Undefined for what must be computed. */
  #primary(): Expression | undefined {
    const character = this.#text[this.#at];
    if (character === '"') return { kind: 'value', node: this.#string() };
    if (this.#text.startsWith('<<', this.#at)) return this.#heredoc();
    if (character === '[') return this.#isFor() ? undefined : this.#list();
    if (character === '{') return this.#isFor() ? undefined : this.#object();
    const digits = this.#match(number);
    if (digits !== undefined) return { kind: 'value', node: scalarOf(digits.text, Number(digits.text), digits) };
    const word = this.#match(identifier);
    if (word === undefined) return undefined;
    if (this.#text[this.#at] === '(') return this.#call(word.text, word.start);
    if (word.text === 'true' || word.text === 'false') return { kind: 'value', node: scalarOf(word.text, word.text === 'true', word) };
    return word.text === 'null' ? { kind: 'value', node: scalarOf(word.text, null, word) } : undefined;
  }

  #isFor(): boolean {
    return /^[[{]\s*for\s/.test(this.#text.slice(this.#at, this.#at + 200));
  }

  #call(name: string, start: number): Expression {
    this.#at++;
    const parameters: Expression[] = [];
    for (;;) {
      this.#skip(true);
      if (this.#text[this.#at] === ')') break;
      parameters.push(this.#expression(false));
      this.#skip(true);
      if (this.#text.startsWith('...', this.#at)) this.#at += 3;
      if (this.#text[this.#at] === ',') this.#at++;
      else if (this.#text[this.#at] !== ')') throw new NotHcl();
    }
    this.#at++;
    return { kind: 'call', name, parameters, range: { start, end: this.#at } };
  }

  #list(): Expression {
    const start = this.#at++;
    const items: Node[] = [];
    for (;;) {
      this.#skip(true);
      if (this.#text[this.#at] === ']') break;
      items.push(toNode(this.#expression(false), this.#source));
      this.#skip(true);
      if (this.#text[this.#at] === ',') this.#at++;
      else if (this.#text[this.#at] !== ']') throw new NotHcl();
    }
    this.#at++;
    return { kind: 'value', node: { kind: 'list', start, end: this.#at, flow: true, items } };
  }

  #object(): Expression {
    const start = this.#at++;
    const entries: MapEntry[] = [];
    for (;;) {
      this.#skip(true);
      if (this.#text[this.#at] === ',') this.#at++;
      else if (this.#text[this.#at] === '}') break;
      else entries.push(this.#entry());
    }
    this.#at++;
    return { kind: 'value', node: { kind: 'map', start, end: this.#at, flow: true, entries } };
  }

  #entry(): MapEntry {
    const keyNode = this.#key();
    this.#skip(true);
    if (this.#text[this.#at] !== '=' && this.#text[this.#at] !== ':') throw new NotHcl();
    this.#at++;
    this.#skip(true);
    return { key: keyNode.text, keyNode, value: toNode(this.#expression(true), this.#source) };
  }

  #key(): ScalarNode {
    if (this.#text[this.#at] === '"') return this.#string();
    const word = this.#match(identifier) ?? this.#match(number);
    this.#skip(false);
    if (word !== undefined && /[=:]/.test(this.#text[this.#at] ?? '')) return scalarOf(word.text, word.text, word);
    // A computed key: `(var.key)`, or a reference.
    const start = word?.start ?? this.#at;
    while (this.#at < this.#text.length && !/[=:\n]/.test(this.#text[this.#at] ?? '')) this.#at++;
    const range = { start, end: start + this.#text.slice(start, this.#at).trimEnd().length };
    return opaqueNode(range, this.#source);
  }

  /** Escapes are undone; what is interpolated stays as a placeholder. */
  #string(): ScalarNode {
    const start = this.#at;
    this.#skipString();
    const raw = this.#text.slice(start + 1, this.#at - 1);
    const text = raw.replace(/\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))/g, (_, short?: string, long?: string, letter?: string) =>
      letter === undefined ? String.fromCodePoint(parseInt(short ?? long ?? '0', 16)) : (escapes[letter] ?? letter),
    );
    return { kind: 'scalar', start, end: this.#at, value: text, text, style: 'quoted' };
  }

  #heredoc(): Expression {
    const start = this.#at;
    const [opening = '', dash = '', marker = ''] = /^<<(-?)([A-Za-z_][\w-]*)[^\n]*\n/.exec(this.#text.slice(start, start + 400)) ?? [];
    if (marker === '') throw new NotHcl();
    const from = start + opening.length;
    const closing = new RegExp(`^[ \\t]*${marker}[ \\t]*(?=\\r?$)`, 'm').exec(this.#text.slice(from));
    if (closing === null) throw new NotHcl();
    const to = from + closing.index;
    this.#at = to + closing[0].length;
    return { kind: 'heredoc', text: dedented(this.#source, { start: from, end: to }, dash === '-'), range: { start, end: this.#at } };
  }

  #skipExpression(endsAtNewline: boolean): void {
    let depth = 0;
    while (this.#at < this.#text.length) {
      const character = this.#text[this.#at] ?? '';
      if (depth === 0 && (/[,\])}]/.test(character) || (endsAtNewline && character === '\n'))) return;
      if (character === '"') this.#skipString();
      else if (/^<<-?[A-Za-z_]/.test(this.#text.slice(this.#at, this.#at + 4))) this.#heredoc();
      else if (!this.#skipComment()) {
        if (/[([{]/.test(character)) depth++;
        else if (/[)\]}]/.test(character)) depth--;
        this.#at++;
      }
    }
  }

  #skipComment(): boolean {
    const isComment = this.#text[this.#at] === '#' || this.#text.startsWith('//', this.#at) || this.#text.startsWith('/*', this.#at);
    if (isComment) this.#skip(false);
    return isComment;
  }

  #skipString(): void {
    this.#at++;
    while (this.#at < this.#text.length) {
      const character = this.#text[this.#at];
      if (character === '"') {
        this.#at++;
        return;
      }
      if (character === '\n') break;
      if (character === '\\') this.#at += 2;
      else if (/^[$%]\{/.test(this.#text.slice(this.#at, this.#at + 2)) && this.#text[this.#at - 1] !== character) this.#skipInterpolation();
      else this.#at++;
    }
    throw new NotHcl();
  }

  #skipInterpolation(): void {
    this.#at += 2;
    for (let depth = 1; this.#at < this.#text.length && depth > 0;) {
      const character = this.#text[this.#at];
      if (character === '"') this.#skipString();
      else {
        if (character === '{') depth++;
        else if (character === '}') depth--;
        this.#at++;
      }
    }
  }

  #skip(overLines: boolean): void {
    for (;;) {
      const before = this.#at;
      this.#match(blank);
      if (overLines && this.#text[this.#at] === '\n') this.#at++;
      if (this.#at === before) return;
    }
  }

  #identifier(): ScalarNode {
    const word = this.#match(identifier);
    if (word === undefined) throw new NotHcl();
    return scalarOf(word.text, word.text, word);
  }

  #match(pattern: RegExp): (SourceRange & { readonly text: string }) | undefined {
    pattern.lastIndex = this.#at;
    const [text] = pattern.exec(this.#text) ?? [];
    if (text === undefined) return undefined;
    const start = this.#at;
    this.#at += text.length;
    return { text, start, end: this.#at };
  }
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

function scalarOf(text: string, value: ScalarNode['value'], { start, end }: SourceRange): ScalarNode {
  return { kind: 'scalar', start, end, value, text, style: 'plain' };
}

/** An unknown value that shows the expression it stands for. */
function opaqueNode({ start, end }: SourceRange, source: Source): ScalarNode {
  const text = `\${${source.text.slice(start, end)}}`;
  return scalarOf(text, text, { start, end });
}

/** Functions that give their only parameter, as far as it matters here: who reads a policy wants the object, not its text. */
const transparent: ReadonlySet<string> = new Set([
  'jsonencode',
  'yamlencode',
  'tolist',
  'toset',
  'tomap',
  'tostring',
  'sensitive',
  'nonsensitive',
  'trimspace',
  'chomp',
]);

/** The value of an expression; unknown for all that must be computed. */
export function toNode(expression: Expression, source: Source): Node {
  if (expression.kind === 'value') return expression.node;
  if (expression.kind === 'heredoc') return { ...scalarOf(expression.text.text, expression.text.text, expression.range), style: 'block' };
  const [only, ...others] = expression.kind === 'call' ? expression.parameters : [];
  if (expression.kind === 'call' && only !== undefined && others.length === 0 && transparent.has(expression.name)) return toNode(only, source);
  return opaqueNode(expression.range, source);
}

/** The lines of a heredoc; `<<-` takes away the indentation that all of them share. */
function dedented(source: Source, range: SourceRange, isIndented: boolean): DecodedSource {
  return isIndented ? dedentedPart(source, range) : partOf(source, range);
}
