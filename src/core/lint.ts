import type { Base } from './base.ts';
import { settleCauses } from './candidate.ts';
import type { Candidate, Origin } from './candidate.ts';
import type { DatasetStore } from './dataset.ts';
import { levelIn } from './rule.ts';
import type { Context, Problem, Rule, RuleMeta, Severities } from './rule.ts';
import type { Environment, Finding, Layer, Level, SuppressedFinding } from './finding.ts';
import type { LayerCheck, LayerProblem, ObjectCheck } from './layer-check.ts';
import { locate, toFinding } from './make-finding.ts';
import { Sight } from './sight.ts';
import { Contents, Silence } from './silence.ts';
import { Suppressions } from './suppressions.ts';
import { Observed } from './observed.ts';
import { perKey } from './remembered.ts';
import type { Resource } from './resource.ts';
import type { Manifest } from './manifest.ts';
import { mergeFindings, mergeSuppressed } from './merge-findings.ts';
import { UsageError } from './usage-error.ts';
import type { Workspace } from './workspace.ts';

export interface Engine {
  readonly rules: readonly Rule[];
  /** Those of them that come from elsewhere: they may remember objects in ways of their own, so they are run on each. */
  readonly foreignRules?: ReadonlySet<Rule>;
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
  /** The minor for one file, where files are for different ones. */
  karpenterOf?(file: string): string;
  readonly now: Date;
  /** Files of one key have the same levels, options and version of Karpenter; without it each file has its own. */
  keyOf?(file: string): string;
  /** Undefined where the configuration leaves the rule's own severity alone; `off` also for rules outside the preset. */
  levelOf(rule: RuleMeta, file: string): Level | undefined;
  optionsOf(rule: RuleMeta, file: string): Readonly<Record<string, unknown>>;
  /** The environment of a file, or of one object in it. */
  environmentOf?(file: string, resource?: Resource): Environment;
  readonly datasets: DatasetStore;
  /** What the workspace is compared with. */
  readonly base?: Base;
  /** True where single files were named, so that rules that look at several files may lack the others. */
  readonly isPartial?: boolean;
  /** The files whose findings are asked for, all where absent; rules know the other files all the same. */
  readonly wanted?: ReadonlySet<string>;
}

export interface LintResult {
  readonly findings: readonly Finding[];
  /** What comments and annotations silenced. */
  readonly suppressed: readonly SuppressedFinding[];
  /** The rules that had an object to look at, whatever they found. */
  readonly checked: ReadonlySet<string>;
  /** Whether the run would have found everything that a rule has to say of a file; true of rules that do not exist. */
  isJudged(rule: string, file: string): boolean;
  /** The severity that a rule has in a file. */
  levelOf(rule: string, file: string): Level;
}

/** What the settings say of files that they treat alike. */
interface FileSettings {
  readonly levelOf: (meta: RuleMeta) => Level | undefined;
  readonly contextOf: (meta: RuleMeta | undefined) => Context;
  /** What looks at objects of each type. */
  readonly checks: Map<string, Checks>;
}

interface Checks {
  readonly steps: readonly Step[];
  readonly silence: Silence;
}

/** A rule, or a part of a layer. */
interface Step {
  readonly rule?: Rule;
  /** True where it found nothing in the object that is being checked. */
  run(file: string): boolean;
}

const fewObjects = 20;

/** Runs every layer and every rule; the findings are sorted and free of duplicates. */
export function lint(workspace: Workspace, engine: Engine, settings: LintSettings): LintResult {
  const run = new LintRun(workspace, engine, settings);
  for (const manifest of workspace.manifests) run.readSyntax(manifest);
  for (const resource of workspace.linted) run.checkResource(resource);
  run.checkWorkspace();
  return run.result();
}

class LintRun {
  readonly #workspace: Workspace;
  readonly #engine: Engine;
  readonly #settings: LintSettings;
  readonly #candidates: Candidate[] = [];
  readonly #suppressions: Suppressions;
  readonly #checked = new Set<string>();
  readonly #sight: Sight;
  readonly #contents: Contents;
  /** Few objects hardly repeat themselves, and what a base says of an object is no part of it. */
  readonly #remembers: boolean;
  readonly #fileSettings = new Map<string, FileSettings>();

