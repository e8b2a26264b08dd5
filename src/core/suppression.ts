import { ignoreAnnotation, readIgnoreAnnotation } from './suppression-annotation.ts';
import { directiveNames, findDirectives } from './suppression-comment.ts';
import type { Directive, NamedRule } from './suppression-comment.ts';
import type { Edit } from './fix.ts';
import type { Manifest } from './manifest.ts';
import type { Resource } from './resource.ts';
import type { Source, SourceRange } from './source.ts';

/** A place that silences a rule. A comment that names two rules holds two of them. */
export interface Suppression {
  readonly by: 'comment' | 'annotation';
  /** The rule that it names; undefined where it means all. */
  readonly rule: string | undefined;
  readonly reason: string | undefined;
  /** How it is written, for messages: `karplint-disable-line limits-missing`. */
  readonly text: string;
  readonly range: SourceRange;
  /** The object whose annotation it is. */
  readonly resource?: Resource;
  /** Takes it out of the file. */
  readonly removal: Edit | undefined;
}

/** Something written for karplint that means nothing: an unknown directive or rule. */
export interface UnknownSuppression {
  readonly kind: 'directive' | 'rule';
  readonly name: string;
  readonly range: SourceRange;
  /** True where `range` is exactly the name. */
  readonly isExact: boolean;
  readonly resource?: Resource;
  readonly removal: Edit | undefined;
}

/** Everything that one file says to silence rules. */
export class FileSuppressions {
  readonly all: Suppression[] = [];
  readonly unknown: UnknownSuppression[] = [];
  /** The `karplint-enable` comments that end nothing. */
  readonly idleEnds: Suppression[] = [];
  readonly #isRule: (name: string) => boolean;
  readonly #source: Source;
  readonly #byLine = new Map<number, Suppression[]>();
  readonly #intervals = new Map<string | undefined, Interval[]>();
  readonly #byResource = new Map<Resource, Suppression[]>();
  readonly #wholeFile: Suppression[] = [];

  constructor({ source, resources }: Manifest, isRule: (name: string) => boolean) {
    this.#source = source;
    this.#isRule = isRule;
    for (const directive of findDirectives(source)) this.#addDirective(directive);
    for (const resource of resources) this.#addAnnotation(resource);
  }

