import { describe, expect, it } from 'vitest';
import { DatasetStore } from '../../src/core/dataset.ts';
import { lint } from '../../src/core/lint.ts';
import { readManifest } from '../../src/core/manifest.ts';
import { perResource } from '../../src/core/resource.ts';
import type { Resource } from '../../src/core/resource.ts';
import { defineRule } from '../../src/core/rule.ts';
import type { Context } from '../../src/core/rule.ts';
import { Source } from '../../src/core/source.ts';
import { Workspace } from '../../src/core/workspace.ts';

const about = { group: 'cost', severity: 'note', preset: 'essential', kinds: ['Fruit'], summary: 'It is so.', references: [] } as const;

const fruit = (name: string, spec: string): string => `apiVersion: example.com/v1\nkind: Fruit\nmetadata: { name: ${name} }\nspec:\n${spec}`;

/** Objects that the rule does not look at: among few, nothing is remembered. */
const others = Array.from({ length: 30 }, () => 'apiVersion: example.com/v1\nkind: Vegetable\nmetadata: { name: carrot }\n');

/** Lints objects with one rule, and gives the names of those that it looked at, and of those that it found something in. */
function run(documents: readonly string[], finds: (resource: Resource, context: Context) => boolean, { isForeign = false, beside = others } = {}) {
  const looked: string[] = [];
  const rule = defineRule({
    ...about,
    id: 'ripe',
    *check(resource, context) {
      const isFound = finds(resource, context);
      looked.push(resource.name);
      if (isFound) yield { at: resource.anchor(), message: 'Here.' };
    },
  });
  const metas = new Map([rule, { ...about, id: 'yaml-syntax' }, { ...about, id: 'internal-error' }].map((meta) => [meta.id, meta]));
  const engine = {
    rules: [rule],
    foreignRules: new Set(isForeign ? [rule] : []),
    layerChecks: [],
    metas,
    groupOfKind: { Fruit: 'example.com' },
    docsOf: (id: string) => id,
  };
  const { findings } = lint(new Workspace([readManifest(new Source('fruits.yaml', documents.concat(beside).join('---\n')))]), engine, {
    environment: 'unknown',
    karpenter: '1.14',
    now: new Date('2026-01-01'),
    levelOf: () => undefined,
    optionsOf: () => ({}),
    datasets: new DatasetStore(() => undefined),
  });
  return { looked, found: findings.map(({ resource }) => resource?.name) };
}

const isRed = (resource: Resource): boolean => resource.at('spec', 'colour')?.text === 'red';

describe('a rule that was silent', () => {
  // The name is read by the test itself once the rule is done, so it is made equal here.
  const twice = (spec: string, other = spec): string[] => [fruit('same', spec), fruit('same', other)];

  it('is not asked again about an object that says the same where it looked', () => {
    expect(run(twice('  colour: green\n  size: 1\n', '  colour: green\n  size: 2\n'), isRed).looked).toEqual(['same']);
  });

  it('is asked again where the object says something else there', () => {
    expect(run(twice('  colour: green\n', '  colour: red\n'), isRed)).toEqual({ looked: ['same', 'same'], found: ['same'] });
    expect(run(twice('  size: 1\n', '  colour: red\n'), isRed).found).toEqual(['same']);
  });

  it('is asked again where the same line is deeper, and so means something else', () => {
    const isMap = (resource: Resource): boolean => resource.at('spec', 'colour')?.node.kind === 'map';
    expect(run(twice('  colour:\n  of: red\n', '  colour:\n    of: red\n'), isMap).found).toEqual(['same']);
  });

  it('is asked again where a block scalar ends in more line breaks', () => {
    const isLong = (resource: Resource): boolean => (resource.at('spec', 'colour')?.text?.length ?? 0) > 5;
    expect(run(twice('  colour: |+\n    red\n', '  colour: |+\n    red\n\n\n\n'), isLong).found).toEqual(['same']);
  });

  it('is asked again where an alias stands for something else', () => {
    const documents = ['green', 'red'].map((colour) => fruit('same', `  other: &c ${colour}\n  colour: *c\n`));
    expect(run(documents, isRed).found).toEqual(['same']);
  });

  it('is asked again where it looked at other objects, at the place or at the whole text', () => {
    const far: ((resource: Resource, context: Context) => unknown)[] = [
      (_, { workspace }) => workspace,
      (_, { environment }) => environment,
      ({ file }) => file,
      ({ source }) => source,
      ({ plain }) => plain,
      ({ root }) => root,
      (resource) => resource.at(),
      ({ index }) => index,
    ];
    for (const look of far) {
      const { looked } = run(twice('  colour: green\n'), (resource, context) => look(resource, context) === undefined);
      expect(looked, String(look)).toHaveLength(2);
    }
  });

  it('counts what it was told from memory as looked at', () => {
    const colourOf = perResource((resource) => resource.at('spec', 'colour')?.text);
    const finds = (resource: Resource): boolean => {
      colourOf(resource);
      return colourOf(resource) === 'red';
    };
    expect(run(twice('  colour: green\n', '  colour: red\n'), finds).found).toEqual(['same']);
  });

  it('is asked again among few objects', () => {
    expect(run(twice('  colour: green\n'), isRed, { beside: [] }).looked).toEqual(['same', 'same']);
  });

  it('is asked again where it comes from elsewhere', () => {
    expect(run(twice('  colour: green\n'), isRed, { isForeign: true }).looked).toEqual(['same', 'same']);
  });

  it('is asked again where two objects of one line differ', () => {
    const object = (kind: string, colour: string) => ({ apiVersion: 'example.com/v1', kind, metadata: { name: 'same' }, spec: { colour } });
    const items = [object('Fruit', 'green'), object('Fruit', 'red'), ...Array.from({ length: 30 }, () => object('Vegetable', 'red'))];
    expect(run([JSON.stringify({ apiVersion: 'v1', kind: 'List', items })], isRed, { beside: [] }).found).toEqual(['same']);
  });
});
