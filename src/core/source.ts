/** A half-open stretch of a text, in UTF-16 offsets. The only position inside the library. */
export interface SourceRange {
  readonly start: number;
  readonly end: number;
}

/** A place as people count it: both from 1, columns in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A stretch of a file. */
export interface Location {
  readonly file: string;
  readonly range: SourceRange;
}

/** The text of one file, with the arithmetic between offsets and lines. */
export class Source {
  readonly file: string;
  readonly text: string;
  /** True for a text that no file holds as it is. */
  readonly isDerived: boolean = false;
  #lineStarts: number[] | undefined;

  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
  }

  /** The files whose text it holds. */
  get files(): readonly string[] {
    return [this.file];
  }

  /** Offsets at which lines begin; `\n`, `\r\n` and a lone `\r` end a line. */
  get lineStarts(): readonly number[] {
    return (this.#lineStarts ??= findLineStarts(this.text));
  }

  /** What ends its lines; a file that mixes them counts as the first of `\r\n`, `\n` and `\r` that it has. */
  get newline(): string {
    return this.text.includes('\r\n') ? '\r\n' : this.text.includes('\n') || !this.text.includes('\r') ? '\n' : '\r';
  }

  positionAt(offset: number): Position {
    const starts = this.lineStarts;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  }

  /** Where a stretch of this text stands in a file: the same place, unless the text was put together from others. */
  locate(range: SourceRange): Location {
    return { file: this.file, range: { start: range.start, end: range.end } };
  }

  /** The text of a line, counted from 1, without its line end. */
  lineText(line: number): string {
    const start = this.lineStarts[line - 1];
    if (start === undefined) return '';
    return this.text.slice(start, this.lineStarts[line] ?? this.text.length).replace(/[\r\n]+$/, '');
  }
}

function findLineStarts(text: string): number[] {
  const starts = [0];
  if (text.includes('\r')) {
    for (const { index, 0: end } of text.matchAll(/\r\n?|\n/g)) starts.push(index + end.length);
    return starts;
  }
  for (let index = text.indexOf('\n'); index >= 0; index = text.indexOf('\n', index + 1)) starts.push(index + 1);
  return starts;
}
