import type { Path } from '../core/resource.ts';
import type { Source } from '../core/source.ts';
import { outline, parentPath, readLine } from './outline.ts';
import type { OutlineEntry } from './outline.ts';

/** Where somebody is typing: a key of a map, or the value of a key or of a list item. */
export interface Cursor {
  readonly slot: 'key' | 'value';
  /** The map of a key that is typed; the place of a value. */
  readonly path: Path;
  /** The part of the word that stands before the cursor. */
  readonly typed: string;
  /** True where the word may be a key or a plain item of a list. */
  readonly isItem: boolean;
  /** All keys of the document, by indentation. */
  readonly entries: readonly OutlineEntry[];
}

/** Reads the document around an offset by its indentation. Undefined inside comments. */
export function cursorAt(source: Source, offset: number): Cursor | undefined {
  const { line, column } = source.positionAt(offset);
  const { lines, current } = documentAround(source, line);
  const before = (lines[current] ?? '').slice(0, column - 1);
  if (/(?:^|\s)#/.test(before)) return undefined;
  const entries = outline(lines.map((text, index) => (index === current ? '' : text)));
  const above = lines.slice(0, current);
  const { dashes, column: start, key, value } = readLine(before);
  if (key !== undefined && /:\s/.test(before.slice(start))) {
    return { slot: 'value', path: [...parentPath(above, start, dashes), key], typed: unquote(value), isItem: false, entries };
  }
  const path = parentPath(above, before.trim() === '' ? column - 1 : start, dashes);
  return { slot: 'key', path, typed: unquote(before.slice(start).trim()), isItem: dashes.length > 0, entries };
}

/** The value that is written for a key of a map. */
export function valueOf(entries: readonly OutlineEntry[], map: Path, key: string): string | undefined {
  const wanted = [...map, key].join('\u0000');
  const value = entries.find(({ path }) => path.join('\u0000') === wanted)?.value;
  return value === undefined ? undefined : unquote(value.replace(/\s+#.*$/, ''));
}

/** The keys that a map has already. */
export function keysOf(entries: readonly OutlineEntry[], map: Path): ReadonlySet<string> {
  const parent = map.join('\u0000');
  return new Set(entries.filter(({ path }) => path.slice(0, -1).join('\u0000') === parent).map(({ path }) => String(path.at(-1))));
}

function documentAround(source: Source, line: number): { readonly lines: readonly string[]; readonly current: number } {
  const all = source.lineStarts.map((_, index) => source.lineText(index + 1));
  const isSeparator = (text: string): boolean => text.startsWith('---');
  const first = all.slice(0, line).findLastIndex(isSeparator) + 1;
  const next = all.slice(line).findIndex(isSeparator);
  return { lines: all.slice(first, next < 0 ? all.length : line + next), current: line - 1 - first };
}

function unquote(text: string): string {
  return text.replace(/^["']/, '').replace(/["']$/, '');
}
