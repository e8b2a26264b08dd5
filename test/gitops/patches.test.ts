import { describe, expect, it } from 'vitest';
import { toPlain } from '../../src/core/node.ts';
import type { MapNode } from '../../src/core/node.ts';
import { readYaml } from '../../src/core/read-yaml.ts';
import { substitute } from '../../src/gitops/flux/substitute.ts';
import { matchesGlob } from '../../src/gitops/glob.ts';
import { applyOperation, readOperations } from '../../src/gitops/kustomize/json-patch.ts';
import { mergePatch } from '../../src/gitops/kustomize/strategic-merge.ts';

function map(text: string): MapNode {
  const { root } = readYaml(text);
  if (root?.kind !== 'map') throw new Error('a map was expected');
  return root;
}

function merged(base: string, patch: string, hasMergeKeys = false): unknown {
  const result = mergePatch(map(base), map(patch), hasMergeKeys);
  return result && toPlain(result);
}

describe('mergePatch', () => {
  it.each([
    ['{ a: { b: 1, c: 2 } }', '{ a: { c: 3, d: 4 } }', { a: { b: 1, c: 3, d: 4 } }],
    ['{ a: [1, 2] }', '{ a: [3] }', { a: [3] }],
    ['{ a: 1, b: 2 }', '{ a: null }', { b: 2 }],
    ['{ a: { b: 1 } }', '{ a: { $patch: replace, c: 2 } }', { a: { c: 2 } }],
    ['{ a: { b: 1 }, c: 1 }', '{ a: { $patch: delete } }', { c: 1 }],
    ['{ a: 1 }', '{ a: { b: 2 } }', { a: { b: 2 } }],
    ['{ a: 1 }', '{ $patch: delete }', undefined],
  ])('%s with %s', (base, patch, expected) => {
    expect(merged(base, patch)).toEqual(expected);
  });

  it('merges lists of Kubernetes’ own kinds by their key', () => {
    const base = '{ containers: [{ name: a, x: 1 }, { name: b }] }';
    expect(merged(base, '{ containers: [{ name: b, z: 2 }, { name: c }] }', true)).toEqual({
      containers: [{ name: 'b', z: 2 }, { name: 'c' }, { name: 'a', x: 1 }],
    });
    expect(merged(base, '{ containers: [{ name: a, $patch: delete }] }', true)).toEqual({ containers: [{ name: 'b' }] });
    expect(merged(base, '{ containers: [{ name: c }] }')).toEqual({ containers: [{ name: 'c' }] });
  });
});

describe('applyOperation', () => {
  const apply = (base: string, operation: string): unknown => {
    const [first] = readOperations(readYaml(`[${operation}]`).root ?? map('{}'));
    const result = first && applyOperation(map(base), first);
    return result && toPlain(result);
  };

  it.each([
    ['{ a: { b: 1 } }', '{ op: replace, path: /a/b, value: 2 }', { a: { b: 2 } }],
    ['{ a: 1 }', '{ op: replace, path: /b, value: 2 }', undefined],
    ['{ a: 1 }', '{ op: add, path: /b, value: 2 }', { a: 1, b: 2 }],
    ['{ a: 1 }', '{ op: add, path: /b/c, value: 2 }', undefined],
    ['{ a: [1, 3] }', '{ op: add, path: /a/1, value: 2 }', { a: [1, 2, 3] }],
    ['{ a: [1] }', '{ op: add, path: /a/-, value: 2 }', { a: [1, 2] }],
    ['{ a: [1] }', '{ op: add, path: /a/5, value: 2 }', undefined],
    ['{ a: [1, 2] }', '{ op: remove, path: /a/0 }', { a: [2] }],
    ['{ a: 1 }', '{ op: remove, path: /b }', undefined],
    ['{ a/b: 1, c~d: 2 }', '{ op: remove, path: /a~1b }', { 'c~d': 2 }],
    ['{ a: 1 }', '{ op: copy, from: /a, path: /b }', { a: 1, b: 1 }],
    ['{ a: 1 }', '{ op: move, from: /a, path: /b }', { b: 1 }],
    ['{ a: 1 }', '{ op: test, path: /a, value: 1 }', { a: 1 }],
    ['{ a: 1 }', '{ op: test, path: /a, value: 2 }', undefined],
  ])('%s with %s', (base, operation, expected) => {
    expect(apply(base, operation)).toEqual(expected);
  });
});

describe('substitute', () => {
  const values = new Map([
    ['cpu', '100'],
    ['empty', ''],
    ['zones', '["a", "b"]'],
  ]);
  const fill = (text: string, areAllKnown = true): unknown => toPlain(substitute(map(text), { values, areAllKnown }));

  it.each([
    ['a: ${cpu}', { a: 100 }],
    ['a: "${cpu}"', { a: '100' }],
    ['a: ${cpu}m', { a: '100m' }],
    ['a: ${missing:=5}', { a: 5 }],
    ['a: ${empty:-x}', { a: 'x' }],
    ['a: ${empty-x}', { a: null }],
    ['a: x${missing}y', { a: 'xy' }],
    ['a: $${cpu}', { a: '$${cpu}' }],
    ['a: ${zones}', { a: ['a', 'b'] }],
    ['a: ${cpu^^}', { a: '${cpu^^}' }],
  ])('%s', (text, expected) => {
    expect(fill(text)).toEqual(expected);
  });

  it('leaves open what an unknown source may fill in, its default too', () => {
    expect(fill('{ a: "${missing:=5}", b: "${missing}", c: "${cpu}" }', false)).toEqual({ a: '${missing:=5}', b: '${missing}', c: '100' });
  });
});

describe('matchesGlob', () => {
  it.each([
    ['*.yaml', 'a.yaml', true],
    ['*.yaml', 'a/b.yaml', false],
    ['**/*.yaml', 'a/b/c.yaml', true],
    ['**/*.yaml', 'c.yaml', true],
    ['{a,b}/*', 'b/x', true],
    ['clusters/*', 'clusters/dev/x', false],
    ['a?[bc].json', 'axb.json', true],
    ['a.b', 'axb', false],
  ])('%s takes %s: %s', (pattern, name, expected) => {
    expect(matchesGlob(pattern, name)).toBe(expected);
  });
});