  constructor(workspace: Workspace, engine: Engine, settings: LintSettings) {
    this.#workspace = workspace;
    this.#engine = engine;
    this.#settings = settings;
    this.#sight = new Sight({ workspace, data: (dataset) => settings.datasets.get(dataset) });
    this.#contents = new Contents(this.#sight.world);
    this.#remembers = settings.base === undefined && workspace.linted.length > fewObjects;
    if (this.#remembers) for (const resource of workspace.linted) resource.watch();
    this.#suppressions = new Suppressions(workspace, [...engine.metas.keys()]);
  }

  readSyntax(manifest: Manifest): void {
    for (const { rule = 'yaml-syntax', range, path = [], message, help, resource } of manifest.problems) {
      const meta = this.#meta(rule);
      const problem: Problem = { at: { range, path }, message, ...(help === undefined ? {} : { help }) };
      this.#add(problem, { meta, layer: meta.layer ?? 'practice', file: manifest.source.file, resource });
    }
  }

  checkResource(resource: Resource): void {
    this.#sight.resource = resource;
    const { file } = resource;
    const { steps, silence } = this.#checksOf(resource);
    if (!this.#isWanted(resource.source.files)) {
      for (const step of steps) if (step.rule?.pointsElsewhere) step.run(file);
      return;
    }
    const content = this.#remembers ? this.#contents.of(resource) : undefined;
    silence.recall(content);
    for (let index = 0; index < steps.length; index++) {
      const step = steps[index];
      if (step === undefined || silence.covers(index)) continue;
      resource.forgetObserved();
      const isSilent = step.run(file);
      if (!isSilent || content === undefined || resource.observed === Observed.everything) continue;
      if (step.rule === undefined || this.#engine.foreignRules?.has(step.rule) !== true) silence.add(index, content, resource.observed);
    }
  }

  #runLayer(layer: Layer, check: ObjectCheck, { file, context }: { readonly file: string; readonly context: Context }): boolean {
    const resource = this.#sight.resource;
    if (resource === undefined) return true;
    const add = (problem: LayerProblem): void => {
      this.#add(problem, { meta: this.#meta(problem.rule), layer, file, resource });
    };
    return this.#collect(() => check(resource, context), add, { name: layer, file });
  }

  #runRule(rule: Rule, file: string, context: Context): boolean {
    const resource = this.#sight.resource;
    const add = (problem: Problem): void => {
      const owner = problem.resource ?? resource;
      this.#add(problem, { meta: rule, layer: rule.layer ?? 'practice', file: owner?.file ?? file, resource: owner });
    };
    return this.#collect(() => this.#check(rule, resource, context), add, { name: rule.id, file });
  }

