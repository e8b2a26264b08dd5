import type { Value } from './resource.ts';
import type { Resource } from './resource.ts';
import type { Source, SourceRange } from './source.ts';

/** Replaces one stretch of a file; an empty range inserts. */
export interface Edit {
  readonly file: string;
  readonly range: SourceRange;
  readonly text: string;
}

/**
 * safe: writes what the author evidently meant, or what means the same; replaces no node and restarts no pod.
 * unsafe: everything else. `rolls` says that the change makes Karpenter replace nodes.
 */
export interface Fix {
  readonly title: string;
  readonly safety: 'safe' | 'unsafe';
  readonly rolls?: boolean;
  readonly edits: readonly Edit[];
}

/** Applies edits of one file; overlapping ones are dropped after the first, and so is one that says the same again. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const ordered = [...edits].sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
  let result = '';
  let position = 0;
  for (const [index, { range, text: replacement }] of ordered.entries()) {
    if (range.start < position || isSameEdit(ordered[index - 1], range, replacement)) continue;
    result += text.slice(position, range.start) + replacement;
    position = range.end;
  }
  return result + text.slice(position);
}

/** Objects that share a YAML anchor give the same insertion once each. */
function isSameEdit(before: Edit | undefined, range: SourceRange, text: string): boolean {
  return before?.range.start === range.start && before.range.end === range.end && before.text === text;
}

/** A fix that ends its lines as its files do. */
export function withLineEnds(fix: Fix, sourceOf: (file: string) => Source | undefined): Fix {
  if (!fix.edits.some(({ text }) => text.includes('\n'))) return fix;
  return { ...fix, edits: fix.edits.map((edit) => ({ ...edit, text: edit.text.replace(/\r?\n/g, sourceOf(edit.file)?.newline ?? '\n') })) };
}

/** Writes a new scalar in place of the old one; quotes it as the old one was quoted, and ends a block scalar with its header. */
export function replaceScalar(resource: Resource, value: Value, text: string): Edit {
  const { node } = value;
  const { text: source } = resource.source;
  if (node.kind === 'scalar' && node.end === node.start) {
    // The place of an empty value is the end of its key, before the colon.
    const at = node.start + (/^[ \t]*:/.exec(source.slice(node.start, node.start + 100))?.[0].length ?? 0);
    const needsBlank = source[at - 1] === ':' || source[at - 1] === '-';
    return { file: resource.file, range: { start: at, end: at }, text: (needsBlank ? ' ' : '') + text };
  }
  const quote = source[node.start];
  const quoted = node.kind === 'scalar' && node.style === 'quoted' ? `${quote}${text}${quote}` : text;
  return { file: resource.file, range: { start: node.start, end: node.end }, text: quoted };
}

/** Writes new text, of several lines if need be, in the place of a scalar: under its block's header, or else quoted. */
export function replaceText(resource: Resource, value: Value, text: string): Edit | undefined {
  const { node } = value;
  if (node.kind !== 'scalar') return undefined;
  const range = { start: node.start, end: node.end };
  const written = resource.source.text.slice(node.start, node.end);
  const [header, newline] = /^[^\r\n]*(\r?\n)/.exec(written) ?? [];
  const indent = /^[^\S\r\n]+(?=\S)/m.exec(written.slice(header?.length ?? 0))?.[0];
  if (node.style !== 'block' || header === undefined || newline === undefined || indent === undefined) {
    return { file: resource.file, range, text: JSON.stringify(text) };
  }
  const lines = text.replace(/\n+$/, '').split('\n');
  return { file: resource.file, range, text: header + lines.map((line) => (line === '' ? '' : indent + line)).join(newline) };
}

/** Writes another key in the place of one, quoted as it was. */
export function renameKey(resource: Resource, value: Value, key: string): Edit | undefined {
  const node = value.entry?.keyNode;
  if (node === undefined) return undefined;
  const quote = node.style === 'quoted' ? (resource.source.text[node.start] ?? '') : '';
  return { file: resource.file, range: { start: node.start, end: node.end }, text: quote + key + quote };
}

/** Adds `key: value` as the last entry of a block map, or inside a flow map. `text` may span lines, indented from column 0. */
export function addEntry(resource: Resource, map: Value, key: string, text: string): Edit | undefined {
  const { node } = map;
  if (node.kind !== 'map') return undefined;
  const { source } = resource;
  const last = node.entries.at(-1);
  if (node.flow) {
    if (text.includes('\n')) return undefined;
    const flowEntry = jsonEntry(source.text, node.start, key, text);
    const at = last === undefined ? node.start + 1 : last.value.end;
    return { file: source.file, range: { start: at, end: at }, text: last === undefined ? flowEntry : `, ${flowEntry}` };
  }
  if (last === undefined) return undefined;
  const indent = ' '.repeat(source.positionAt(last.keyNode.start).column - 1);
  const at = endOfLastLine(source, last.value.end);
  const { newline } = source;
  const body = `${key}:${text.startsWith('\n') ? '' : ' '}${text}`.split('\n').join(newline + indent);
  return { file: source.file, range: { start: at, end: at }, text: newline + indent + body };
}

