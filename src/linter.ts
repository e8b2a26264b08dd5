import { Base } from './core/base.ts';
import { emptyConfig, readConfig } from './core/config.ts';
import type { Config, ConfigReading, Override, RuleSetting } from './core/config.ts';
import { DatasetStore } from './core/dataset.ts';
import type { Level } from './core/finding.ts';
import type { Forms } from './core/forms.ts';
import { lint } from './core/lint.ts';
import type { LayerCheck, LayerProblem, ObjectCheck, ObjectType } from './core/layer-check.ts';
import type { Engine, LintResult, LintSettings } from './core/lint.ts';
import { readManifest } from './core/manifest.ts';
import type { Manifest } from './core/manifest.ts';
import { perKey } from './core/remembered.ts';
import { countSeverities } from './core/report.ts';
import type { BaseChoice, EnvironmentChoice, KarpenterVersion, Report } from './core/report.ts';
import { isIn, levelIn } from './core/rule.ts';
import type { Context, Preset, Rule, RuleMeta } from './core/rule.ts';
import type { Resource } from './core/resource.ts';
import type { Scope } from './core/scope.ts';
import type { Source } from './core/source.ts';
import { Workspace } from './core/workspace.ts';
import { hiddenParts } from './gitops/hidden-parts.ts';
import { hostOf } from './gitops/host.ts';
import type { Host } from './gitops/host.ts';
import { readRepositoryFile } from './gitops/read-source.ts';
import { readRepository } from './gitops/repository.ts';
import type { Repository } from './gitops/repository.ts';
import { admissionCheck } from './karpenter/admission/check.ts';
import { controllerCheck } from './karpenter/controller/check.ts';
import { groupOfKind, isKarpenterObject } from './karpenter/kinds.ts';
import { groupOfKubernetesKind } from './kubernetes/kinds.ts';
import { newestVersion, objectToVersion } from './karpenter/versions.ts';
import { environmentOfFile, WorkspaceEnvironments } from './karpenter/workspace-environment.ts';
import type { EnvironmentSettings } from './karpenter/workspace-environment.ts';
import { findVersion } from './karpenter/workspace-version.ts';
import type { WorkspaceVersion } from './karpenter/workspace-version.ts';
import { rules } from './rules/index.ts';
import { validityRules } from './rules/validity.ts';
import { schemaCheck } from './schemas/check.ts';

/** Every id that a finding can carry, in the order of a review. */
export const ruleMetas: readonly RuleMeta[] = [...validityRules, ...rules];

const metas: ReadonlyMap<string, RuleMeta> = new Map(ruleMetas.map((meta) => [meta.id, meta]));

const engine: Engine = {
  rules,
  layerChecks: [schemaCheck, admissionCheck, controllerCheck],
  metas,
  groupOfKind: { ...groupOfKubernetesKind, ...groupOfKind },
  docsOf,
};

/** The kinds that rules can name without their group. */
export const kindNames: readonly string[] = Object.keys(engine.groupOfKind);

/** Where the page of a rule can be read online; `karplint explain` prints it offline. */
export function docsOf(rule: string): string {
  return `https://github.com/karplint/karplint/blob/main/docs/rules/${rule}.md`;
}

/** Reads `karplint.yaml`, with every rule and Karpenter version that there is; `base` are the rules of configurations that it builds on. */
export function readSettings(source: Source, base: readonly RuleMeta[] = []): ConfigReading {
  return readConfig(source, {
    rules: base.length === 0 ? metas : new Map([...metas, ...base.map((meta) => [meta.id, meta] as const)]),
    kinds: kindNames,
    objectToVersion,
  });
}

/** Definitions of kinds that replace what karplint knows of them, such as those of a cluster. */
export interface KindDefinitions {
  covers(type: ObjectType): boolean;
  /** What the API server says of an object that is covered. */
  check(resource: Resource, context: Pick<Context, 'karpenter'>): Iterable<LayerProblem>;
}

