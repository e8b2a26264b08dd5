import { CodeActionKind } from 'vscode-languageserver';
import type { CodeAction, Diagnostic, TextEdit } from 'vscode-languageserver';
import type { Finding } from '../core/finding.ts';
import type { Edit } from '../core/fix.ts';
import type { Sources } from '../core/report.ts';
import type { Source } from '../core/source.ts';
import { toRange } from './positions.ts';

/** What the actions of one document need to know. */
export interface ActionScope {
  readonly source: Source;
  readonly sources: Sources;
  readonly uriOf: (file: string) => string;
  readonly toDiagnostic: (finding: Finding) => Diagnostic;
}

export const openDocsCommand = 'karplint.openDocs';

/** For each finding: its fix, a suppression, its docs page; and one action that applies all safe fixes of the file. */
export function codeActionsFor(selected: readonly Finding[], all: readonly Finding[], scope: ActionScope): CodeAction[] {
  const single = selected.flatMap((finding) => [...fixAction(finding, scope), ...suppressAction(finding, scope), docsAction(finding, scope)]);
  return [...single, ...fixAllAction(all, scope)];
}

function fixAction(finding: Finding, scope: ActionScope): CodeAction[] {
  const { fix } = finding;
  if (fix === undefined) return [];
  return [
    {
      title: fix.safety === 'safe' ? fix.title : `${fix.title} (unsafe)`,
      kind: CodeActionKind.QuickFix,
      isPreferred: fix.safety === 'safe',
      diagnostics: [scope.toDiagnostic(finding)],
      edit: { changes: toChanges(fix.edits, scope) },
    },
  ];
}

/** JSON has no comments, so there is nothing to write there. */
function suppressAction(finding: Finding, scope: ActionScope): CodeAction[] {
  const { source } = scope;
  if (/^\s*[{[]/.test(source.text)) return [];
  const { line } = source.positionAt(finding.range.start);
  const indent = /^\s*/.exec(source.lineText(line))?.[0] ?? '';
  const at = { line: line - 1, character: 0 };
  const newText = `${indent}# karplint-disable-next-line ${finding.rule} -- reason\n`;
  return [
    {
      title: `Suppress ${finding.rule} on this line`,
      kind: CodeActionKind.QuickFix,
      diagnostics: [scope.toDiagnostic(finding)],
      edit: { changes: { [scope.uriOf(source.file)]: [{ range: { start: at, end: at }, newText }] } },
    },
  ];
}

function docsAction(finding: Finding, scope: ActionScope): CodeAction {
  const title = `Why ${finding.rule}?`;
  return {
    title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [scope.toDiagnostic(finding)],
    command: { title, command: openDocsCommand, arguments: [finding.rule] },
  };
}

function fixAllAction(findings: readonly Finding[], scope: ActionScope): CodeAction[] {
  const edits = findings.flatMap(({ fix }) => (fix?.safety === 'safe' ? fix.edits : []));
  if (edits.length === 0) return [];
  return [
    { title: 'Apply all safe fixes of karplint', kind: `${CodeActionKind.SourceFixAll}.karplint`, edit: { changes: toChanges(withoutOverlaps(edits), scope) } },
  ];
}

function withoutOverlaps(edits: readonly Edit[]): Edit[] {
  const kept: Edit[] = [];
  for (const edit of [...edits].sort((a, b) => a.range.start - b.range.start)) {
    const last = kept.at(-1);
    if (last === undefined || edit.file !== last.file || edit.range.start > last.range.end) kept.push(edit);
  }
  return kept;
}

function toChanges(edits: readonly Edit[], { sources, uriOf }: ActionScope): Record<string, TextEdit[]> {
  const changes: Record<string, TextEdit[]> = {};
  for (const { file, range, text } of edits) {
    const source = sources.get(file);
    if (source !== undefined) (changes[uriOf(file)] ??= []).push({ range: toRange(source, range), newText: text });
  }
  return changes;
}
