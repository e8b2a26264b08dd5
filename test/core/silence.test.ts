import { describe, expect, it } from 'vitest';
import { DatasetStore } from '../../src/core/dataset.ts';
import { Fact } from '../../src/core/fact.ts';
import { groupBy } from '../../src/core/group-by.ts';
import { lint } from '../../src/core/lint.ts';
import { readManifest } from '../../src/core/manifest.ts';
import type { Manifest } from '../../src/core/manifest.ts';
import { perResource } from '../../src/core/resource.ts';
import type { Resource } from '../../src/core/resource.ts';
import { defineRule } from '../../src/core/rule.ts';
import type { Context } from '../../src/core/rule.ts';
import { Scope } from '../../src/core/scope.ts';
import { Source } from '../../src/core/source.ts';
import { perSurroundings, Workspace } from '../../src/core/workspace.ts';

const about = { group: 'cost', severity: 'note', preset: 'essential', kinds: ['Fruit'], summary: 'It is so.', references: [] } as const;

const fruit = (name: string, spec: string): string => `apiVersion: example.com/v1\nkind: Fruit\nmetadata: { name: ${name} }\nspec:\n${spec}`;

/** Objects that the rule does not look at: among few, nothing is remembered. */
const others = Array.from({ length: 30 }, () => 'apiVersion: example.com/v1\nkind: Vegetable\nmetadata: { name: carrot }\n');

/** Lints objects with one rule, and gives the names of those that it looked at, and of those that it found something in. */
function run(
  documents: readonly string[],
  finds: (resource: Resource, context: Context) => boolean,
  { isForeign = false, beside = others, fileOf = (_: number): string => 'fruits.yaml', scopesOf = (_: readonly Manifest[]): Scope[] => [] } = {},
) {
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
  const placed = documents.concat(beside).map((text, index) => ({ text, file: fileOf(index) }));
  const manifests = [...groupBy(placed, ({ file }) => file)].map(([file, those]) =>
    readManifest(new Source(file, those.map(({ text }) => text).join('---\n'))),
  );
  const { findings } = lint(new Workspace(manifests, scopesOf(manifests)), engine, {
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

  it('is asked again where comments beside or above what it looked at say something else', () => {
    const isDoubtful = (resource: Resource): boolean => {
      const colour = resource.at('spec', 'colour');
      return colour !== undefined && resource.commentsOn(colour).includes('perhaps');
    };
    expect(run(twice('  size: 1\n  # surely\n  colour: green\n', '  size: 2\n  # surely\n  colour: green\n'), isDoubtful).looked).toHaveLength(1);
    expect(run(twice('  # surely\n  colour: green\n', '  # perhaps\n  colour: green\n'), isDoubtful).found).toEqual(['same']);
    expect(run(twice('  # a\n  # b\n  colour: green\n', '  # perhaps\n  # b\n  colour: green\n'), isDoubtful).found).toEqual(['same']);
    expect(run(twice('  colour: green # surely\n', '  colour: green # perhaps\n'), isDoubtful).found).toEqual(['same']);
  });

  it('is asked once in each folder about what lies around', () => {
    const namesAround = perSurroundings((workspace, resource) => workspace.around(resource, 'example.com', 'Vegetable').map(({ name }) => name));
    const finds = (resource: Resource, context: Context): boolean => namesAround(context, resource).includes('potato');
    const potato = 'apiVersion: example.com/v1\nkind: Vegetable\nmetadata: { name: potato }\n';
    const documents = [...twice(''), ...twice(''), ...twice(''), potato];
    const fileOf = (index: number): string => `${['a', 'b', 'a', 'b', 'a', 'b', 'b'][index] ?? 'c'}/fruits.yaml`;
    const { looked, found } = run(documents, finds, { fileOf });
    expect(found).toHaveLength(3);
    // The first one has looked at more, to find what all others are told from memory.
    expect(looked).toHaveLength(2 + 3);
  });

  it('is asked again about what lies around where files say what meets', () => {
    const look = perSurroundings(() => false);
    const scopesOf = (manifests: readonly Manifest[]): Scope[] => [
      new Scope({ kind: 'config', name: 'all', resources: manifests.flatMap(({ resources }) => resources), unread: [] }),
    ];
    expect(run(twice(''), (resource, context) => look(context, resource), { scopesOf }).looked).toHaveLength(2);
    expect(run(twice(''), (resource, context) => look(context, resource)).looked).toHaveLength(1);
  });

  it('is not asked again where what it learned from elsewhere has the same key', () => {
    const neighbours = new Fact({
      learn: (resource, { workspace }) => workspace.ofKind('example.com', 'Fruit').filter(({ name }) => name !== resource.name).length,
      keyOf: (number) => (number > 9 ? undefined : number),
    });
    const finds = (resource: Resource, context: Context): boolean => context.learn(neighbours, resource) === 2;
    expect(run([fruit('a', ''), fruit('b', ''), fruit('b', '')], finds)).toEqual({ looked: ['a', 'b'], found: ['a'] });
    expect(run(twice('').concat(fruit('a', ''), fruit('a', '')), (...at) => finds(...at) && false).looked).toEqual(['same', 'a']);
    const many = Array.from({ length: 11 }, (_, index) => fruit(`a${index}`, ''));
    expect(run(many, finds).looked).toHaveLength(11);
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
