/** Which line of a template each line of its output came from: an index, or undefined where nothing before it is known. */
export function alignLines(template: readonly string[], output: readonly string[]): (number | undefined)[] {
  const patterns = template.map(toPattern);
  let last: number | undefined;
  return output.map((line) => {
    const text = line.trim();
    if (text === '' || text.startsWith('#')) return last;
    const from = last === undefined ? 0 : last + 1;
    const found =
      findLine(template, from, (candidate) => candidate.trim() === text) ??
      findPattern(patterns, from, text) ??
      // A `range` begins again further up.
      findLine(template, 0, (candidate) => candidate.trim() === text) ??
      findPattern(patterns, 0, text);
    last = found ?? last;
    return last;
  });
}

function findLine(template: readonly string[], from: number, fits: (line: string) => boolean): number | undefined {
  const found = template.findIndex((line, index) => index >= from && fits(line));
  return found < 0 ? undefined : found;
}

function findPattern(patterns: readonly (RegExp | undefined)[], from: number, text: string): number | undefined {
  const found = patterns.findIndex((pattern, index) => index >= from && pattern?.test(text) === true);
  return found < 0 ? undefined : found;
}

/** A line with an expression in it fits what has the same text around it; a line of expressions alone fits nothing by itself. */
function toPattern(line: string): RegExp | undefined {
  const text = line.trim();
  if (!text.includes('{{')) return undefined;
  const literals = text.split(/\{\{.*?\}\}/);
  if (literals.every((literal) => literal.trim() === '')) return undefined;
  return new RegExp(`^${literals.map((literal) => literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`);
}
