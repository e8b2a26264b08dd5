import { describe, expect, it } from 'vitest';
import type { ScalarNode } from '../../src/core/node.ts';
import { readYaml } from '../../src/core/read-yaml.ts';
import { Source } from '../../src/core/source.ts';
import { innerText } from '../../src/core/inner-text.ts';

/** The characters of a scalar that stand at their own place in the file, as a share of those that could. */
function alignment(yaml: string): { text: string; wrong: string[] } {
  const source = new Source('a.yaml', yaml);
  const { root } = readYaml(yaml);
  const value = root?.kind === 'map' ? root.entries[0]?.value : undefined;
  if (value?.kind !== 'scalar') throw new Error('the text must hold one scalar');
  const inner = innerText(value satisfies ScalarNode, source);
  const wrong = inner.text.split('').flatMap((character, index) => {
    const { range } = inner.locate({ start: index, end: index + 1 });
    const there = yaml[range.start] ?? '';
    const isFine = there === character || (/\s/.test(character) && /\s/.test(there)) || there === '\\';
    return isFine ? [] : [`${index} ${JSON.stringify(character)} at ${range.start} ${JSON.stringify(there)}`];
  });
  return { text: inner.text, wrong };
}

describe('innerText', () => {
  it.each([
    ['a literal block', 'key: |\n  kind: A\n  spec:\n    b: 1\n\n  c: 2\nnext: 1\n'],
    ['a literal block with Windows line ends', 'key: |\r\n  kind: A\r\n  spec:\r\n    b: 1\r\nnext: 1\r\n'],
    ['a literal block without a last line feed', 'key: |-\n  kind: A\n  b: 1'],
    ['a deeper literal block', 'key: |2\n    kind: A\n   b: 1\n'],
    ['a folded block', 'key: >\n  kind: A\n  spec:\n\n  b: 1\n'],
    ['plain text over lines', 'key: one\n  two\n  three\n'],
    ['single quotes', "key: 'it''s here'\n"],
    ['double quotes', 'key: "kind: A\\nspec: \\"b\\"\\u0041c\\n"\n'],
    ['double quotes over lines', 'key: "one\n  two\\\n  three"\n'],
    ['text beyond the basic plane', 'key: |\n  é: "😀"\n  kind: A\n'],
  ])('places %s', (_, yaml) => {
    const { text, wrong } = alignment(yaml);
    expect(text.length).toBeGreaterThan(5);
    expect(wrong).toEqual([]);
  });

  it('points at the escape that a character is written as', () => {
    const yaml = 'key: "a\\nkind"\n';
    const { root } = readYaml(yaml);
    const value = root?.kind === 'map' ? root.entries[0]?.value : undefined;
    const inner = innerText(value as ScalarNode, new Source('a.yaml', yaml));
    expect(inner.locate({ start: 2, end: 6 })).toEqual({ file: 'a.yaml', range: { start: yaml.indexOf('kind'), end: yaml.indexOf('kind') + 4 } });
  });
});
