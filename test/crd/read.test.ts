import { describe, expect, it } from 'vitest';
import { Source } from '../../src/core/source.ts';
import { readCrds } from '../../src/crd/read.ts';
import { widgets } from './widgets.ts';

/** The problems of a definition as `line: message`. */
function problemsOf(text: string): string[] {
  const source = new Source('crd.yaml', text);
  return readCrds(source).problems.map(({ range, message }) => `${source.positionAt(range.start).line}: ${message}`);
}

const lineOf = (part: string) => widgets.split('\n').findIndex((line) => line.includes(part)) + 1;

describe('readCrds', () => {
  it('reads what is served, from documents and from lists', () => {
    const list = { apiVersion: 'v1', kind: 'List', items: [] as unknown[] };
    expect(readCrds(new Source('a.yaml', `kind: Other\n---\n${widgets}`)).versions).toMatchObject([
      { group: 'example.com', version: 'v1', kind: 'Widget', isNamespaced: true, hasStatus: true, replicasPath: '.spec.replicas' },
    ]);
    list.items.push({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      spec: { group: 'g', scope: 'Cluster', names: { kind: 'K' }, versions: [{ name: 'v1', served: true, schema: { openAPIV3Schema: { type: 'object' } } }] },
    });
    expect(readCrds(new Source('a.json', JSON.stringify(list))).versions).toMatchObject([{ group: 'g', kind: 'K', isNamespaced: false, hasStatus: false }]);
  });

  it.each([
    ["pattern: '^[a-z]+$'", "pattern: '['", 'The pattern `[` cannot be used'],
    ['self.min <= self.max', 'self.min <=', 'cannot be used'],
    ['self.min <= self.max', 'slef.min <= 1', 'There is no variable `slef`. Did you mean `self`?'],
    [
      'name: {type: string, ',
      'name: {type: strnig, ',
      '`type` is `strnig`, but must be one of object, array, string, integer, number, boolean. Did you mean `string`?',
    ],
  ])('refuses %s as %s, with its line', (part, by, message) => {
    const [problem] = problemsOf(widgets.replace(part, () => by));
    expect(problem).toContain(message);
    expect(problem).toMatch(new RegExp(`^${lineOf(part)}: `));
  });

  it('refuses definitions of an old API, and those that say nothing of their objects', () => {
    expect(problemsOf(widgets.replace('apiextensions.k8s.io/v1', 'apiextensions.k8s.io/v1beta1'))).toEqual([
      '1: `apiextensions.k8s.io/v1beta1` is not the API version of a CustomResourceDefinition that can be used: it must be `apiextensions.k8s.io/v1`.',
    ]);
    expect(problemsOf('apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nspec: {group: a, names: {kind: A}, scope: Cluster}\n')).toEqual([
      '3: The definition has no `spec.versions`.',
    ]);
    expect(problemsOf(widgets.replace('group: example.com', ''))).toEqual(['4: The definition has no `spec.group`.']);
  });

  it('reports text that is no YAML', () => {
    expect(problemsOf('apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nspec: [\n')).toHaveLength(1);
  });
});
