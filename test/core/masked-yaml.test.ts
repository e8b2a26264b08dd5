import { describe, expect, it } from 'vitest';
import { readMaskedYaml } from '../../src/core/masked-yaml.ts';
import { toPlain } from '../../src/core/node.ts';
import type { Node } from '../../src/core/node.ts';

function plain(text: string): unknown {
  const root = readMaskedYaml(text)?.root;
  return root && toPlain(root);
}

describe('readMaskedYaml', () => {
  it.each([
    ['zones: [${A}, ${B}]', { zones: ['${A}', '${B}'] }],
    ['a: { b: ${X}, c: 1 }', { a: { b: '${X}', c: 1 } }],
    ['a: ${jsonencode({ a = "}" })}', { a: '${jsonencode({ a = "}" })}' }],
    ['a: pre-${X}-post', { a: 'pre-${X}-post' }],
    ['${KEY}: 1', { '${KEY}': 1 }],
    ['a: &x [${A}]\nb: *x', { a: ['${A}'], b: ['${A}'] }],
    ['a: ${x ? "b: c" : "d"}', { a: '${x ? "b: c" : "d"}' }],
    ['a: [$(params.zones)]', { a: ['$(params.zones)'] }],
    ['a:\n  b: 1\n  ${x ? "c: 1" : ""}\n', { a: { b: 1, '${x ? "c: 1" : ""}': null } }],
    ['a:\n  ${list}\nb: [${x}]\n', { a: '${list}', b: ['${x}'] }],
    ['a:\n  b: 1\n  __MORE__\n', { a: { b: 1, __MORE__: null } }],
    ['a: [X_Y]-z', { a: '[X_Y]-z' }],
    ['a: ${A}${B}', { a: '${A}${B}' }],
  ])('%s', (text, expected) => {
    expect(plain(text)).toEqual(expected);
  });

  it('keeps every place', () => {
    const text = 'zones: [${A}, b]';
    const root = readMaskedYaml(text)?.root;
    const list = root?.kind === 'map' ? root.entries[0]?.value : undefined;
    const items: readonly Node[] = list?.kind === 'list' ? list.items : [];
    expect(items.map(({ start, end }) => text.slice(start, end))).toEqual(['${A}', 'b']);
  });

  it('has nothing to do without placeholders, or where one never ends', () => {
    expect(readMaskedYaml('a: 1')).toBe(undefined);
    expect(readMaskedYaml('a: ${X')).toBe(undefined);
  });
});