/** Adds items that are maps at the end of a block list that has some. Their texts may span lines, indented from column 0. */
export function addMaps(resource: Resource, list: Value, ...texts: readonly string[]): Edit | undefined {
  const { node } = list;
  const { source } = resource;
  const last = node.kind === 'list' ? node.items.at(-1) : undefined;
  if (node.kind !== 'list' || node.flow || last === undefined) return undefined;
  const dash = source.text.lastIndexOf('-', last.start - 1);
  const indent = ' '.repeat(source.positionAt(dash).column - 1);
  const at = endOfLastLine(source, last.end);
  const line = source.newline + indent;
  const items = texts.map((text) => line + `- ${text}`.split('\n').join(`${line}  `));
  return { file: source.file, range: { start: at, end: at }, text: items.join('') };
}

/** Removes an entry with the lines that it fills, comments above it aside. */
export function removeEntry(resource: Resource, value: Value): Edit | undefined {
  const { entry } = value;
  if (entry === undefined) return undefined;
  const { source } = resource;
  const column = source.positionAt(entry.keyNode.start).column - 1;
  const lineStart = entry.keyNode.start - column;
  if (source.text.slice(lineStart, entry.keyNode.start).trim() !== '') return undefined;
  return { file: source.file, range: { start: lineStart, end: startOfNextLine(source, Math.max(entry.value.end, entry.keyNode.end)) }, text: '' };
}

/** Adds a scalar as the last item of a list that has some, written as they are. */
export function addItem(resource: Resource, list: Value, text: string): Edit | undefined {
  const last = list.node.kind === 'list' ? list.node.items.at(-1) : undefined;
  if (list.node.kind !== 'list' || last?.kind !== 'scalar') return undefined;
  const { source } = resource;
  const quote = last.style === 'quoted' ? (source.text[last.start] ?? '') : '';
  // A tag such as `!Sub` stands before the item.
  const tag = /(?<=[-[,]\s*)!\S+ +$/.exec(source.text.slice(list.node.start, last.start))?.[0] ?? '';
  if (list.node.flow) return { file: source.file, range: { start: last.end, end: last.end }, text: `, ${tag}${quote}${text}${quote}` };
  const dash = source.text.lastIndexOf('-', last.start - 1);
  const indent = ' '.repeat(source.positionAt(dash).column - 1);
  const at = endOfLastLine(source, last.end);
  const newline = source.text.includes('\r\n') ? '\r\n' : '\n';
  return { file: source.file, range: { start: at, end: at }, text: `${newline}${indent}- ${tag}${quote}${text}${quote}` };
}

/** Removes an item of a block list with the lines that it fills; the only item takes the list's own entry with it. */
export function removeItem(resource: Resource, list: Value, item: Value): Edit | undefined {
  if (list.node.kind !== 'list') return undefined;
  if (list.node.items.length === 1) return removeEntry(resource, list);
  const { source } = resource;
  const dash = source.text.lastIndexOf('-', item.node.start - 1);
  const lineStart = dash - (source.positionAt(dash).column - 1);
  if (list.node.flow || source.text.slice(lineStart, dash).trim() !== '' || source.text.slice(dash + 1, item.node.start).trim() !== '') return undefined;
  return { file: source.file, range: { start: lineStart, end: startOfNextLine(source, item.node.end) }, text: '' };
}

/** Writes another entry in the place of one, on the lines that the old one fills. `text` may span lines, indented from column 0. */
export function replaceEntry(resource: Resource, value: Value, text: string): Edit | undefined {
  const removal = removeEntry(resource, value);
  if (removal === undefined || value.entry === undefined) return undefined;
  const { source } = resource;
  const indent = ' '.repeat(source.positionAt(value.entry.keyNode.start).column - 1);
  const { newline } = source;
  const endsLine = /[\r\n]/.test(source.text[removal.range.end - 1] ?? '');
  return { ...removal, text: indent + text.split('\n').join(newline + indent) + (endsLine ? newline : '') };
}

/** A value as text for `addEntry`: a scalar or flow as it is written, a block from the next line on, indented by two, with its comments. */
export function textOf(resource: Resource, value: Value): string | undefined {
  const { node, entry } = value;
  const { source } = resource;
  const isInline = node.kind === 'scalar' ? node.style !== 'block' : node.flow;
  if (isInline) return source.text.slice(node.start, node.end);
  if (node.kind === 'scalar' || entry === undefined) return undefined;
  const column = source.positionAt(node.start).column - 1;
  const lines = source.text.slice(endOfLastLine(source, entry.keyNode.end), endOfLastLine(source, node.end)).split(/\r?\n/);
  return lines.map((line, index) => (index === 0 || line.trim() === '' ? '' : `  ${line.slice(Math.min(column, line.search(/\S/)))}`)).join('\n');
}

function jsonEntry(text: string, start: number, key: string, value: string): string {
  const isJson = /^\{\s*(?:"|\})/.test(text.slice(start, start + 200)) && /^\s*\{/.test(text);
  if (!isJson) return `${key}: ${value}`;
  return `${JSON.stringify(key)}: ${/^(?:true|false|null|-?[0-9]+)$/.test(value) ? value : JSON.stringify(value.replace(/^(["'])(.*)\1$/, '$2'))}`;
}

function startOfNextLine(source: Source, offset: number): number {
  const end = endOfLastLine(source, offset);
  return source.text.startsWith('\r\n', end) ? end + 2 : Math.min(end + 1, source.text.length);
}

function endOfLastLine(source: Source, offset: number): number {
  let end = offset;
  // A block scalar's end can lie at the start of the line after it.
  while (end > 0 && /[\r\n]/.test(source.text[end - 1] ?? '')) end--;
  while (end < source.text.length && !/[\r\n]/.test(source.text[end] ?? '')) end++;
  return end;
}
