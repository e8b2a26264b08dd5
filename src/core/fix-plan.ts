import type { Finding } from './finding.ts';
import { applyEdits } from './fix.ts';
import type { Edit, Fix } from './fix.ts';
import type { Sources } from './report.ts';
import type { SourceRange } from './source.ts';

/** Which fixes somebody wants. */
export interface FixChoice {
  /** Also those that change what the manifest means, or that replace nodes. */
  readonly unsafe: boolean;
  /** Only those of these rules; of all where absent. */
  readonly rules?: ReadonlySet<string>;
}

/** A finding with a fix. */
export type FixableFinding = Finding & { readonly fix: Fix };

/** Fixes that can be applied together: none touches what another one touches. */
export interface FixPlan {
  readonly taken: readonly FixableFinding[];
  /** The files that change, with their new texts. */
  readonly texts: ReadonlyMap<string, string>;
}

/**
 * Chooses the fixes of one pass, first come, first served; those that overlap wait for the next pass. A fix is taken whole
 * or not at all, and one that overwrites an alias waits until nothing else in its file is left to do: mending the anchor
 * may have mended it.
 */
export function planFixes(findings: readonly Finding[], sources: Sources, isWanted: (finding: FixableFinding) => boolean): FixPlan {
  const taken: FixableFinding[] = [];
  const edits = new Map<string, Edit[]>();
  const wanted = findings.filter(hasFix).filter(isWanted);
  const [direct, aliases] = [wanted.filter(({ fix }) => !overwritesAlias(fix, sources)), wanted.filter(({ fix }) => overwritesAlias(fix, sources))];
  for (const finding of [...direct, ...aliases]) {
    if (aliases.includes(finding) && finding.fix.edits.some(({ file }) => edits.has(file))) continue;
    const added = finding.fix.edits.filter((edit) => edits.get(edit.file)?.some((other) => isSame(edit, other)) !== true);
    if (added.some((edit) => edits.get(edit.file)?.some((other) => collide(edit, other)))) continue;
    for (const edit of added) edits.set(edit.file, [...(edits.get(edit.file) ?? []), edit]);
    taken.push(finding);
  }
  return { taken, texts: applyFixes(taken, sources) };
}

/** The texts of the files that some fixes change. */
export function applyFixes(findings: readonly FixableFinding[], sources: Sources): ReadonlyMap<string, string> {
  const edits = findings.flatMap(({ fix }) => fix.edits);
  const files = [...new Set(edits.map(({ file }) => file))];
  return new Map(
    files.map((file) => [
      file,
      applyEdits(
        sources.get(file)?.text ?? '',
        edits.filter((edit) => edit.file === file),
      ),
    ]),
  );
}

/** Whether a fix is one of those that somebody wants. A safe fix that would lose a comment is not safe. */
export function isWantedFix({ rule, fix }: FixableFinding, choice: FixChoice, sources: Sources): boolean {
  if (choice.rules !== undefined && !choice.rules.has(rule)) return false;
  if (choice.unsafe) return true;
  return fix.safety === 'safe' && (isAboutComments(rule) || !fix.edits.some((edit) => losesComment(edit, sources)));
}

export function hasFix(finding: Finding): finding is FixableFinding {
  return finding.fix !== undefined && finding.fix.edits.length > 0;
}

function isAboutComments(rule: string): boolean {
  return rule === 'unused-suppression' || rule === 'suppression-unknown';
}

function losesComment({ file, range, text }: Edit, sources: Sources): boolean {
  const removed = sources.get(file)?.text.slice(range.start, range.end) ?? '';
  const comments = removed.match(/(?<=^|\s)#.*$/gm) ?? [];
  return comments.some((comment) => !text.includes(comment.trimEnd()));
}

function overwritesAlias({ edits }: Fix, sources: Sources): boolean {
  return edits.some(({ file, range }) => range.end > range.start && /^\*[^\s,\]}]+$/.test(sources.get(file)?.text.slice(range.start, range.end) ?? ''));
}

function isSame(a: Edit, b: Edit): boolean {
  return a.range.start === b.range.start && a.range.end === b.range.end && a.text === b.text;
}

/** Two edits that share text, or an insertion with what begins at its place, in whatever order. */
function collide({ range: a }: SourceRangeHolder, { range: b }: SourceRangeHolder): boolean {
  return a.start === b.start || (a.start < b.end && b.start < a.end);
}

interface SourceRangeHolder {
  readonly range: SourceRange;
}
