import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { renderConfigSchema } from '../../scripts/config-schema.mjs';
import { readConfig } from '../../src/core/config.ts';
import { defineRule } from '../../src/core/rule.ts';
import type { RuleMeta } from '../../src/core/rule.ts';
import { Source } from '../../src/core/source.ts';
import { knownVersions, objectToVersion } from '../../src/karpenter/versions.ts';

const fruit = defineRule({
  id: 'fruit-bruised',
  group: 'cost',
  severity: 'note',
  preset: 'recommended',
  kinds: ['Fruit'],
  summary: 'A bruise.',
  references: [],
  options: {
    limit: { type: 'integer', description: '', default: 3, minimum: 1 },
    share: { type: 'number', description: '', default: 0.5, minimum: 0 },
    strict: { type: 'boolean', description: '', default: false },
    label: { type: 'string', description: '', default: 'a' },
    names: { type: 'array', description: '', default: [], items: { type: 'string' } },
    sizes: { type: 'array', description: '', default: [], items: { type: 'integer' } },
    prices: { type: 'object', description: '', default: {}, additionalProperties: { type: 'number' } },
    anything: { type: 'object', description: '', default: {} },
  },
  check: () => [],
});
const rules: ReadonlyMap<string, RuleMeta> = new Map([[fruit.id, fruit]]);

const read = (text: string) => readConfig(new Source('karplint.yaml', text), { rules, kinds: ['NodePool', 'Pod'], objectToVersion });
const problemsOf = (text: string): string[] => {
  const source = new Source('karplint.yaml', text);
  return read(text).problems.map(({ range, message }) => `${source.positionAt(range.start).line}:${source.positionAt(range.start).column} ${message}`);
};
const ofRule = (option: string): string => `rules:\n  fruit-bruised:\n    ${option}\n`;

const accepted = [
  '',
  '# nothing yet\n',
  'rules:\nignore:\noverrides:\nenvironment:\npreset:\nkarpenterVersion:\n',
  'extends: ./base.yaml\n',
  'extends: ["@fruit/karplint", ../base.yaml]\n',
  'extends:\n$schema: node_modules/karplint/dist/config.schema.json\n',
  'karpenterVersion: 1.14\n',
  'karpenterVersion: "v1.14.2"\n',
  'environment: unknown\npreset: all\n',
  'ignore: [vendor/, "*.gen.yaml", 2024, "!vendor/ours"]\n',
  'rules: { fruit-bruised: off }\n',
  'rules: { fruit-bruised: critical }\n',
  ofRule('severity: note\n    limit: 4'),
  ofRule('share: 0.25'),
  ofRule('share: 1'),
  ofRule('strict: true'),
  ofRule('names: [a, b]'),
  ofRule('names: []'),
  ofRule('sizes: [1, 2]'),
  ofRule('prices: { a: 1.5 }'),
  ofRule('anything: { a: [1] }'),
  'overrides: [{ files: [dev/], environment: dev, rules: { fruit-bruised: off } }]\n',
  'overrides: [{ files: ["*"], rules: }]\n',
  'render:\n',
  'render: [{ chart: charts/pools, values: [prod.yaml] }, { chart: other }]\n',
  'environments:\n',
  'environments: { prod: { files: [live/], labels: { tier: gold, on: true, zones: [1, b] }, clusters: "*-blue" }, dev: { clusters: [a, b] }, staging: }\n',
];