export interface LintOptions {
  readonly config?: Config;
  /** Looked for in the manifests and beside them where absent. */
  readonly karpenter?: KarpenterVersion;
  /** Files that hold no manifests and may say which Karpenter is installed: Terraform, lock files of charts. */
  readonly beside?: readonly Source[];
  readonly environment?: EnvironmentChoice;
  readonly preset?: Preset;
  /** What rules about age take for today; the clock of the machine without it. */
  readonly now?: Date;
  /** Says whether a file matches a glob of the configuration; without it overrides hold nowhere. */
  readonly matches?: (globs: readonly string[], file: string) => boolean;
  /** Without it, rules that need a catalogue stay silent. Keep one for many runs: it holds what was loaded. */
  readonly datasets?: DatasetStore;
  /** Severities that win over the configuration, its overrides and the preset. */
  readonly levels?: ReadonlyMap<string, Level>;
  /** True where the texts are a part of what belongs together, such as the files of a commit. */
  readonly isPartial?: boolean;
  /** Replaces the API server's part for the kinds that it covers. */
  readonly definitions?: KindDefinitions;
  /** Rules beside karplint's own: those of a configuration and of plugins. */
  readonly extraRules?: readonly Rule[];
  /** Reads what the linted files refer to; without it they know only each other. */
  readonly host?: Host;
  /** What the workspace is compared with, for the rules that need it. */
  readonly base?: Base;
  /** What kustomize itself printed for overlays, by folder. */
  readonly rendered?: ReadonlyMap<string, string>;
}

/** Reads one file. `strict` takes nothing but Kubernetes objects; `forms` are the files read before, where many are alike. */
export function readSource(source: Source, strict = false, forms?: Forms): Manifest {
  return strict ? readManifest(source, { strict, isOurs: isKarpenterObject }) : readRepositoryFile(source, forms);
}

/** A report, and what the run knows of its rules. */
export interface LintOutcome extends Pick<LintResult, 'checked' | 'isJudged' | 'levelOf'> {
  readonly report: Report;
  /** What was given, and what references led to. */
  readonly manifests: readonly Manifest[];
}

/** Follows the references between files, to learn which objects meet. */
export function gather(manifests: readonly Manifest[], options: Pick<LintOptions, 'host' | 'rendered' | 'config' | 'matches'> = {}): Repository {
  const { host, rendered, config, matches } = options;
  const files = host ?? hostOf(manifests.map(({ source }) => source));
  const configured = (config?.scopes ?? []).map(({ name, files: globs }) => ({ name, takes: (file: string) => matches?.(globs, file) === true }));
  return readRepository(manifests, files, { read: readSource, configured, ...(rendered === undefined ? {} : { rendered }) });
}

/** Makes an earlier state of the same files into what runs are compared with. */
export function makeBase(
  given: readonly Manifest[],
  { ref, commit, beside = [], ...options }: BaseChoice & Pick<LintOptions, 'host' | 'config' | 'matches' | 'beside'>,
): Base {
  const { manifests, scopes } = gather(given, options);
  const version = findVersion(manifests, beside);
  return new Base(new Workspace(manifests, scopes), { ref, commit, karpenterOf: (file) => version?.versionOf(file) });
}

/** Lints what was read, as one workspace. */
export function lintManifests(manifests: readonly Manifest[], options: LintOptions = {}): Report {
  return lintWorkspace(manifests, options).report;
}

/** The same, for callers that go on with the result. */
export function lintWorkspace(given: readonly Manifest[], options: LintOptions = {}): LintOutcome {
  const opened = openWorkspace(given, options);
  const { workspace, environments, karpenter, declared } = opened;
  const { manifests } = workspace;
  const { findings, suppressed, checked, isJudged, levelOf } = lintOpened(opened, options);
  const files = manifests.flatMap(({ source, skipped: reason }) => (reason === undefined ? [] : [{ file: source.file, reason }]));
  const skipped = [...files, ...hiddenParts(manifests, declared)];
  const summary = {
    files: manifests.length,
    passedOver: manifests.filter(({ passedOver }) => passedOver).length,
    documents: manifests.reduce((sum, { documents }) => sum + documents, 0),
    resources: workspace.resources.length,
    ...countSeverities(findings),
    suppressed: suppressed.length,
    skipped,
  };
  return {
    report: { karpenter, environment: environments.summary(), ...describeBase(options), summary, findings, suppressed },
    manifests,
    checked,
    isJudged,
    levelOf,
  };
}

