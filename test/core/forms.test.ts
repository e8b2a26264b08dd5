import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Forms } from '../../src/core/forms.ts';
import type { Node } from '../../src/core/node.ts';
import { readYaml } from '../../src/core/read-yaml.ts';
import { splitDocuments } from '../../src/core/split.ts';

const pool = `# Pool one.
kind: NodePool
metadata: { name: "one", team: red }
spec:
  weight: 10 # low
  requirements:
    - values: [amd64, arm64]
    - key: it's
      note: 'a b'
  script: |
    # no comment
    echo one
  empty:
  last: x
`;

/** What is read where a document was read before; undefined where it is not like that one. Both stand somewhere in their files. */
function readAfter(before: string, text: string): Node | undefined {
  const forms = new Forms();
  const [first, second] = [`a: 1\n---\n${before}`, `# file\n---\n${text}---\nb: 2\n`];
  const { root } = readYaml(first, first.length - before.length, first.length);
  if (root !== undefined) forms.keep(first, first.length - before.length, first.length, root);
  const read = forms.read(second, 11, 11 + text.length);
  if (read !== undefined) expect(JSON.stringify(read)).toBe(JSON.stringify(readYaml(second, 11, 11 + text.length).root));
  return read;
}

describe('documents that are written like an earlier one', () => {
  it.each([
    ['nothing', 'Pool', 'Pool'],
    ['a comment', 'Pool one.', 'The pool of team "two": &x'],
    ['a comment behind a value', '# low', '# rather high'],
    ['plain text', 'kind: NodePool', 'kind: EC2NodeClass'],
    ['a number', '10', '1_000'],
    ['a word that is no text', '10', 'yes'],
    ['an ARN', 'last: x', 'last: arn:aws:iam::123456789012:role/a b'],
    ['quoted text', '"one"', '"a: b, [c] #d"'],
    ['quoted text that is empty', '"one"', '""'],
    ['text in single quotes', "'a b'", "'{{ .Values.a }}'"],
    ['an item of a list in brackets', 'arm64', 'x'],
    ['several of them', /one\.|low|10|x$/gm, 'other'],
  ] as const)('may differ in %s', (_, from, to) => {
    expect(readAfter(pool, pool.replace(from, to))).toBeDefined();
  });

  it.each([
    ['a key', 'weight:', 'height:'],
    ['an indentation', '  weight', '   weight'],
    ['a block scalar', 'echo one', 'echo two'],
    ['what looks like a comment in a block scalar', '# no comment', '# any'],
    ['a value that was absent', 'empty:', 'empty: 1'],
    ['a value that is absent', 'last: x', 'last:'],
    ['a value that is a map', 'last: x', 'last: x: y'],
    ['a value with an anchor', 'last: x', 'last: &a x'],
    ['an alias', 'last: x', 'last: *a'],
    ['a value with a comment', 'last: x', 'last: x #y'],
    ['another style', 'last: x', 'last: "x"'],
    ['an item more', 'arm64]', 'arm64, x]'],
    ['an end of quotes', '"one"', '"a", b: "c"'],
    ['an escape', '"one"', '"a\\nb"'],
    ['a line more', 'last: x', 'last: x\n  y: z'],
    ['a tab', 'last: x', 'last: x\t'],
  ] as const)('do not differ in %s', (_, from, to) => {
    expect(readAfter(pool, pool.replace(from, to))).toBeUndefined();
  });

  it.each([
    ['anchors', 'a: &x 1\nb: *x\n'],
    ['tags', 'a: !!str 1\nb: 2\n'],
    ['merges', '<<: { a: 1 }\nb: 2\n'],
    ['tabs', 'a: 1\t\nb: 2\n'],
  ])('are always parsed where there are %s', (_, text) => {
    expect(readAfter(text, text.replace('2', '3'))).toBeUndefined();
  });

  it('are only kept and looked for from the document on that it is said to begin with', () => {
    const forms = new Forms(2);
    const text = 'a: 1\n';
    const root = readYaml(text).root as Node;
    const readNext = (): boolean => {
      const isAlike = forms.read(text, 0, text.length) !== undefined;
      forms.keep(text, 0, text.length, root);
      return isAlike;
    };
    // The second one is the first that is kept.
    expect([readNext(), readNext(), readNext()]).toEqual([false, false, true]);
  });

  it('are the trees that the parser makes of them, whatever they were', () => {
    const folder = join(import.meta.dirname, '../../fixtures/rules');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml'));
    const texts = files.map((file) => readFileSync(join(folder, file), 'utf8'));
    const documents = texts.flatMap((text) => splitDocuments(text).map(({ start, end }) => text.slice(start, end)));
    const words = ['a1', 'yes', '012', 'a: b', '"q"', ' ', 'x y', '-', '*a'];
    let alike = 0;
    for (const [index, text] of documents.entries()) {
      const values = [...text.matchAll(/(?<=: "?)[\w./-]+(?="?$)|(?<=- )[\w./-]+$|(?<=#).*$/gm)];
      const value = values[index % values.length];
      const word = words[index % words.length] ?? '';
      if (value === undefined) continue;
      if (readAfter(text, text.slice(0, value.index) + word + text.slice(value.index + value[0].length)) !== undefined) alike++;
    }
    expect(alike).toBeGreaterThan(500);
  });
});
