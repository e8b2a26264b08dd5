import { emptyConfig } from './core/config.ts';
import type { Config, Override, RuleSetting } from './core/config.ts';
import { DatasetStore } from './core/dataset.ts';
import type { Environment, Level } from './core/finding.ts';
import { lint } from './core/lint.ts';
import type { Engine, LintSettings } from './core/lint.ts';
import { readManifest } from './core/manifest.ts';
import type { Manifest } from './core/manifest.ts';
import { countSeverities } from './core/report.ts';
import type { EnvironmentChoice, KarpenterVersion, Report } from './core/report.ts';
import { isIn } from './core/rule.ts';
import type { Preset, RuleMeta } from './core/rule.ts';
import type { Source } from './core/source.ts';
import { Workspace } from './core/workspace.ts';
import { admissionCheck } from './karpenter/admission/check.ts';
import { groupOfKind, isKarpenterObject } from './karpenter/kinds.ts';
import { groupOfKubernetesKind } from './kubernetes/kinds.ts';
import { newestVersion } from './karpenter/versions.ts';
import { rules } from './rules/index.ts';
import { validityRules } from './rules/validity.ts';
import { schemaCheck } from './schemas/check.ts';

/** Every id that a finding can carry, in the order of a review. */
export const ruleMetas: readonly RuleMeta[] = [...validityRules, ...rules];

const metas: ReadonlyMap<string, RuleMeta> = new Map(ruleMetas.map((meta) => [meta.id, meta]));

const engine: Engine = { rules, layerChecks: [schemaCheck, admissionCheck], metas, groupOfKind: { ...groupOfKubernetesKind, ...groupOfKind }, docsOf };

/** Where the page of a rule can be read online; `karplint explain` prints it offline. */
export function docsOf(rule: string): string {
  return `https://github.com/karplint/karplint/blob/main/docs/rules/${rule}.md`;
}

export interface LintOptions {
  readonly config?: Config;
  readonly karpenter?: KarpenterVersion;
  readonly environment?: EnvironmentChoice;
  readonly preset?: Preset;
  /** Says whether a file matches a glob of the configuration; without it overrides hold nowhere. */
  readonly matches?: (globs: readonly string[], file: string) => boolean;
  /** Severities that win over the configuration, its overrides and the preset. */
  readonly levels?: ReadonlyMap<string, Level>;
  /** True where the texts are a part of what belongs together, such as the files of a commit. */
  readonly isPartial?: boolean;