function describeBase({ base }: LintOptions): { readonly base?: BaseChoice } {
  return base === undefined ? {} : { base: { ref: base.facts.ref, commit: base.facts.commit } };
}

/** What belongs together, with the references between its files followed, and the Karpenter that it is for. */
export interface OpenedWorkspace extends WorkspaceVersion {
  readonly workspace: Workspace;
  /** The scopes that files declare. */
  readonly declared: readonly Scope[];
  readonly environments: WorkspaceEnvironments;
}

export function openWorkspace(given: readonly Manifest[], options: LintOptions = {}): OpenedWorkspace {
  const { manifests, scopes } = gather(given, options);
  const workspace = new Workspace(manifests, scopes);
  const environments = new WorkspaceEnvironments(workspace, environmentSettingsOf(options));
  return { workspace, declared: scopes, environments, ...versionFor(manifests, options) };
}

/** `wanted` are the files whose findings are asked for; all where absent. `options` are those that it was opened with. */
export function lintOpened(opened: OpenedWorkspace, options: LintOptions, wanted?: ReadonlySet<string>): LintResult {
  const { workspace, environments, ...version } = opened;
  const settings = {
    ...settingsOf(options, version),
    environmentOf: (file: string, resource?: Resource) => environments.of(file, resource),
    ...(wanted === undefined ? {} : { wanted }),
  };
  const result = lint(workspace, engineFor(options), settings);
  return { ...result, findings: result.findings.filter(({ file }) => !isIgnored(file, options)) };
}

function versionFor(manifests: readonly Manifest[], { karpenter, beside = [] }: LintOptions): WorkspaceVersion {
  const found = karpenter === undefined ? findVersion(manifests, beside) : undefined;
  if (found !== undefined) return found;
  const chosen = karpenter ?? { version: newestVersion, source: 'default' };
  return { karpenter: chosen, versionOf: () => chosen.version };
}

/** A reference may lead to a file that the configuration leaves out. */
function isIgnored(file: string, { config, matches }: LintOptions): boolean {
  return config !== undefined && matches?.(config.ignore, file) === true;
}

function engineFor(options: LintOptions): Engine {
  const { definitions, extraRules = [] } = options;
  const all = [...engine.rules, ...extraRules];
  const layerChecks = definitions === undefined ? engine.layerChecks : layersWith(definitions);
  return {
    ...engine,
    layerChecks,
    foreignRules: new Set(extraRules),
    rules: options.base === undefined ? all.filter(({ needs }) => needs !== 'base') : all,
    ...ruleBookOf(options),
  };
}

/** The rules of a run, and where the page of each is. */
export type RuleBook = Pick<Engine, 'metas' | 'docsOf'>;

export function ruleBookOf({ extraRules = [] }: Pick<LintOptions, 'extraRules'>): RuleBook {
  if (extraRules.length === 0) return { metas, docsOf };
  const own = new Map(extraRules.map((rule) => [rule.id, rule]));
  return { metas: new Map([...metas, ...own]), docsOf: (id) => (own.has(id) ? (own.get(id)?.references[0] ?? ownRulesPage) : docsOf(id)) };
}

const ownRulesPage = 'https://github.com/karplint/karplint/blob/main/docs/own-rules.md';

function layersWith(definitions: KindDefinitions): readonly LayerCheck[] {
  const unlessCovered = (layer: LayerCheck): LayerCheck =>
    layer.layer === 'schema' ? { ...layer, checksOf: (type, karpenter) => (definitions.covers(type) ? [] : layer.checksOf(type, karpenter)) } : layer;
  const check: ObjectCheck = (resource, context) => definitions.check(resource, context);
  const defined: LayerCheck = { layer: 'schema', checksOf: (type) => (definitions.covers(type) ? [check] : []) };
  return [defined, ...engine.layerChecks.map(unlessCovered)];
}

