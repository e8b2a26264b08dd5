/** karplint without a disk: texts in, a report out. */
import { Source } from './core/source.ts';
import { lintManifests, readSource } from './linter.ts';
import type { LintOptions } from './linter.ts';
import type { Report } from './core/report.ts';

export interface Text {
  readonly file: string;
  readonly text: string;
}

/** Lints texts as one workspace; their names stand for the paths of files. */
export function lintTexts(texts: readonly Text[], options: LintOptions = {}): Report {
  return lintManifests(
    texts.map(({ file, text }) => readSource(new Source(file, text))),
    options,
  );
}

export { DatasetStore } from './core/dataset.ts';
export { applyEdits } from './core/fix.ts';
export { addEntry, removeEntry, replaceScalar } from './core/fix.ts';
export { defineRule } from './core/rule.ts';
export { Source } from './core/source.ts';
export { docsOf, kindNames, ruleMetas } from './linter.ts';
export { knownVersions } from './karpenter/versions.ts';
export { renderJson } from './reporters/json.ts';
export { renderSarif } from './reporters/sarif.ts';
export { renderText } from './reporters/text.ts';
export type { Config, Override, RuleSetting } from './core/config.ts';
export type { Environment, Finding, Group, Layer, Level, Related, ResourceName, Severity } from './core/finding.ts';
export type { Edit, Fix } from './core/fix.ts';
export type { Path, Place, Resource, Value } from './core/resource.ts';
export type { EnvironmentChoice, KarpenterVersion, Report, SkippedFile, Sources, Summary } from './core/report.ts';
export type { Context, OptionSchema, Preset, Problem, RelatedPlace, ResourceRule, Rule, RuleMeta, Severities, WorkspaceRule } from './core/rule.ts';
export type { Workspace } from './core/workspace.ts';
export type { Position, SourceRange } from './core/source.ts';
export type { LintOptions } from './linter.ts';
