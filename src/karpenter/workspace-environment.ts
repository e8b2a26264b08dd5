import type { EnvironmentPattern, Override } from '../core/config.ts';
import { environmentInName, environmentOfFolder } from '../core/environment-words.ts';
import type { Environment, NamedEnvironment } from '../core/finding.ts';
import type { EnvironmentChoice, FoundEnvironment } from '../core/report.ts';
import type { Resource } from '../core/resource.ts';
import type { Scope } from '../core/scope.ts';
import type { Workspace } from '../core/workspace.ts';
import { clusterNamesIn, labelFinder, signLabels } from './environment-signs.ts';
import type { SignLabel } from './environment-signs.ts';
import { groupOfKind } from './kinds.ts';

/** What the command line and the configuration say of environments. */
export interface EnvironmentSettings {
  /** What holds where nothing else says more. */
  readonly stated: EnvironmentChoice;
  readonly patterns: readonly EnvironmentPattern[];
  /** The overrides that hold for a file. */
  overridesOf(file: string): readonly Override[];
  matches(globs: readonly string[], file: string): boolean;
}

const environmentLabels = labelFinder((key) => ['env', 'environment'].includes(key.slice(key.indexOf('/') + 1).toLowerCase()));

/**
 * Finds the environment of each object. The first of these that says one counts: the option; the overrides and the patterns
 * of the configuration; the one environment that it names; the names of scopes and folders; labels and tags; the cluster's name.
 */
export class WorkspaceEnvironments {
  readonly #workspace: Workspace;
  readonly #settings: EnvironmentSettings;
  readonly #patternLabels: (resource: Resource) => readonly SignLabel[];
  readonly #ofObjects = new Map<Resource, FoundEnvironment>();
  readonly #ofFolders = new Map<string, FoundEnvironment | undefined>();
  readonly #ofClusters = new Map<Scope, FoundEnvironment | undefined>();

  constructor(workspace: Workspace, settings: EnvironmentSettings) {
    this.#workspace = workspace;
    this.#settings = settings;
    this.#patternLabels = labelFinder((key) => settings.patterns.some(({ labels }) => labels.some(([name]) => name === key)));
  }

