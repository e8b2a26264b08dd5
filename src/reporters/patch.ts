import { applyEdits } from '../core/fix.ts';
import type { Fix } from '../core/fix.ts';
import type { Sources } from '../core/report.ts';
import { unifiedDiff } from './unified-diff.ts';

/** What a fix changes, as a unified diff over all of its files. */
export function patchOf({ edits }: Pick<Fix, 'edits'>, sources: Sources): string {
  const files = [...new Set(edits.map(({ file }) => file))];
  return files
    .map((file) => {
      const text = sources.get(file)?.text ?? '';
      const own = edits.filter((edit) => edit.file === file);
      return sources.has(file) ? unifiedDiff(file, text, applyEdits(text, own)) : '';
    })
    .join('');
}