const refused: readonly (readonly [text: string, problem: string])[] = [
  ['render: [{ values: [prod.yaml] }]\n', '1:10 A rendering needs `chart`: the folder of a chart; `values` are files for it.'],
  ['render: [{ chart: a, value: [] }]\n', '1:22 `value` is not a key of a rendering. Did you mean `values`?'],
  ['rulez: {}\n', '1:1 `rulez` is not a key of the configuration. Did you mean `rules`?'],
  ['extends: 3\n', '1:10 `extends` names files such as `./base.yaml` or npm packages that hold a configuration.'],
  ['extends: [{ a: 1 }]\n', '1:11 `extends` names files such as `./base.yaml` or npm packages that hold a configuration.'],
  ['extends: ""\n', '1:10 `extends` names files such as `./base.yaml` or npm packages that hold a configuration.'],
  ['- a\n', '1:3 Expected the configuration to be a map.'],
  ['environment: production\n', '1:14 `production` is none of `prod`, `staging`, `dev`, `unknown`.'],
  ['environment: [prod]\n', '1:14 `environment` is one word, not a list.'],
  ['preset: recomended\n', '1:9 `recomended` is none of `essential`, `recommended`, `all`. Did you mean `recommended`?'],
  ['ignore: vendor\n', '1:9 `ignore` is a list.'],
  ['ignore: [""]\n', '1:10 A glob names files or folders; this one names none.'],
  ['ignore: [/]\n', '1:10 A glob names files or folders; this one names none.'],
  ['ignore: [{ a: 1 }]\n', '1:10 `0` is one word, not a map.'],
  ['rules: [fruit-bruised]\n', '1:8 `rules` is a map from rule ids to a severity, or to a map of options.'],
  ['rules: { fruit-brused: off }\n', '1:10 No rule is called `fruit-brused`. Did you mean `fruit-bruised`?'],
  ['rules: { fruit-bruised: warning }\n', '1:25 `warning` is none of `critical`, `improvement`, `note`, `off`.'],
  ['rules: { fruit-bruised: }\n', '1:10 `fruit-bruised` is set to nothing; give it a severity, `off`, or a map of options.'],
  [ofRule('severity: high'), '3:15 `high` is none of `critical`, `improvement`, `note`, `off`.'],
  [ofRule('limt: 3'), '3:5 `fruit-bruised` has no option `limt`; it has'],
  [ofRule('limit: 0'), '3:12 `limit` of `fruit-bruised` must be a whole number, at least 1.'],
  [ofRule('limit: 1.5'), '3:12 `limit` of `fruit-bruised` must be a whole number, at least 1.'],
  [ofRule('limit: "3"'), '3:12 `limit` of `fruit-bruised` must be a whole number, at least 1.'],
  [ofRule('limit:'), '3:5 `limit` of `fruit-bruised` must be a whole number, at least 1.'],
  [ofRule('share: -1'), '3:12 `share` of `fruit-bruised` must be a number, at least 0.'],
  [ofRule('strict: maybe'), '3:13 `strict` of `fruit-bruised` must be a boolean.'],
  [ofRule('names: a'), '3:12 `names` of `fruit-bruised` must be a list of strings.'],
  [ofRule('names: [1]'), '3:12 `names` of `fruit-bruised` must be a list of strings.'],
  [ofRule('sizes: [a]'), '3:12 `sizes` of `fruit-bruised` must be a list of integers.'],
  [ofRule('prices: { a: b }'), '3:13 `prices` of `fruit-bruised` must be a map of numbers.'],
  [ofRule('anything: [a]'), '3:15 `anything` of `fruit-bruised` must be a map.'],
  ['overrides: { files: [a] }\n', '1:12 `overrides` is a list.'],
  ['overrides: [{ environment: dev }]\n', '1:13 An override needs `files`: a list of globs that says where it holds.'],
  ['overrides: [{ files: [] }]\n', '1:13 An override needs `files`: a list of globs that says where it holds.'],
  ['overrides: [{ files: [a], preset: all }]\n', '1:27 `preset` is not a key of an override.'],
  ['overrides: [dev]\n', '1:13 Expected an override to be a map.'],
  ['environments: [prod]\n', '1:15 Expected `environments` to be a map.'],
  ['environments: { production: {} }\n', '1:17 `production` is not a key of `environments`.'],
  ['environments: { prod: live/** }\n', '1:23 Expected `prod` to be a map.'],
  ['environments: { prod: { folders: [live] } }\n', '1:25 `folders` is not a key of `prod`.'],
  ['environments: { prod: { files: live } }\n', '1:32 `files` is a list.'],
  ['environments: { prod: { labels: [tier] } }\n', '1:33 `labels` is a map from keys to values.'],
  ['environments: { prod: { labels: { tier: { a: b } } } }\n', '1:41 `tier` is a list.'],
  ['environments: { prod: { clusters: [{ a: b }] } }\n', '1:36 `0` is one word, not a map.'],
];

describe('readConfig', () => {
  it.each(accepted)('accepts %j', (text) => {
    expect(problemsOf(text)).toEqual([]);
  });

  it.each(refused)('refuses %j at its place', (text, problem) => {
    expect(problemsOf(text)[0]).toContain(problem);
  });

  it('refuses what is not YAML, repeated keys and a second document', () => {
    expect(problemsOf('environment: [\n')[0]).toContain('Not valid YAML');
    expect(problemsOf('preset: all\npreset: all\n')[0]).toContain('2:1 The key `preset` is written twice');
    expect(problemsOf('---\npreset: all\n---\nenvironment: dev\n')).toEqual(['4:1 A configuration is one document; this is a second one.']);
  });

  it('reads words as they are written, whatever YAML 1.1 makes of them', () => {
    expect(read('karpenterVersion: 1.10\n').config.karpenterVersion).toBe('1.10');
    expect(read('rules: { fruit-bruised: off }\n').config.rules.get('fruit-bruised')).toEqual({ level: 'off', options: {} });
  });

  it('gives severity and options', () => {
    expect(read(ofRule('severity: critical\n    names: [a]')).config.rules.get('fruit-bruised')).toEqual({ level: 'critical', options: { names: ['a'] } });
  });
});

describe('the published JSON schema', () => {
  const validate = new Ajv({ strict: false }).compile(renderConfigSchema({ ruleMetas: [fruit], knownVersions, kindNames: ['NodePool', 'Pod'] }));
  const isValid = (text: string): boolean => validate(parse(text) ?? {});

  it.each(accepted)('accepts %j', (text) => {
    expect(isValid(text)).toBe(true);
  });

  it.each(refused)('refuses %j', (text) => {
    expect(isValid(text)).toBe(false);
  });
});
