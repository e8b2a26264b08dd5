import type { Base } from './base.ts';
import type { Dataset } from './dataset.ts';
import type { Environment, Group, Layer, Level } from './finding.ts';
import type { Fact, World } from './fact.ts';
import type { Fix } from './fix.ts';
import type { Place, Resource } from './resource.ts';
import type { Scope } from './scope.ts';
import type { Surroundings, Workspace } from './workspace.ts';

/** One level for all, or one for each environment; `default` speaks where the environment is unknown. */
export type Severities = Level | { readonly default: Level; readonly prod: Level; readonly staging: Level; readonly dev: Level };

/** essential: what every review demands. recommended: strong practice. all: nice to have. Each preset holds those before it. */
export const presets = ['essential', 'recommended', 'all'] as const;
export type Preset = (typeof presets)[number];

/** A place in another file or document that explains a problem. */
export interface RelatedPlace {
  readonly message: string;
  readonly resource: Resource;
  readonly at: Place;
}

/** What a rule yields; the engine makes a Finding of it. */
export interface Problem {
  readonly at: Place;
  /** What is wrong and why it matters, in one sentence; values in backticks. */
  readonly message: string;
  /** What to do. */
  readonly help?: string;
  readonly related?: readonly RelatedPlace[];
  readonly fix?: Fix;
  /** Replaces the rule's own severities for this case. */
  readonly severity?: Severities;
  readonly serverMessage?: string;
  /** Replaces the rule's own list for this case. */
  readonly explains?: readonly string[];
  /** The resource that holds `at`; a workspace rule must name it. */
  readonly resource?: Resource;
  /** Where it holds, if that is not every scope of the resource. */
  readonly scope?: Scope;
}

/** What a rule may know beside the resource. */
export interface Context extends Surroundings, World {
  readonly workspace: Workspace;
  /** What the run is compared with; rules that declare `needs: 'base'` run only where there is one. */
  readonly base?: Base;
  readonly environment: Environment;
  /** The Karpenter minor that is linted for, such as `1.14`. */
  readonly karpenter: string;
  /** The moment that ages are counted to. */
  readonly now: Date;
  /** The rule's options: the defaults of its schema, overlaid with the configuration. */
  readonly options: Readonly<Record<string, unknown>>;
  /** What a dataset holds, loaded when something first asks for it; undefined where the host has none. */
  data<T>(dataset: Dataset<T>): T | undefined;
  /** What follows about an object from more than itself, without looking at everything. */
  learn<T>(fact: Fact<T>, resource: Resource): T;
}

/** A JSON schema for one option, with its default. */
export interface OptionSchema {
  readonly type: 'integer' | 'number' | 'string' | 'boolean' | 'array' | 'object';
  readonly description: string;
  readonly default: unknown;
  readonly minimum?: number;
  readonly items?: { readonly type: string };
  readonly additionalProperties?: { readonly type: string };
}

export interface RuleMeta {
  readonly id: string;
  readonly group: Group;
  readonly severity: Severities;
  /** The first preset that switches the rule on; the wider ones do as well, but for `offIn`. */
  readonly preset: Preset;
  /** Wider presets that leave it off all the same. */
  readonly offIn?: readonly Preset[];
  /** The kinds that the rule reads, with their group (`example.com/Widget`) where karplint does not know it; empty for all. */
  readonly kinds: readonly string[];
  /** The API versions of those kinds that the rule reads; all if absent. */
  readonly apiVersions?: readonly string[];
  /** The first Karpenter minor for which the rule makes sense. */
  readonly since?: string;
  /** What a run must be given for the rule: `base` is an earlier state to compare with. */
  readonly needs?: 'base';
  /** What the rule finds, in one sentence. */
  readonly summary: string;
  readonly references: readonly string[];
  readonly options?: Readonly<Record<string, OptionSchema>>;
  readonly fix?: 'safe' | 'unsafe';
  /** Rules of lower layers whose finding at the same path this one explains, and then replaces. */
  readonly explains?: readonly string[];
  /** Rules that speak first: where one of them has a finding at the same path or around it, this one stays silent. */
  readonly yieldsTo?: readonly string[];
  readonly layer?: Layer;
}

/** A problem of the object that the rule was given. */
export interface OwnProblem extends Problem {
  readonly resource?: never;
}

export interface ResourceRule extends RuleMeta {
  readonly scope?: 'resource';
  readonly pointsElsewhere?: never;
  check(resource: Resource, context: Context): Iterable<OwnProblem>;
}

/** A rule that is given one object and may find a problem of another, such as the source of a release. */
export interface PointingRule extends RuleMeta {
  readonly scope?: 'resource';
  readonly pointsElsewhere: true;
  check(resource: Resource, context: Context): Iterable<Problem>;
}

export interface WorkspaceRule extends RuleMeta {
  readonly scope: 'workspace';
  readonly pointsElsewhere?: never;
  check(workspace: Workspace, context: Context): Iterable<Problem>;
}

export type Rule = ResourceRule | PointingRule | WorkspaceRule;

/** Gives a rule its types; the rule is plain data with a pure `check`. */
export function defineRule<R extends Rule>(rule: R): R {
  return rule;
}

/** True where a preset switches the rule on. */
export function isIn(preset: Preset, { preset: first, offIn }: RuleMeta): boolean {
  return presets.indexOf(first) <= presets.indexOf(preset) && offIn?.includes(preset) !== true;
}

/** The level that holds in an environment. */
export function levelIn(severity: Severities, environment: Environment): Level {
  if (typeof severity === 'string') return severity;
  return environment === 'unknown' ? severity.default : severity[environment];
}
