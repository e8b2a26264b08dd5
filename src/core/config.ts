import { readCustomRules } from './custom-rules.ts';
import type { CustomRule } from './custom-rules.ts';
import { closest } from './did-you-mean.ts';
import { environments, severities } from './finding.ts';
import type { Environment, Level, NamedEnvironment } from './finding.ts';
import type { Node } from './node.ts';
import { readYaml } from './read-yaml.ts';
import type { ReadResult } from './read-yaml.ts';
import { Value } from './resource.ts';
import { presets } from './rule.ts';
import type { OptionSchema, Preset, RuleMeta } from './rule.ts';
import type { Source, SourceRange } from './source.ts';
import { splitDocuments } from './split.ts';

/** What a configuration says of one rule. */
export interface RuleSetting {
  readonly level?: Level;
  readonly options: Readonly<Record<string, unknown>>;
}

/** Settings for the files that some globs match; later ones win. Globs start from the configuration's folder. */
export interface Override {
  readonly files: readonly string[];
  readonly environment?: Environment;
  readonly rules: ReadonlyMap<string, RuleSetting>;
}

/** The name of a configuration that this one builds on, with its place. */
export interface ConfigReference {
  readonly name: string;
  readonly range: SourceRange;
}

export interface Config {
  /** Files, from the configuration's folder, or npm packages that hold a configuration; later ones win, and the file itself wins over all. */
  readonly extends?: readonly ConfigReference[];
  readonly karpenterVersion?: string;
  readonly environment?: Environment;
  /** What tells the environment of an object, in the order in which they are asked. */
  readonly environments?: readonly EnvironmentPattern[];
  readonly preset?: Preset;
  /** A baseline, from the configuration's folder. */
  readonly baseline?: string;
  /** A catalogue of instance types of the user's own, from the configuration's folder. */
  readonly catalog?: string;
  readonly ignore: readonly string[];
  /** Files and folders with CustomResourceDefinitions, from the configuration's folder. */
  readonly crds?: readonly string[];
  /** Rules of the configuration's own. */
  readonly customRules?: readonly CustomRule[];
  readonly rules: ReadonlyMap<string, RuleSetting>;
  readonly overrides: readonly Override[];
  /** What reaches one cluster, where the files do not say so themselves. */
  readonly scopes?: readonly ConfiguredScope[];
  /** With which values charts are rendered, once somebody asks for rendering. */
  readonly render?: readonly ChartRendering[];
}

/** A chart and values for it, from the configuration's folder. */
export interface ChartRendering {
  readonly chart: string;
  /** Files, of which later ones win. */
  readonly values: readonly string[];
}

/** What an environment is known by; `*` in labels and names of clusters stands for any text. */
export interface EnvironmentPattern {
  readonly environment: NamedEnvironment;
  /** Globs, from the configuration's folder. */
  readonly files: readonly string[];
  /** Values by the keys of labels. */
  readonly labels: readonly (readonly [key: string, values: readonly string[]])[];
  readonly clusters: readonly string[];
}

/** Files whose objects meet in one cluster. */
export interface ConfiguredScope {
  readonly name: string;
  readonly files: readonly string[];
}

/** Something in the configuration that means nothing; the run ends with exit code 2. */
export interface ConfigProblem {
  readonly range: SourceRange;
  readonly message: string;
}

export interface ConfigReading {
  readonly config: Config;
  readonly problems: readonly ConfigProblem[];
}

export const emptyConfig: Config = { ignore: [], rules: new Map(), overrides: [] };

/** What a configuration may speak of. */
export interface Vocabulary {
  readonly rules: ReadonlyMap<string, RuleMeta>;
  /** Kinds that need no group to be known by. */
  readonly kinds: readonly string[];
  /** Says what is wrong with a Karpenter version; undefined where nothing is. */
  objectToVersion(text: string): string | undefined;
}

