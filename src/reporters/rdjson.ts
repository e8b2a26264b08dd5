import type { Finding, Severity } from '../core/finding.ts';
import type { Report, Sources } from '../core/report.ts';
import type { Source, SourceRange } from '../core/source.ts';
import { shorten } from '../core/shorten.ts';
import { utf8Length } from '../core/utf8-length.ts';
import { unixLine } from './unix.ts';

const severities: Readonly<Record<Severity, string>> = { critical: 'ERROR', improvement: 'WARNING', note: 'INFO' };

/** The diagnostics of reviewdog, with fixes as suggestions. https://github.com/reviewdog/reviewdog/tree/master/proto/rdf */
export function renderRdjson({ findings }: Report, sources: Sources): string {
  const document = {
    source: { name: 'karplint', url: 'https://github.com/karplint/karplint' },
    diagnostics: findings.map((finding) => diagnose(finding, sources)),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function diagnose(finding: Finding, sources: Sources) {
  const { rule, severity, message, help, related = [], docs } = finding;
  const suggestions = suggest(finding, sources);
  return {
    message: shorten(help === undefined ? message : `${message}\n${help}`, 2000),
    location: locate(finding, sources),
    severity: severities[severity],
    code: { value: rule, url: docs },
    ...(suggestions.length === 0 ? {} : { suggestions }),
    ...(related.length === 0 ? {} : { related_locations: related.map((place) => ({ message: shorten(place.message), location: locate(place, sources) })) }),
    original_output: unixLine(finding, sources),
  };
}

/** Each suggestion is applied by itself, so a fix of several edits is none. */
function suggest({ fix, file }: Finding, sources: Sources) {
  const [edit, ...more] = fix?.edits ?? [];
  const source = sources.get(file);
  if (edit === undefined || more.length > 0 || edit.file !== file || source === undefined) return [];
  return [{ range: rangeOf(source, edit.range), text: edit.text }];
}

function locate({ file, range }: { readonly file: string; readonly range: SourceRange }, sources: Sources) {
  const source = sources.get(file);
  return { path: file, ...(source === undefined ? {} : { range: rangeOf(source, range) }) };
}

function rangeOf(source: Source, { start, end }: SourceRange) {
  return { start: bytePosition(source, start), end: bytePosition(source, end) };
}

/** Lines and columns from 1; columns count the bytes of UTF-8. */
function bytePosition(source: Source, offset: number) {
  const { line, column } = source.positionAt(offset);
  return { line, column: utf8Length(source.lineText(line).slice(0, column - 1)) + 1 };
}
