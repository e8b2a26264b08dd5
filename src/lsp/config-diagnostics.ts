import { DiagnosticSeverity } from 'vscode-languageserver';
import type { Diagnostic } from 'vscode-languageserver';
import type { Source } from '../core/source.ts';
import { readSettings } from '../linter.ts';
import { toRange } from './positions.ts';

export function isConfigFile(file: string): boolean {
  return /(?:^|\/)karplint\.ya?ml$/.test(file);
}

/** What is wrong with a configuration while somebody edits it. */
export function configDiagnostics(source: Source): Diagnostic[] {
  const { problems } = readSettings(source);
  return problems.map(({ range, message }) => ({ range: toRange(source, range), severity: DiagnosticSeverity.Error, source: 'karplint', message }));
}
