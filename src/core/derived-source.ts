import { Source } from './source.ts';
import type { Location, SourceRange } from './source.ts';

/** Texts of several files in one space of offsets, for an object that is put together from them. The first one names it. */
export class JoinedSource extends Source {
  override readonly isDerived = true;
  readonly #parts: readonly Source[];
  readonly #starts: readonly number[];

  /** `parts` must not be empty. Each begins one character behind the end of the one before. */
  constructor(parts: readonly Source[]) {
    super(parts[0]?.file ?? '', parts.map(({ text }) => text).join('\n'));
    this.#parts = parts;
    this.#starts = startsOf(parts);
  }

  override get files(): readonly string[] {
    return this.#parts.flatMap(({ files }) => files);
  }

  override locate(range: SourceRange): Location {
    const index = Math.max(
      0,
      this.#starts.findLastIndex((start) => start <= range.start),
    );
    const part = this.#parts[index];
    const start = this.#starts[index] ?? 0;
    if (part === undefined) return super.locate(range);
    return part.locate({ start: range.start - start, end: Math.min(range.end - start, part.text.length) });
  }
}

/** Where each text begins once they are joined. */
export function startsOf(parts: readonly Source[]): number[] {
  let next = 0;
  return parts.map(({ text }) => {
    const start = next;
    next += text.length + 1;
    return start;
  });
}

/** A text that another one holds in a notation of its own, such as a quoted string with escapes. */
export class DecodedSource extends Source {
  override readonly isDerived = true;
  readonly #outer: Source;
  readonly #offsets: readonly number[];

  /** `offsets` says of each character where it begins in the outer text, and at last where the notation ends. */
  constructor(outer: Source, text: string, offsets: readonly number[]) {
    super(outer.file, text);
    this.#outer = outer;
    this.#offsets = offsets;
  }

  override get files(): readonly string[] {
    return this.#outer.files;
  }

  override locate(range: SourceRange): Location {
    return this.#outer.locate(this.outerRange(range));
  }

  /** The stretch of the outer text that stands for one of this text. */
  outerRange({ start, end }: SourceRange): SourceRange {
    const from = this.#offsets[start] ?? 0;
    return { start: from, end: Math.max(from, this.#offsets[end] ?? from) };
  }
}

/** A stretch of a text as a text of its own. */
export function partOf(source: Source, { start, end }: SourceRange): DecodedSource {
  const offsets = Array.from({ length: end - start + 1 }, (_, index) => start + index);
  return new DecodedSource(source, source.text.slice(start, end), offsets);
}

/** A stretch of lines without the indentation that all of them share. */
export function dedentedPart(source: Source, { start, end }: SourceRange): DecodedSource {
  const lines = source.text.slice(start, end).split(/(?<=\n)/);
  const indents = lines.filter((line) => line.trim() !== '').map((line) => /^[ \t]*/.exec(line)?.[0].length ?? 0);
  const indent = indents.length === 0 ? 0 : Math.min(...indents);
  const offsets: number[] = [];
  let text = '';
  let at = start;
  for (const line of lines) {
    const cut = line.trim() === '' ? 0 : indent;
    for (let index = cut; index < line.length; index++) offsets.push(at + index);
    text += line.slice(cut);
    at += line.length;
  }
  return new DecodedSource(source, text, [...offsets, end]);
}
