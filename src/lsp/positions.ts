import type { Position, Range } from 'vscode-languageserver';
import type { Source, SourceRange } from '../core/source.ts';

/** The protocol counts lines and UTF-16 columns from 0. */
export function toPosition(source: Source, offset: number): Position {
  const { line, column } = source.positionAt(offset);
  return { line: line - 1, character: column - 1 };
}

export function toRange(source: Source, { start, end }: SourceRange): Range {
  return { start: toPosition(source, start), end: toPosition(source, end) };
}

/** The offset of a position; one behind the end of its line means that end. */
export function toOffset(source: Source, { line, character }: Position): number {
  const start = source.lineStarts[line];
  if (start === undefined) return source.text.length;
  return Math.min(start + character, start + source.lineText(line + 1).length);
}

/** True where the two share a character, or touch. */
export function overlaps(range: SourceRange, start: number, end: number): boolean {
  return range.start <= end && start <= range.end;
}
