import { createTwoFilesPatch } from 'diff';
import { applyEdits } from '../core/fix.ts';
import type { Fix } from '../core/fix.ts';
import type { Sources } from '../core/report.ts';

/** What a fix changes, as a unified diff over all of its files. */
export function patchOf({ edits }: Pick<Fix, 'edits'>, sources: Sources): string {
  const files = [...new Set(edits.map(({ file }) => file))];
  return files
    .flatMap((file) => {
      const text = sources.get(file)?.text;
      if (text === undefined) return [];
      const after = applyEdits(
        text,
        edits.filter((edit) => edit.file === file),
      );
      return after === text ? [] : [createTwoFilesPatch(`a/${file}`, `b/${file}`, text, after, undefined, undefined, { context: 3 }).replace(/^=+\n/, '')];
    })
    .join('');
}
