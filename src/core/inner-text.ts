import { DecodedSource } from './derived-source.ts';
import type { ScalarNode } from './node.ts';
import type { Source } from './source.ts';

/** The text that a scalar stands for, each of its characters knowing its place in the file: indentation, folds and escapes undone. */
export function innerText(scalar: ScalarNode, source: Source): DecodedSource {
  const raw = source.text.slice(scalar.start, scalar.end);
  const offsets = scalar.style === 'quoted' && raw.startsWith('"') ? alignEscaped(scalar.text, raw) : alignPlain(scalar, raw);
  const placed = (offsets ?? wholeRange(scalar)).map((offset) => scalar.start + offset);
  return new DecodedSource(source, scalar.text, placed);
}

/** Where nothing better can be said, every character stands for the whole scalar. */
function wholeRange({ text, start, end }: ScalarNode): number[] {
  return [...new Array<number>(text.length).fill(0), end - start];
}

/** Plain, single-quoted and block scalars: the same characters, with white space that folds and indents. */
function alignPlain({ text, style }: ScalarNode, raw: string): number[] | undefined {
  const offsets: number[] = [];
  const isQuoted = style === 'quoted';
  // A block begins behind its header's line.
  let at = isQuoted ? 1 : style === 'block' ? raw.indexOf('\n') + 1 : 0;
  for (const character of text) {
    if (character === '\n' || character === ' ') at = alignBlank(raw, at, character);
    else while (at < raw.length && raw[at] !== character[0]) at = skipBlank(raw, at);
    if (at > raw.length || at < 0) return undefined;
    for (let unit = 0; unit < character.length; unit++) offsets.push(at + unit);
    at += isQuoted && character === "'" ? 2 : character.length;
  }
  return at > raw.length + 1 ? undefined : [...offsets, Math.min(at, raw.length)];
}

/** Only white space may be passed over. */
function skipBlank(raw: string, at: number): number {
  return /\s/.test(raw[at] ?? '') ? at + 1 : Number.POSITIVE_INFINITY;
}

/** A line feed stands at the next line end; a blank where the one before it ended, be it a fold. */
function alignBlank(raw: string, from: number, character: string): number {
  let at = from;
  while (character === '\n' && (raw[at] === ' ' || raw[at] === '\t' || raw[at] === '\r')) at++;
  return at;
}

/** Double-quoted YAML and JSON text. */
function alignEscaped(text: string, raw: string): number[] | undefined {
  const offsets: number[] = [];
  let at = 1;
  while (offsets.length < text.length && at < raw.length) {
    const unit = text[offsets.length] ?? '';
    if (raw[at] === '\\') at = alignEscape(text, raw, at, offsets);
    else if (raw[at] === unit) offsets.push(at++);
    else if (!isBlank(raw[at])) return undefined;
    else if (isBlank(unit)) at = alignFold(text, raw, at, offsets);
    else at++;
  }
  return offsets.length < text.length ? undefined : [...offsets, at];
}

/** A backslash before a line end stands for nothing; a wide escape for two UTF-16 units. */
function alignEscape(text: string, raw: string, at: number, offsets: number[]): number {
  if (/^\\\r?\n/.test(raw.slice(at, at + 3))) return at + escapeLength(raw, at);
  const code = text.charCodeAt(offsets.length);
  const isPair = raw[at + 1] === 'U' && code >= 0xd800 && code < 0xdc00;
  offsets.push(at, ...(isPair ? [at] : []));
  return at + escapeLength(raw, at);
}

/** White space over a line end became one blank or line feed. */
function alignFold(text: string, raw: string, from: number, offsets: number[]): number {
  offsets.push(from);
  let at = from;
  while (isBlank(raw[at]) && !isBlank(text[offsets.length])) at++;
  return at;
}

function isBlank(character: string | undefined): boolean {
  return character !== undefined && /\s/.test(character);
}

function escapeLength(raw: string, at: number): number {
  const fixed = { x: 4, u: 6, U: 10 }[raw[at + 1] ?? ''];
  if (fixed !== undefined) return fixed;
  return /^\\\r?\n\s*/.exec(raw.slice(at, at + 400))?.[0].length ?? 2;
}