/** Reads `karplint.yaml`: data only, every mistake with its place. */
export function readConfig(source: Source, vocabulary: Vocabulary): ConfigReading {
  const documents = splitDocuments(source.text).map(({ start, end }) => readYaml(source.text, start, end));
  const [reading, second] = documents.filter(({ root, problems }) => problems.length > 0 || !isEmpty(root));
  if (reading?.root === undefined || reading.problems.length > 0) return { config: emptyConfig, problems: reading?.problems ?? [] };
  const reader = new ConfigReader(vocabulary);
  const config = reader.read(new Value(reading.root, []));
  const problems = second === undefined ? reader.problems : [...reader.problems, secondDocument(second)];
  return { config, problems };
}

function isEmpty(root: Node | undefined): boolean {
  return root === undefined || (root.kind === 'scalar' && root.value === null);
}

function secondDocument({ root, problems }: ReadResult): ConfigProblem {
  const range = root === undefined ? problems[0]?.range : new Value(root, []).range;
  return { range: range ?? { start: 0, end: 0 }, message: 'A configuration is one document; this is a second one.' };
}

const topLevelKeys = [
  '$schema',
  'extends',
  'karpenterVersion',
  'environment',
  'environments',
  'preset',
  'baseline',
  'catalog',
  'ignore',
  'crd',
  'customRules',
  'rules',
  'overrides',
  'scopes',
  'render',
];
const renderKeys = ['chart', 'values'];
const scopeKeys = ['name', 'files'];
const patternKeys = ['files', 'labels', 'clusters'];
const overrideKeys = ['files', 'environment', 'rules'];
const levels: readonly Level[] = [...severities, 'off'];

class ConfigReader {
  readonly problems: ConfigProblem[] = [];
  readonly #vocabulary: Vocabulary;
  /** The rules that may be set: karplint's and the configuration's own. */
  #ids: ReadonlyMap<string, RuleMeta>;

  constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
    this.#ids = vocabulary.rules;
  }

  read(root: Value): Config {
    this.#knownKeys(root, topLevelKeys, 'the configuration');
    const bases = this.#references(root.at('extends'));
    const version = this.#version(root.at('karpenterVersion'));
    const environment = this.#choice(root.at('environment'), [...environments, 'unknown'] as const);
    const preset = this.#choice(root.at('preset'), presets);
    const baseline = this.#word(root.at('baseline'));
    const catalog = this.#word(root.at('catalog'));
    const customRules = this.#customRules(root.at('customRules'));
    return {
      ...(bases.length === 0 ? {} : { extends: bases }),
      ...(version === undefined ? {} : { karpenterVersion: version }),
      ...(environment === undefined ? {} : { environment }),
      ...(root.at('environments') === undefined ? {} : { environments: this.#environments(root.at('environments')) }),
      ...(preset === undefined ? {} : { preset }),
      ...(baseline === undefined ? {} : { baseline }),
      ...(catalog === undefined ? {} : { catalog }),
      ignore: this.#globs(root.at('ignore')),
      ...(root.at('crd') === undefined ? {} : { crds: this.#globs(root.at('crd')) }),
      ...(customRules.length === 0 ? {} : { customRules }),
      rules: this.#rules(root.at('rules')),
      overrides: this.#items(root.at('overrides')).map((item) => this.#override(item)),
      ...(root.at('scopes') === undefined ? {} : { scopes: this.#items(root.at('scopes')).map((item) => this.#scope(item)) }),
      ...(root.at('render') === undefined ? {} : { render: this.#items(root.at('render')).map((item) => this.#rendering(item)) }),
    };
  }

  #customRules(map: Value | undefined): readonly CustomRule[] {
    const { rules, problems } = readCustomRules(map, this.#vocabulary);
    this.problems.push(...problems);
    this.#ids = new Map([...this.#ids, ...rules.map((rule) => [rule.id, rule] as const)]);
    return rules;
  }

  #references(value: Value | undefined): ConfigReference[] {
    if (value === undefined || value.isNull) return [];
    const items = value.node.kind === 'list' ? value.items() : [value];
    return items.flatMap((item) => {
      if (item.text !== undefined && item.text.trim() !== '') return [{ name: item.text, range: item.range }];
      this.#complain(item, '`extends` names files such as `./base.yaml` or npm packages that hold a configuration.');
      return [];
    });
  }

  #scope(item: Value): ConfiguredScope {
    this.#knownKeys(item, scopeKeys, 'a scope');
    const files = this.#globs(item.at('files'));
    const name = this.#word(item.at('name'));
    if (files.length === 0 || name === undefined)
      this.#complain(item, 'A scope needs a `name`, and `files`: a list of globs that says what reaches its cluster.');
    return { name: name ?? '', files };
  }

  #rendering(item: Value): ChartRendering {
    this.#knownKeys(item, renderKeys, 'a rendering');
    const chart = this.#word(item.at('chart')) ?? '';
    const values = this.#globs(item.at('values'));
    if (chart === '') this.#complain(item, 'A rendering needs `chart`: the folder of a chart; `values` are files for it.');
    return { chart, values };
  }

  #override(item: Value): Override {
    this.#knownKeys(item, overrideKeys, 'an override');
    const files = this.#globs(item.at('files'));
    if (files.length === 0) this.#complain(item, 'An override needs `files`: a list of globs that says where it holds.');
    const environment = this.#choice(item.at('environment'), [...environments, 'unknown'] as const);
    return { files, ...(environment === undefined ? {} : { environment }), rules: this.#rules(item.at('rules')) };
  }

  #environments(map: Value | undefined): EnvironmentPattern[] {
    if (map === undefined || map.isNull) return [];
    this.#knownKeys(map, environments, '`environments`');
    return map.entries().flatMap(([name, value]) => {
      const environment = environments.find((known) => known === name);
      if (environment === undefined || value.isNull) return [];
      this.#knownKeys(value, patternKeys, `\`${name}\``);
      const labels = value.at('labels');
      if (labels !== undefined && !labels.isNull && labels.node.kind !== 'map') this.#complain(labels, '`labels` is a map from keys to values.');
      const pairs = (labels?.entries() ?? []).map(([key, values]) => [key, this.#words(values)] as const);
      return [{ environment, files: this.#globs(value.at('files')), labels: pairs, clusters: this.#words(value.at('clusters')) }];
    });
  }

  /** One word, or a list of them. */
  #words(value: Value | undefined): string[] {
    const items = value?.node.kind === 'scalar' ? [value] : this.#items(value);
    return items.flatMap((item) => this.#word(item) ?? []);
  }

  #rules(map: Value | undefined): ReadonlyMap<string, RuleSetting> {
    const settings = new Map<string, RuleSetting>();
    if (map === undefined || map.isNull) return settings;
    if (map.node.kind !== 'map') this.#complain(map, '`rules` is a map from rule ids to a severity, or to a map of options.');
    for (const [id, value] of map.entries()) {
      const meta = this.#ids.get(id);
      if (meta === undefined) this.#complain(value.keyPlace, `No rule is called \`${id}\`.${suggest(id, this.#ids.keys())}`);
      else settings.set(id, this.#ruleSetting(meta, value));
    }
    return settings;
  }

  #ruleSetting(meta: RuleMeta, value: Value): RuleSetting {
    if (value.isNull) this.#complain(value, `\`${meta.id}\` is set to nothing; give it a severity, \`off\`, or a map of options.`);
    if (value.node.kind === 'map') {
      const level = this.#choice(value.at('severity'), levels);
      return { ...(level === undefined ? {} : { level }), options: this.#options(meta, value) };
    }
    const level = this.#choice(value, levels);
    return { ...(level === undefined ? {} : { level }), options: {} };
  }

  #options(meta: RuleMeta, map: Value): Readonly<Record<string, unknown>> {
    const options: Record<string, unknown> = {};
    for (const [name, value] of map.entries()) {
      if (name === 'severity') continue;
      const schema = meta.options?.[name];
      if (schema === undefined) {
        const known = Object.keys(meta.options ?? {});
        const list = known.length === 0 ? 'it has none' : `it has ${known.map((option) => `\`${option}\``).join(', ')}`;
        this.#complain(value.keyPlace, `\`${meta.id}\` has no option \`${name}\`; ${list}.`);
      } else if (fits(value.value, schema)) options[name] = value.value;
      else this.#complain(value, `\`${name}\` of \`${meta.id}\` must be ${describeOption(schema)}.`);
    }
    return options;
  }

  #globs(value: Value | undefined): string[] {
    return this.#items(value).flatMap((item) => {
      const glob = this.#word(item) ?? '';
      if (item.node.kind === 'scalar' && !/[^!./]/.test(glob)) this.#complain(item, 'A glob names files or folders; this one names none.');
      return glob === '' ? [] : [glob];
    });
  }

  #version(value: Value | undefined): string | undefined {
    const version = this.#word(value);
    const objection = version === undefined ? undefined : this.#vocabulary.objectToVersion(version);
    if (value !== undefined && objection !== undefined) this.#complain(value, objection);
    return version;
  }

  #items(value: Value | undefined): Value[] {
    if (value === undefined || value.isNull) return [];
    if (value.node.kind !== 'list') this.#complain(value, `\`${String(value.path.at(-1))}\` is a list.`);
    return value.items();
  }

  /** The text as it is written: `1.10` is a version and `off` a word here, not a number and a boolean. */
  #word(value: Value | undefined): string | undefined {
    if (value === undefined || value.isNull) return undefined;
    if (value.node.kind === 'scalar') return value.node.text;
    this.#complain(value, `\`${String(value.path.at(-1))}\` is one word, not a ${value.node.kind}.`);
    return undefined;
  }

  #choice<T extends string>(value: Value | undefined, choices: readonly T[]): T | undefined {
    const word = this.#word(value);
    if (value === undefined || word === undefined) return undefined;
    const choice = choices.find((candidate) => candidate === word);
    if (choice === undefined) {
      this.#complain(value, `\`${word}\` is none of ${choices.map((name) => `\`${name}\``).join(', ')}.${suggest(word, choices)}`);
    }
    return choice;
  }

  #knownKeys(map: Value, known: readonly string[], what: string): void {
    if (map.node.kind !== 'map') this.#complain(map, `Expected ${what} to be a map.`);
    for (const [key, value] of map.entries()) {
      if (!known.includes(key)) this.#complain(value.keyPlace, `\`${key}\` is not a key of ${what}.${suggest(key, known)}`);
    }
  }

  #complain(at: { readonly range: SourceRange }, message: string): void {
    this.problems.push({ range: at.range, message });
  }
}

