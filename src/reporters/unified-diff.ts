import { FILE_HEADERS_ONLY, createTwoFilesPatch } from 'diff';

/** The difference of two texts as `git apply` takes it, three lines of context around each change; empty where there is none. */
export function unifiedDiff(file: string, before: string, after: string): string {
  if (before === after) return '';
  return createTwoFilesPatch(`a/${file}`, `b/${file}`, before, after, undefined, undefined, { context: 3, headerOptions: FILE_HEADERS_ONLY });
}