  /** The environment of an object, or of a file as far as its name tells. */
  of(file: string, resource?: Resource): Environment {
    return (resource === undefined ? environmentOfFile(file, this.#settings) : this.#ofObject(resource)).name;
  }

  /** The one environment of all of Karpenter's objects, or what is stated and what else some of them say. */
  summary(): EnvironmentChoice {
    const { stated } = this.#settings;
    if (stated.source === 'option') return stated;
    const own = this.#workspace.linted.filter(({ group, kind }) => groupOfKind[kind] === group);
    const choices = own.map((resource) => this.#ofObject(resource));
    const [first, ...more] = new Map(choices.map((choice) => [`${choice.name} ${choice.source}`, choice])).values();
    if (first === undefined) return stated;
    if (stated.source === 'default' && more.every(({ name }) => name === first.name)) return first;
    const others = [first, ...more].filter((choice) => choice !== stated);
    return others.length === 0 ? stated : { ...stated, others };
  }

  #ofObject(resource: Resource): FoundEnvironment {
    const known = this.#ofObjects.get(resource);
    if (known !== undefined) return known;
    const found = this.#find(resource);
    this.#ofObjects.set(resource, found);
    return found;
  }

  #find(resource: Resource): FoundEnvironment {
    const { stated } = this.#settings;
    const explicit = byOverride(resource.file, this.#settings);
    if (explicit !== undefined) return explicit;
    const scopes = this.#workspace.scopesOf(resource);
    const configured = strictest(scopes.map((scope) => this.#byPattern(resource, scope)));
    if (configured !== undefined || stated.source !== 'default') return configured ?? stated;
    return strictest(scopes.map((scope) => this.#byDefault(resource, scope))) ?? stated;
  }

  #byPattern(resource: Resource, scope: Scope): FoundEnvironment | undefined {
    const { patterns } = this.#settings;
    if (patterns.length === 0) return undefined;
    const byFile = [resource.file, scope.file].flatMap((file) => (file === undefined ? [] : (byFilePattern(file, this.#settings) ?? [])))[0];
    if (byFile !== undefined) return byFile;
    const labels = signLabels(scope, resource, this.#patternLabels);
    for (const { environment, labels: wanted } of patterns) {
      const label = labels.find(({ key, value }) => wanted.some(([name, values]) => name === key && values.some((pattern) => fits(pattern, value))));
      if (label !== undefined) return byLabel(environment, label);
    }
    const names = [...clusterNamesIn(this.#workspace, scope), ...(scope.kind === 'folder' ? [] : [{ name: scope.name, resource }])];
    for (const { environment, clusters } of patterns) {
      const cluster = names.find(({ name }) => clusters.some((pattern) => fits(pattern, name)));
      if (cluster !== undefined) return byCluster(environment, cluster);
    }
    return undefined;
  }

  #byDefault(resource: Resource, scope: Scope): FoundEnvironment | undefined {
    const byPath = (scope.kind === 'folder' ? undefined : byFolder(scope.name, resource.file)) ?? this.#byOwnFolder(resource.file);
    if (byPath !== undefined) return byPath;
    const labels = signLabels(scope, resource, environmentLabels);
    const label = agreed(labels, ({ value }) => environmentInName(value));
    if (label !== undefined) return byLabel(label.environment, label.sign);
    if (!this.#ofClusters.has(scope)) this.#ofClusters.set(scope, this.#byClusterName(scope));
    return this.#ofClusters.get(scope);
  }

  /** Many objects share a file. */
  #byOwnFolder(file: string): FoundEnvironment | undefined {
    if (!this.#ofFolders.has(file)) this.#ofFolders.set(file, byFolder(folderPart(file), file));
    return this.#ofFolders.get(file);
  }

  #byClusterName(scope: Scope): FoundEnvironment | undefined {
    const cluster = agreed(clusterNamesIn(this.#workspace, scope), ({ name }) => environmentInName(name));
    return cluster && byCluster(cluster.environment, cluster.sign);
  }
}

/** What holds for a file, whatever stands in it. */
export function environmentOfFile(file: string, settings: EnvironmentSettings): FoundEnvironment {
  const { stated } = settings;
  const configured = byOverride(file, settings) ?? byFilePattern(file, settings);
  return configured ?? (stated.source === 'default' ? byFolder(folderPart(file), file) : undefined) ?? stated;
}

function byOverride(file: string, { stated, overridesOf }: EnvironmentSettings): FoundEnvironment | undefined {
  if (stated.source === 'option') return stated;
  const name = overridesOf(file).reduce<Environment | undefined>((last, { environment }) => environment ?? last, undefined);
  return name && { name, source: 'path', reason: '`overrides` of the configuration', file };
}

function byFilePattern(file: string, { patterns, matches }: EnvironmentSettings): FoundEnvironment | undefined {
  const pattern = patterns.find(({ files }) => matches(files, file));
  return pattern && { name: pattern.environment, source: 'path', reason: `\`environments.${pattern.environment}.files\` of the configuration`, file };
}

/** Folders that contradict each other, such as `prod` in `dev`, say nothing. */
function byFolder(path: string, file: string): FoundEnvironment | undefined {
  const steps = path.split('/');
  const found = agreed(steps, environmentOfFolder);
  return found && { name: found.environment, source: 'path', reason: `the name \`${steps.slice(0, steps.indexOf(found.sign) + 1).join('/')}\``, file };
}

function byLabel(name: NamedEnvironment, { key, value, resource }: SignLabel): FoundEnvironment {
  return { name, source: 'labels', reason: `\`${key}: ${value}\` of ${resource.kind} \`${resource.name}\``, file: resource.file };
}

function byCluster(environment: NamedEnvironment, { name, resource }: ReturnType<typeof clusterNamesIn>[number]): FoundEnvironment {
  return { name: environment, source: 'cluster', reason: `the cluster name \`${name}\``, file: resource.file };
}

/** The first sign that says an environment, where no other one says a different one. */
function agreed<T>(signs: readonly T[], environmentOf: (sign: T) => NamedEnvironment | undefined) {
  const saying = signs.flatMap((sign) => {
    const environment = environmentOf(sign);
    return environment === undefined ? [] : [{ sign, environment }];
  });
  const [first] = saying;
  return saying.every(({ environment }) => environment === first?.environment) ? first : undefined;
}

/** An object that reaches several clusters is judged by the one that asks most of it; of a cluster that says nothing, it may be production. */
function strictest(choices: readonly (FoundEnvironment | undefined)[]): FoundEnvironment | undefined {
  const named = (name: Environment) => choices.find((choice) => choice?.name === name);
  return named('prod') ?? (choices.includes(undefined) ? undefined : (named('staging') ?? named('dev')));
}

function folderPart(file: string): string {
  return file.slice(0, Math.max(0, file.lastIndexOf('/')));
}

/** `*` stands for any text, case for nothing. */
function fits(pattern: string, text: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'i').test(text);
}
