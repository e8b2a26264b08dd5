import { getScalarValue, parseEvents, YAMLException } from 'js-yaml';
import type { Event, ScalarEvent } from 'js-yaml';
import type { SourceRange } from './source.ts';
import { describeReason } from './syntax-words.ts';

/** Deeper nesting is refused: no manifest needs it, and it only serves to exhaust a reader. */
export const maxDepth = 500;

/** What js-yaml sees in the first document of a text, read as YAML 1.1; offsets are those of the text. */
export type Parsing = ParsedDocument | ParseFailure;

export interface ParsedDocument {
  readonly source: string;
  readonly events: readonly Event[];
  /** Where reading ended. */
  readonly end: number;
}

export interface ParseFailure {
  readonly failure: string;
  readonly help?: string;
  readonly range: SourceRange;
}

/** Parses one document. What YAML 1.1 takes and js-yaml, a reader of YAML 1.2, does not, is made palatable without moving anything. */
export function parseYaml(text: string): Parsing {
  const source = toYaml11(text);
  if (mayEnd.test(source) && endMarker.test(source.slice(source.search(firstContent)))) return endsAtOnce(source);
  try {
    return { source, ...parseMended(source) };
  } catch (error) {
    return describeFailure(error, source);
  }
}

/** The text of a scalar, quotes, escapes and folding undone. */
export function scalarText(source: string, event: ScalarEvent): string {
  const text = getScalarValue(source, event);
  // Where lines were joined for the parser, it has not seen that there are several.
  return event.fast && text.includes('\n') ? getScalarValue(source, { ...event, fast: false }) : text;
}

/** Ends where YAML 1.1 sees the next document, and breaks lines where it does and YAML 1.2 does not. */
function toYaml11(text: string): string {
  const document = mayEnd.test(text) ? text.slice(0, endOfDocument(text)) : text;
  return /[\u0085\u2028\u2029]/.test(document) ? document.replace(/[\u0085\u2028\u2029]/g, '\n') : document;
}

const firstContent = /^[ \t]*[^\s#%]/m;
const endMarker = /^\.\.\.(?!\S)/;
const mayEnd = /^(?:\.\.\.|%(?:YAML|TAG) )/m;

/** A line `...` or a directive ends a document that has begun; what follows is never read. */
function endOfDocument(text: string): number {
  const begin = text.search(firstContent);
  const end = text.slice(begin).search(/\n(?:\.\.\.(?!\S)|%(?:YAML|TAG) )/);
  return begin < 0 || end < 0 ? text.length : begin + end + 1;
}

function endsAtOnce(source: string): ParseFailure {
  const start = source.search(firstContent);
  return { range: { start, end: start + 3 }, failure: 'Here a document ends before it has begun.', help: 'Remove the line `...`.' };
}

/** Texts that need more are refused; they would take too long. */
const mostMends = 500;

/**
 * YAML 1.2 wants the lines of flow collections and quoted texts indented, YAML 1.1 does not care. A line that js-yaml finds too far left is
 * joined to the one before it, with blanks for the line end and for tabs, so that every offset stays; other differences are mended alike.
 */
function parseMended(source: string): Pick<ParsedDocument, 'events' | 'end'> {
  let text = source;
  for (let mends = 0; ; mends++) {
    try {
      return { events: parseEvents(text, { maxDepth }), end: text.length };
    } catch (error) {
      const mended = mends < mostMends ? mend(text, error) : undefined;
      if (mended === undefined) throw error;
      text = mended;
    }
  }
}

function mend(text: string, error: unknown): string | undefined {
  if (!(error instanceof YAMLException)) return undefined;
  const position = error.mark?.position ?? 0;
  if (error.reason === 'deficient indentation' || isParted(text, position)) return joinLine(text, position);
  return withoutTightComment(text, position) ?? (error.reason.startsWith('end of the stream') ? endAfterFlow(text, position) : undefined);
}

/** True behind a line that ends with an anchor or a tag, which js-yaml keeps from a value that is hardly indented. */
function isParted(text: string, position: number): boolean {
  return /[[{,][ \t]*[&!][^\s,[\]{}]*[ \t]*\r?\n[ \t]*$/.test(text.slice(Math.max(0, position - 200), position));
}

function joinLine(text: string, position: number): string | undefined {
  const end = text.lastIndexOf('\n', position - 1) + 1;
  const before = text.slice(end, position);
  if (before.includes('\t')) return text.slice(0, end) + before.replaceAll('\t', ' ') + text.slice(position);
  if (end === 0 || endMarker.test(text.slice(end, end + 4))) return undefined;
  const start = text.lastIndexOf('\n', end - 2) + 1;
  return text.slice(0, start) + withoutComment(text.slice(start, end)).replace(/\r?\n$/, (ending) => ' '.repeat(ending.length)) + text.slice(end);
}

/** After a quote, a bracket or the header of a block YAML 1.1 wants no blank before a comment. */
function withoutTightComment(text: string, position: number): string | undefined {
  const start = text.lastIndexOf('\n', position - 1) + 1;
  const [line = ''] = /^[^\r\n]*/.exec(text.slice(start)) ?? [];
  const tight = /(?<=["'\]},[{]|[|>][-+0-9]{0,2})#.*$/.exec(line);
  if (tight === null) return undefined;
  const at = start + tight.index;
  return text.slice(0, at) + ' '.repeat(tight[0].length) + text.slice(at + tight[0].length);
}

/** A flow collection at the root ends the document, whatever follows on later lines or behind a stray bracket or comma. */
function endAfterFlow(text: string, position: number): string | undefined {
  const isFlow = /^[{[]/.test(text.slice(text.search(firstContent)).trimStart());
  const endsHere = /\n\s*$/.test(text.slice(0, position)) || /^[,\]}]/.test(text.slice(position));
  return isFlow && endsHere ? text.slice(0, position) : undefined;
}

/** A comment would swallow the line that is joined to it. */
function withoutComment(line: string): string {
  for (const { index } of line.matchAll(/(?<=^|\s)#/g)) {
    const isQuoted = (line.slice(0, index).match(/["']/g) ?? []).length % 2 === 1;
    if (!isQuoted) return line.slice(0, index) + line.slice(index).replace(/[^\r\n]/g, ' ');
  }
  return line;
}

function describeFailure(error: unknown, source: string): ParseFailure {
  if (!(error instanceof YAMLException)) throw error;
  const conflict = findConflict(source);
  if (conflict !== undefined) {
    return { range: conflict, failure: 'An unresolved merge conflict begins here, which no reader of YAML takes.', help: 'Resolve it and remove its markers.' };
  }
  const range = pointAt(source, Math.min(error.mark?.position ?? 0, source.length));
  if (/maximum.*depth|depth.*exceed|nesting/i.test(error.reason)) return { range, failure: `Nested deeper than ${maxDepth} levels.` };
  const { message, ...rest } = describeReason(error.reason);
  return { range, failure: message, ...rest };
}

/** The first line of a conflict that Git left in a text. */
function findConflict(source: string): SourceRange | undefined {
  const first = /^<{7,} [^\r\n]*/m.exec(source);
  if (first === null || !/^>{7,} /m.test(source.slice(first.index))) return undefined;
  return { start: first.index, end: first.index + first[0].length };
}

/** One character at an offset, or the last one of the line before where the text ends there. */
function pointAt(source: string, offset: number): SourceRange {
  let start = offset;
  while (start > 0 && (start >= source.length || source[start] === '\n' || source[start] === '\r')) start--;
  return { start, end: Math.min(start + 1, source.length) };
}
