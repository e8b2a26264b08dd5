import { Source } from '../../core/source.ts';
import type { Location, SourceRange } from '../../core/source.ts';
import { alignLines } from './line-alignment.ts';

/** What a tool made of a template. A place in it stands for the line of the template that it came from. */
export class RenderedSource extends Source {
  override readonly isDerived = true;
  readonly #template: Source;
  #lines: readonly (number | undefined)[] | undefined;

  constructor(template: Source, text: string) {
    super(template.file, text);
    this.#template = template;
  }

  override locate({ start, end }: SourceRange): Location {
    const { line, column } = this.positionAt(start);
    this.#lines ??= alignLines(this.#template.text.split(/\r?\n/), this.text.split('\n'));
    const index = this.#lines[line - 1];
    if (index === undefined) return this.#template.locate({ start: 0, end: 0 });
    const written = this.#template.lineText(index + 1);
    const rendered = this.lineText(line);
    const begin = (this.#template.lineStarts[index] ?? 0) + indentOf(written);
    // The same text: the very characters.
    const isSame = written.trim() === rendered.trim() && end - start <= rendered.length;
    const shift = column - 1 - indentOf(rendered);
    const range = isSame ? { start: begin + shift, end: begin + shift + (end - start) } : { start: begin, end: begin + written.trim().length };
    return this.#template.locate(range);
  }
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
