import { resolve } from 'node:path';
import type { Finding } from '../core/finding.ts';
import { countSeverities } from '../core/report.ts';
import type { Source } from '../core/source.ts';
import { ruleBookOf } from '../linter.ts';
import { readChangedLines } from './changed-lines.ts';
import type { LineChange } from './changed-lines.ts';
import type { SessionResult } from './session.ts';

/** Leaves the findings on lines that changed since a Git ref. Throws UsageError where Git cannot tell. */
export function keepChanged(result: SessionResult, ref: string, workingFolder: string): SessionResult {
  const changed = readChangedLines(ref, workingFolder);
  const changes = new Map<string, readonly LineChange[] | undefined>();
  const changesOf = (file: string): readonly LineChange[] | undefined => {
    if (!changes.has(file)) changes.set(file, changed.of(resolve(workingFolder, file)));
    return changes.get(file);
  };
  const findings = result.report.findings.filter((finding) => {
    const source = result.sources.get(finding.file);
    const own = changesOf(finding.file);
    return source === undefined || own === undefined || isAboutTheChange(finding, result) || own.some((change) => touches(finding, change, source));
  });
  return { ...result, report: { ...result.report, findings, summary: { ...result.report.summary, ...countSeverities(findings) } } };
}

/** What a rule says of the base is about the change, wherever it points. */
function isAboutTheChange({ rule }: Finding, { lint }: SessionResult): boolean {
  return rule === 'internal-error' || ruleBookOf(lint).metas.get(rule)?.needs === 'base';
}

/** A finding about something that is missing stands at the key that should hold it, so lines removed from below that key count. */
function touches(finding: Finding, { first, last }: LineChange, source: Source): boolean {
  const start = source.positionAt(finding.range.start).line;
  const end = source.positionAt(Math.max(finding.range.start, finding.range.end - 1)).line;
  if (last >= first) return start <= last && first <= end;
  return isAboutAbsence(finding, source) && start <= last && last < endOfBlock(start, source);
}

function isAboutAbsence({ path, range }: Finding, source: Source): boolean {
  return path !== undefined && source.text.slice(range.start, range.end).replace(/^["']|["']$/g, '') !== path.at(-1);
}

/** The line behind the block that a key opens; a finding at `kind` speaks for the whole document. */
function endOfBlock(line: number, source: Source): number {
  const indent = indentOf(source.lineText(line));
  const isTop = indent === 0 && /^kind\s*:/.test(source.lineText(line));
  for (let next = line + 1; next <= source.lineStarts.length; next++) {
    const text = source.lineText(next);
    if (/^---/.test(text)) return next;
    if (!isTop && text.trim() !== '' && indentOf(text) <= indent && !text.trimStart().startsWith('- ')) return next;
  }
  return source.lineStarts.length + 1;
}

function indentOf(text: string): number {
  return text.length - text.trimStart().length;
}
