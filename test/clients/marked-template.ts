const mark = ' #@';

/** A template in which every line that lies outside of expressions ends with its number, as a comment that Helm leaves in place. */
export function markLines(template: string): string {
  let depth = 0;
  return template
    .split('\n')
    .map((line, index) => {
      depth += (line.match(/\{\{/g)?.length ?? 0) - (line.match(/\}\}/g)?.length ?? 0);
      return depth === 0 && /^(?!---)\s*\S/.test(line) ? `${line}${mark}${index + 1}` : line;
    })
    .join('\n');
}

export interface MarkedLine {
  readonly text: string;
  /** The line of the template that it came from, from 1. */
  readonly line: number;
}

/**
 * What a marked template gave, without its marks. Blanks, comments and the marks of lines that gave nothing are left out. Of a text
 * without marks (`''`) every line counts.
 */
export function readMarks(output: string, sign: string = mark): MarkedLine[] {
  const lines = output.split('\n');
  return lines.flatMap((written, index) => {
    const text = (sign === '' ? written : (written.split(sign)[0] ?? '')).trimEnd();
    if (text.trim() === '' || text.trimStart().startsWith('#') || text.startsWith('---')) return [];
    // An expression that gives several lines is marked at the end of the last one.
    const marked = lines.slice(index).find((line) => line.includes(sign)) ?? '';
    return [{ text, line: Number(new RegExp(`${sign}(\\d+)`).exec(marked)?.[1]) }];
  });
}