  /** The narrowest suppression of a rule at a place. */
  find(rule: string, offset: number, resource: Resource | undefined): Suppression | undefined {
    if (this.all.length === 0) return undefined;
    const names = (suppression: Suppression) => suppression.rule === undefined || suppression.rule === rule;
    return (
      this.#byLine.get(this.#source.positionAt(offset).line)?.find(names) ??
      this.#intervalAt(rule, rule, offset)?.suppression ??
      this.#intervalAt(undefined, rule, offset)?.suppression ??
      (resource && this.#byResource.get(resource)?.find(names)) ??
      this.#wholeFile.find(names)
    );
  }

  #addDirective(directive: Directive): void {
    const name = directiveNames.find((known) => known === directive.name);
    if (name === undefined) {
      const removal = removeComment(this.#source, directive);
      this.unknown.push({ kind: 'directive', name: directive.name, range: directive.nameRange, isExact: true, removal });
      return;
    }
    const suppressions = this.#suppressionsOf(directive);
    if (name === 'enable') for (const suppression of suppressions) this.#endRange(suppression, directive.range.start);
    else this.all.push(...suppressions);
    if (name === 'disable-line') this.#addToLine(this.#lineOf(directive), suppressions);
    else if (name === 'disable-next-line') this.#addToLine(this.#nextLine(this.#lineOf(directive)), suppressions);
    else if (name === 'disable-file') this.#wholeFile.push(...suppressions);
    else if (name === 'disable') for (const suppression of suppressions) this.#beginRange(suppression, directive.range.start);
  }

  #suppressionsOf(directive: Directive): Suppression[] {
    const shared = { by: 'comment' as const, reason: directive.reason };
    const text = `karplint-${directive.name}`;
    if (directive.rules.length === 0) {
      return [{ ...shared, rule: undefined, text, range: directive.range, removal: removeComment(this.#source, directive) }];
    }
    return directive.rules.flatMap((rule) => {
      const removal = removeName(this.#source, directive, rule);
      if (this.#isRule(rule.name)) return [{ ...shared, rule: rule.name, text: `${text} ${rule.name}`, range: rule.range, removal }];
      this.unknown.push({ kind: 'rule', name: rule.name, range: rule.range, isExact: true, removal });
      return [];
    });
  }

  #addAnnotation(resource: Resource): void {
    const suppressions: Suppression[] = [];
    for (const { name, range, isExact, reason, removal } of readIgnoreAnnotation(resource, this.#isRule)) {
      const text = `${ignoreAnnotation}: ${name}`;
      if (this.#isRule(name)) suppressions.push({ by: 'annotation', rule: name, reason, text, range, resource, removal });
      else this.unknown.push({ kind: 'rule', name, range, isExact, resource, removal });
    }
    if (suppressions.length > 0) this.#byResource.set(resource, suppressions);
    this.all.push(...suppressions);
  }

  #addToLine(line: number, suppressions: readonly Suppression[]): void {
    this.#byLine.set(line, [...(this.#byLine.get(line) ?? []), ...suppressions]);
  }

  #beginRange(suppression: Suppression, offset: number): void {
    const intervals = this.#intervals.get(suppression.rule);
    const last = intervals?.at(-1);
    // Inside an open range of the same rule a second beginning says nothing new.
    if (last?.isOpen === true && !last.hasExceptions) return;
    last?.endAt(offset);
    if (intervals === undefined) this.#intervals.set(suppression.rule, [new Interval(suppression, offset)]);
    else intervals.push(new Interval(suppression, offset));
  }

  /** `karplint-enable` ends what it names, also within a range of all rules; without a name it ends everything. */
  #endRange(end: Suppression, offset: number): void {
    const named = end.rule === undefined ? [...this.#intervals.values()] : [this.#intervals.get(end.rule) ?? []];
    const open = named.map((intervals) => intervals.at(-1)).filter((interval) => interval?.isOpen === true);
    for (const interval of open) interval?.endAt(offset);
    const blanket = this.#intervals.get(undefined)?.at(-1);
    if (end.rule !== undefined && blanket?.isOpen === true) blanket.except(end.rule, offset);
    else if (open.length === 0) this.idleEnds.push(end);
  }

  #intervalAt(name: string | undefined, rule: string, offset: number): Interval | undefined {
    return this.#intervals.get(name)?.findLast((interval) => interval.covers(rule, offset));
  }

  #lineOf({ range }: Directive): number {
    return this.#source.positionAt(range.start).line;
  }

  /** The next line that holds more than a comment. */
  #nextLine(line: number): number {
    let next = line + 1;
    while (next <= this.#source.lineStarts.length && /^\s*(?:#.*)?$/.test(this.#source.lineText(next))) next++;
    return next;
  }
}

/** What a `karplint-disable` covers, up to the comment that ends it. */
class Interval {
  readonly suppression: Suppression;
  readonly #start: number;
  #end = Infinity;
  /** In a range of all rules: the rules that speak again, and from where. */
  readonly #exceptions = new Map<string, number>();

  constructor(suppression: Suppression, start: number) {
    this.suppression = suppression;
    this.#start = start;
  }

  get isOpen(): boolean {
    return this.#end === Infinity;
  }

  get hasExceptions(): boolean {
    return this.#exceptions.size > 0;
  }

  covers(rule: string, offset: number): boolean {
    return this.#start <= offset && offset < Math.min(this.#end, this.#exceptions.get(rule) ?? Infinity);
  }

  endAt(offset: number): void {
    this.#end = Math.min(this.#end, offset);
  }

  except(rule: string, offset: number): void {
    if (!this.#exceptions.has(rule)) this.#exceptions.set(rule, offset);
  }
}

/** Removes a comment, and the line that holds nothing else. */
function removeComment({ file, text }: Source, { range }: Directive): Edit {
  const lineStart = Math.max(text.lastIndexOf('\n', range.start - 1), text.lastIndexOf('\r', range.start - 1)) + 1;
  const rest = /^[ \t]*(?:\r\n|\n|\r|$)/.exec(text.slice(range.end));
  const before = text.slice(lineStart, range.start);
  if (rest !== null && /^[\ufeff \t]*$/.test(before)) {
    const start = before.startsWith('\ufeff') ? lineStart + 1 : lineStart;
    return { file, range: { start, end: range.end + rest[0].length }, text: '' };
  }
  const start = range.start - (before.length - before.trimEnd().length);
  return { file, range: { start, end: range.end }, text: '' };
}

/** Removes one name of a list, and the whole comment with the last one. */
function removeName(source: Source, directive: Directive, rule: NamedRule): Edit {
  const index = directive.rules.indexOf(rule);
  const before = directive.rules[index - 1];
  const after = directive.rules[index + 1];
  if (before !== undefined) return { file: source.file, range: { start: before.range.end, end: rule.range.end }, text: '' };
  if (after !== undefined) return { file: source.file, range: { start: rule.range.start, end: after.range.start }, text: '' };
  return removeComment(source, directive);
}