function suggest(word: string, candidates: Iterable<string>): string {
  const guess = closest(word, [...candidates]);
  return guess === undefined ? '' : ` Did you mean \`${guess}\`?`;
}

function fits(value: unknown, schema: Pick<OptionSchema, 'minimum' | 'items' | 'additionalProperties'> & { readonly type: string }): boolean {
  const { type, minimum = -Infinity, items, additionalProperties } = schema;
  if (type === 'array') return Array.isArray(value) && value.every((item) => items === undefined || fits(item, items));
  if (type === 'object') return isMap(value) && Object.values(value).every((item) => additionalProperties === undefined || fits(item, additionalProperties));
  if (type === 'integer') return Number.isInteger(value) && Number(value) >= minimum;
  if (type === 'number') return typeof value === 'number' && value >= minimum;
  return typeof value === type;
}

function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function describeOption(schema: OptionSchema): string {
  const least = schema.minimum === undefined ? '' : `, at least ${schema.minimum}`;
  if (schema.type === 'integer') return `a whole number${least}`;
  if (schema.type === 'array') return `a list of ${schema.items?.type ?? 'value'}s`;
  if (schema.type === 'object') return schema.additionalProperties === undefined ? 'a map' : `a map of ${schema.additionalProperties.type}s`;
  return `a ${schema.type}${least}`;
}
