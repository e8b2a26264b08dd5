import { DiagnosticSeverity } from 'vscode-languageserver';
import type { Diagnostic } from 'vscode-languageserver';
import type { Finding, Severity } from '../core/finding.ts';
import type { Sources } from '../core/report.ts';
import { toRange } from './positions.ts';

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  critical: DiagnosticSeverity.Error,
  improvement: DiagnosticSeverity.Warning,
  note: DiagnosticSeverity.Information,
};

/** A finding as editors show it; `uriOf` gives the address of a file that the report names. */
export function toDiagnostic(finding: Finding, sources: Sources, uriOf: (file: string) => string): Diagnostic {
  const { rule, severity, message, help, docs, related = [], fingerprint } = finding;
  const source = sources.get(finding.file);
  return {
    range: source === undefined ? emptyRange : toRange(source, finding.range),
    severity: severities[severity],
    code: rule,
    codeDescription: { href: docs },
    source: 'karplint',
    message: help === undefined ? message : `${message}\n${help}`,
    relatedInformation: related.flatMap((place) => {
      const text = sources.get(place.file);
      return text === undefined ? [] : [{ location: { uri: uriOf(place.file), range: toRange(text, place.range) }, message: place.message }];
    }),
    data: { fingerprint },
  };
}

const emptyRange = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
