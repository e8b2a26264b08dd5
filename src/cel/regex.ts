import { RE2JS } from 're2js';
import { CelError } from './errors.ts';

const compiled = new Map<string, RE2JS>();

/** A pattern as Go's regexp reads it, with a time that grows with the text alone. Throws CelError for a pattern that is none. */
export function goPattern(pattern: string): RE2JS {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  try {
    const made = RE2JS.compile(pattern);
    compiled.set(pattern, made);
    return made;
  } catch (error) {
    throw new CelError(error instanceof Error ? error.message : String(error));
  }
}

/** True where the pattern matches somewhere in the text. */
export function matchesSomewhere(text: string, pattern: string): boolean {
  return goPattern(pattern).matcher(text).find();
}

/** What a search through a text costs: as much as the API server counts, and more for a pattern that is larger than it looks. */
export function costOfSearch(text: string, pattern: string): number {
  const size = compiled.get(pattern)?.programSize() ?? pattern.length;
  return Math.ceil(Math.max((text.length * pattern.length) / 40, (text.length * size) / 500));
}

/** The texts of all matches that do not overlap, `limit` at most; an empty one right behind another does not count, as in Go. */
export function findAll(text: string, pattern: string, limit = Number.POSITIVE_INFINITY): string[] {
  const matcher = goPattern(pattern).matcher(text);
  const found: string[] = [];
  let last = -1;
  while (found.length < limit && matcher.find()) {
    const isEmptyBehind = matcher.start() === matcher.end() && matcher.start() === last;
    last = matcher.end();
    if (!isEmptyBehind) found.push(matcher.group() ?? '');
  }
  return found;
}