  /** True where nothing was found. A check that throws must not take the others down: it becomes a finding that names it. */
  #collect<P extends Problem>(find: () => Iterable<P>, add: (problem: P) => void, { name, file }: { readonly name: string; readonly file: string }): boolean {
    let isSilent = true;
    try {
      for (const problem of find()) {
        isSilent = false;
        add(problem);
      }
    } catch (error) {
      isSilent = false;
      this.#addFailure(name, file, error);
    }
    return isSilent;
  }

  #isWanted(files: readonly string[]): boolean {
    const { wanted } = this.#settings;
    return wanted === undefined || files.some((file) => wanted.has(file));
  }

  checkWorkspace(): void {
    this.#sight.resource = undefined;
    for (const rule of this.#engine.rules) {
      if (rule.scope !== 'workspace') continue;
      this.#sight.noteFarSight(rule.id);
      if (this.#hasKindOf(rule)) this.#checked.add(rule.id);
      this.#runRule(rule, '', this.#settingsIn('').contextOf(rule));
    }
  }

  result(): LintResult {
    settleCauses(this.#candidates);
    this.#reviewSuppressions();
    const shown = this.#candidates.filter((candidate) => this.#isShown(candidate)).sort(compareCandidates);
    const suppressed = shown.flatMap((candidate) => {
      const { suppression } = candidate;
      if (suppression === undefined) return [];
      const { by, reason } = suppression;
      return [{ finding: toFinding(candidate, this.#workspace, this.#engine), by, ...(reason === undefined ? {} : { reason }) }];
    });
    const findings = shown.filter(({ suppression }) => suppression === undefined).map((candidate) => toFinding(candidate, this.#workspace, this.#engine));
    return {
      findings: mergeFindings(findings),
      suppressed: mergeSuppressed(suppressed),
      checked: this.#checked,
      isJudged: (rule, file) => !this.#engine.metas.has(rule) || this.#isJudged(rule, file),
      levelOf: (rule, file) => this.#levelOf({ meta: this.#meta(rule), file }, this.#meta(rule).severity),
    };
  }

  #isShown(candidate: Candidate): boolean {
    if (candidate.level === 'off' || candidate.isExplained) return false;
    return this.#settings.wanted === undefined || this.#isWanted([locate(candidate.problem.at.range, candidate).file]);
  }

  /** Suppressions that silence nothing, or say nothing, are problems themselves. */
  #reviewSuppressions(): void {
    const used = new Set(
      this.#candidates.flatMap(({ suppression, isExplained, level }) => (suppression && !isExplained && level !== 'off' ? [suppression] : [])),
    );
    for (const { rule, problem, file, resource } of this.#suppressions.review(used, (id, file) => this.#isJudged(id, file))) {
      this.#add(problem, { meta: this.#meta(rule), layer: 'practice', file, resource });
    }
  }

  /** Whether this run would have found everything that a rule has to say of a file. */
  #isJudged(id: string | undefined, file: string): boolean {
    if (id === undefined) return this.#settings.isPartial !== true;
    const meta = this.#meta(id);
    if (this.#settings.isPartial === true && this.#sight.isFarSighted(id)) return false;
    if (meta.needs === 'base' && this.#settings.base === undefined) return false;
    return this.#levelOf({ meta, file }, meta.severity) !== 'off';
  }

  /** Objects of one type ask for the same again and again. */
  #checksOf(resource: Resource): Checks {
    const { file, apiVersion, group, version, kind } = resource;
    const { checks, contextOf } = this.#settingsIn(file);
    const type = `${apiVersion} ${kind}`;
    const known = checks.get(type);
    if (known !== undefined) return known;
    const context = contextOf(undefined);
    const layers = this.#engine.layerChecks.flatMap(({ layer, checksOf }) =>
      checksOf({ apiVersion, group, version, kind }, context.karpenter).map((check): Step => ({
        run: (ofFile) => this.#runLayer(layer, check, { file: ofFile, context }),
      })),
    );
    const rules = this.#engine.rules.filter(
      (rule) =>
        rule.scope !== 'workspace' &&
        reads(rule, resource, this.#engine.groupOfKind) &&
        rule.apiVersions?.includes(version) !== false &&
        this.#levelOf({ meta: rule, file }) !== 'off',
    );
    for (const { id } of rules) this.#checked.add(id);
    const ruleSteps = rules.map((rule): Step => ({ rule, run: (ofFile) => this.#runRule(rule, ofFile, contextOf(rule)) }));
    const found = { steps: [...layers, ...ruleSteps], silence: new Silence() };
    checks.set(type, found);
    return found;
  }

  #check(rule: Rule, resource: Resource | undefined, context: Context): Iterable<Problem> {
    if (rule.scope === 'workspace') return rule.check(this.#workspace, context);
    return resource === undefined ? [] : rule.check(resource, context);
  }

  #hasKindOf({ kinds }: Rule): boolean {
    return kinds.length === 0 || kinds.some((kind) => this.#workspace.ofKind(this.#engine.groupOfKind[kind] ?? '', kind).length > 0);
  }

  #addFailure(name: string, file: string, error: unknown): void {
    // What a host cannot read for a rule is the user's to mend.
    if (error instanceof UsageError) throw error;
    const resource = this.#sight.resource;
    const at = resource?.anchor() ?? { range: { start: 0, end: 0 }, path: [] };
    const reason = error instanceof Error ? error.message : String(error);
    const message = `\`${name}\` failed here: ${reason}.`;
    const help = 'This is a bug in karplint; please report it with the manifest. Every other rule has run.';
    // A rule that reads the whole workspace has no file of its own; its failure is shown at the first one.
    const place = file === '' ? (this.#workspace.manifests[0]?.source.file ?? '') : file;
    this.#add({ at, message, help }, { meta: this.#meta('internal-error'), layer: 'practice', file: place, resource });
  }

  #add(problem: Problem, origin: Origin): void {
    if (!concernsPatch(problem, origin)) return;
    const level = this.#levelOf(origin, problem.severity ?? origin.meta.severity);
    // What a lower layer says is kept even when it is off: it tells an explaining rule who objects.
    if (level === 'off' && origin.layer === 'practice') return;
    const suppression = this.#suppressions.isEmpty ? undefined : this.#suppressions.find(origin.meta.id, placeOf(problem, origin));
    const { meta, layer, file, resource } = origin;
    this.#candidates.push({ meta, layer, file, resource, problem, level, isExplained: false, suppression });
  }

  #levelOf({ meta, file, resource }: Partial<Origin> & Pick<Origin, 'meta' | 'file'>, severity?: Severities): Level {
    const configured = this.#settingsIn(file).levelOf(meta);
    if (configured !== undefined) return configured;
    // A rule that is off in one environment may still have a case that speaks there.
    if (severity === undefined) return 'critical';
    return levelIn(severity, this.#environmentOf(file, resource));
  }

  #environmentOf(file: string, resource: Resource | undefined): Environment {
    return this.#settings.environmentOf?.(file, resource) ?? this.#settings.environment;
  }

  #settingsIn(file: string): FileSettings {
    const key = this.#settings.keyOf?.(file) ?? file;
    const known = this.#fileSettings.get(key) ?? this.#newSettings(file);
    this.#fileSettings.set(key, known);
    return known;
  }

  #newSettings(file: string): FileSettings {
    const levelOf = perKey((meta: RuleMeta) => this.#settings.levelOf(meta, file));
    const contextOf = perKey((meta: RuleMeta | undefined) => this.#newContext(meta, file));
    return { levelOf, contextOf, checks: new Map() };
  }

  #newContext(meta: RuleMeta | undefined, file: string): Context {
    const { base, karpenter, karpenterOf, now } = this.#settings;
    return this.#sight.contextFor(meta?.id, {
      ...(base === undefined ? {} : { base }),
      karpenter: karpenterOf?.(file) ?? karpenter,
      now,
      readOptions: () => (meta === undefined ? {} : this.#settings.optionsOf(meta, file)),
      environmentOf: (resource) => this.#environmentOf(resource?.file ?? '', resource),
    });
  }

  #meta(id: string): RuleMeta {
    const meta = this.#engine.metas.get(id);
    if (meta === undefined) throw new Error(`no rule is called ${id}`);
    return meta;
  }
}

/** Whether a rule reads objects of a kind. */
function reads(rule: Rule, { group, kind }: Pick<Resource, 'group' | 'kind'>, groupOfKind: Engine['groupOfKind']): boolean {
  return (rule.kinds.includes(kind) && (groupOfKind[kind] ?? '') === group) || rule.kinds.includes(`${group}/${kind}`);
}

/** Where a suppression of the problem would stand: in the file of the line, or on the object as its author wrote it. */
function placeOf({ at }: Problem, origin: Origin): { file: string; offset: number; resource: Resource | undefined } {
  const { file, range } = locate(at.range, origin);
  return { file, offset: range.start, resource: origin.resource?.facts.written ?? origin.resource };
}

/** Of a patch only what it writes can be wrong; once it is applied, the whole object is judged instead. */
function concernsPatch({ at }: Problem, { resource, layer }: Origin): boolean {
  const patch = resource?.facts.patch;
  if (patch === undefined) return true;
  if (patch === 'applied' && layer === 'practice' && at.path[0] !== 'apiVersion') return false;
  return resource?.at(...at.path) !== undefined;
}

function compareCandidates(a: Candidate, b: Candidate): number {
  return compareText(a.file, b.file) || a.problem.at.range.start - b.problem.at.range.start || compareText(a.meta.id, b.meta.id);
}

/** By code unit, so that the order is the same in every locale. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
