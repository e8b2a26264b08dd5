import type { Source, SourceRange } from '../../core/source.ts';
import { shorten } from '../../core/shorten.ts';
import { escapeHtml } from '../html-text.ts';
import { plainText } from '../plain-text.ts';

const contextLines = 2;
const longestLine = 400;

/** The lines around a range, with what it covers marked. A line that nobody would read to its end is cut. */
export function htmlFrame(source: Source, range: SourceRange): string {
  const start = source.positionAt(range.start);
  const end = source.positionAt(Math.max(range.start, range.end));
  const lastLine = Math.min(end.line, start.line + 5);
  const rows: string[] = [];
  for (let line = Math.max(1, start.line - contextLines); line <= Math.min(lastLine + contextLines, source.lineStarts.length); line++) {
    const text = source.lineText(line);
    const from = line === start.line ? start.column - 1 : 0;
    const to = line === end.line ? end.column - 1 : text.length;
    const isMarked = line >= start.line && line <= lastLine && to > from;
    rows.push(`<span class="line"><i>${line}</i>${isMarked ? marked(text, from, to) : show(text)}</span>`);
  }
  return `<pre>${rows.join('')}</pre>`;
}

function marked(text: string, from: number, to: number): string {
  const before = from > longestLine ? `…${text.slice(from - 100, from)}` : text.slice(0, from);
  return `${show(before)}<mark>${show(text.slice(from, to))}</mark>${show(text.slice(to))}`;
}

function show(text: string): string {
  return escapeHtml(plainText(shorten(text.replaceAll('\t', '  '), longestLine)));
}