/**
 * What the reader, the API server and the controller refuse in a file, by object, whatever the configuration and the
 * suppressions say. Equal texts give equal messages.
 */
export function refusalsOf(manifest: Manifest, options: LintOptions): ReadonlyMap<string, readonly string[]> {
  const { config: _config, levels: _levels, host: _host, ...rest } = options;
  const { findings, suppressed } = lintManifests([manifest], { ...rest, preset: 'essential' });
  const refusals = new Map<string, string[]>();
  for (const { layer, resource, message } of [...findings, ...suppressed.map(({ finding }) => finding)]) {
    if (layer === 'practice') continue;
    const object = resource === undefined ? '' : `${resource.kind}/${resource.name}`;
    refusals.set(object, [...(refusals.get(object) ?? []), message]);
  }
  return refusals;
}

const noDatasets = new DatasetStore(() => undefined);

/** What holds for one file: its environment, and the level and the options of each rule. */
export function settingsFor(file: string, options: LintOptions) {
  const karpenter = options.karpenter ?? { version: newestVersion, source: 'default' as const };
  const settings = settingsOf(options, { karpenter, versionOf: () => karpenter.version });
  const { name: environment } = environmentOfFile(file, environmentSettingsOf(options));
  const rules = ruleMetas.map((meta) => ({
    id: meta.id,
    level: settings.levelOf(meta, file) ?? levelIn(meta.severity, environment),
    options: settings.optionsOf(meta, file),
  }));
  return { environment, preset: options.preset ?? options.config?.preset ?? 'recommended', isIgnored: isIgnored(file, options), rules };
}

function overridesFor({ config = emptyConfig, matches }: LintOptions): (file: string) => readonly Override[] {
  return perKey((file) => config.overrides.filter(({ files }) => matches?.(files, file) ?? false));
}

function environmentSettingsOf(options: LintOptions): EnvironmentSettings {
  const { environment: named, environments: patterns = [] } = options.config ?? emptyConfig;
  const stated = options.environment ?? { name: named ?? 'unknown', source: named === undefined ? 'default' : 'config' };
  return { stated, patterns, overridesOf: overridesFor(options), matches: (globs, file) => options.matches?.(globs, file) ?? false };
}

function settingsOf(options: LintOptions, { karpenter, versionOf }: WorkspaceVersion): LintSettings {
  const config = options.config ?? emptyConfig;
  const preset = options.preset ?? config.preset ?? 'recommended';
  const overridesOf = overridesFor(options);
  return {
    environment: 'unknown',
    karpenter: karpenter.version,
    karpenterOf: perKey(versionOf),
    now: options.now ?? new Date(),
    isPartial: options.isPartial === true,
    keyOf: perKey((file) => [versionOf(file), ...overridesOf(file).map((override) => config.overrides.indexOf(override))].join(' ')),
    levelOf: (meta, file) => options.levels?.get(meta.id) ?? configuredLevel(meta, preset, [config.rules, ...overridesOf(file).map(({ rules }) => rules)]),
    optionsOf: (meta, file) => optionsOf(meta, [config.rules, ...overridesOf(file).map(({ rules }) => rules)]),
    datasets: options.datasets ?? noDatasets,
    ...(options.base === undefined ? {} : { base: options.base }),
  };
}

/** The last setting wins; a rule outside the preset is off until something switches it on. */
function configuredLevel(meta: RuleMeta, preset: Preset, settings: readonly ReadonlyMap<string, RuleSetting>[]): Level | undefined {
  const configured = settings.reduce<Level | undefined>((level, rules) => rules.get(meta.id)?.level ?? level, undefined);
  if (configured !== undefined) return configured;
  return isIn(preset, meta) ? undefined : 'off';
}

function optionsOf(meta: RuleMeta, settings: readonly ReadonlyMap<string, RuleSetting>[]): Readonly<Record<string, unknown>> {
  const options: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(meta.options ?? {})) options[name] = schema.default;
  for (const rules of settings) Object.assign(options, rules.get(meta.id)?.options);
  return options;
}
