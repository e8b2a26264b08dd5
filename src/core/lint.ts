import type { DatasetStore } from './dataset.ts';
import { levelIn } from './rule.ts';
import type { Context, Problem, Rule, RuleMeta } from './rule.ts';
import type { Environment, Finding, Layer, Level, Related, SuppressedFinding } from './finding.ts';
import { hash } from './hash.ts';
import { Suppressions } from './suppressions.ts';
import type { Suppression } from './suppression.ts';
import type { Path, Resource } from './resource.ts';
import type { Manifest } from './manifest.ts';
import type { Workspace } from './workspace.ts';

/** A problem of one of the first three layers: the check says which rule it speaks for. */
export interface LayerProblem extends Problem {
  readonly rule: string;
}

/** What the API server or the controller says of one object. */
export interface LayerCheck {
  readonly layer: Layer;
  check(resource: Resource, context: Context): Iterable<LayerProblem>;
}

export interface Engine {
  readonly rules: readonly Rule[];
  readonly layerChecks: readonly LayerCheck[];
  /** Metadata of every id that a finding can carry, the rules without a `check` of their own included. */
  readonly metas: ReadonlyMap<string, RuleMeta>;
  /** The API group of each kind that rules name; objects of other groups with the same kind are none of theirs. */
  readonly groupOfKind: Readonly<Record<string, string>>;
  docsOf(rule: string): string;
}

/** What the configuration says of rules, per file. */
export interface LintSettings {
  readonly environment: Environment;
  readonly karpenter: string;
  /** Undefined where the configuration leaves the rule's own severity alone; `off` also for rules outside the preset. */
  levelOf(rule: RuleMeta, file: string): Level | undefined;
  optionsOf(rule: RuleMeta, file: string): Readonly<Record<string, unknown>>;
  environmentOf?(file: string): Environment;
  /** True where single files were named, so that rules that look at several files may lack the others. */
  readonly isPartial?: boolean;
}

export interface LintResult {
  readonly findings: readonly Finding[];
  /** What comments and annotations silenced. */
  readonly suppressed: readonly SuppressedFinding[];
