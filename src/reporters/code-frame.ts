import type { Severity } from '../core/finding.ts';
import type { Source, SourceRange } from '../core/source.ts';
import { plainText } from './plain-text.ts';
import type { Style } from './style.ts';
import { textWidth } from './text-width.ts';

export interface FrameOptions {
  readonly style: Style;
  readonly severity: Severity;
  /** Columns that a line of the source may take. */
  readonly width: number;
}

/** The first line of a range with a mark under what the range covers of it; nothing for a place without text. */
export function codeFrame(source: Source, range: SourceRange, { style, severity, width }: FrameOptions): string[] {
  const { line, column } = source.positionAt(range.start);
  const text = source.lineText(line);
  if (text.trim() === '') return [];
  const lineStart = range.start - (column - 1);
  const start = column - 1;
  const end = Math.min(Math.max(range.end - lineStart, start + 1), Math.max(text.length, start + 1));
  const [before, marked, after] = crop([text.slice(0, start), text.slice(start, end), text.slice(end)], width);
  const paint = style.of(severity);
  const gutter = String(line).padStart(6);
  return [
    `${style.dim(`${gutter} │ `)}${before}${style.bold(marked)}${after}`.trimEnd(),
    `${style.dim(`${' '.repeat(gutter.length)} │ `)}${' '.repeat(textWidth(before))}${paint('^'.repeat(Math.max(1, textWidth(marked))))}`,
  ];
}

type Parts = readonly [before: string, marked: string, after: string];

/** Leaves a line alone that fits, and cuts a longer one around what is marked. */
function crop(parts: Parts, width: number): Parts {
  const [before, marked, after] = parts.map(plainText) as unknown as Parts;
  if (textWidth(before + marked + after) <= width) return [before, marked, after];
  const shownMarked = marked.length > width - 10 ? `${marked.slice(0, Math.max(1, width - 11))}…` : marked;
  const room = Math.max(0, width - textWidth(shownMarked) - 2);
  const beforeRoom = Math.min(before.length, Math.max(room >> 1, room - after.length));
  const shownBefore = beforeRoom < before.length ? `…${before.slice(before.length - beforeRoom)}` : before;
  const afterRoom = Math.max(0, room - beforeRoom);
  return [shownBefore, shownMarked, afterRoom < after.length ? `${after.slice(0, afterRoom)}…` : after];
}
