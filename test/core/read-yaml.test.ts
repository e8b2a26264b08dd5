import fastCheck from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAlias, isMap, isScalar, isSeq, parseDocument, stringify } from 'yaml';
import { toPlain } from '../../src/core/node.ts';
import type { Node } from '../../src/core/node.ts';
import { readYaml } from '../../src/core/read-yaml.ts';

function plain(text: string): unknown {
  const { root, problems } = readYaml(text);
  expect(problems).toEqual([]);
  return root && toPlain(root);
}

function problemOf(text: string): string {
  const [problem] = readYaml(text).problems;
  return problem === undefined ? '' : `${text.slice(problem.range.start, problem.range.end)}: ${problem.message}`;
}

describe('text that the API server never looks at', () => {
  const unreadOf = (text: string): string | undefined => {
    const { root, unread, problems } = readYaml(text);
    expect(problems).toEqual([]);
    expect(root).toBeDefined();
    return unread && text.slice(unread.start, unread.end);
  };

  it.each([
    ['a: 1\n...\nb: 2\n', 'b: 2'],
    ['a: 1\n... # end\n\n# note\n  b: 2 \nc: 3\n', 'b: 2'],
    ['{a: 1}\nb: 2\n', 'b: 2'],
    ['{a: 1,},\n"b": {c: 1}\n', ','],
    ['{a: 1} }\n', '}'],
  ])('%j', (text, unread) => {
    expect(unreadOf(text)).toBe(unread);
  });

  it.each(['a: 1\n...\n', 'a: 1\n...\n# note\n', '{a: 1} # note\n', 'a: |\n  ...\n'])('%j has none', (text) => {
    expect(unreadOf(text)).toBeUndefined();
  });
});

describe('a merge conflict', () => {
  it('is called by its name, at its first line', () => {
    const text = 'a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> other\n';
    expect(readYaml(text).problems).toMatchObject([{ range: { start: 5, end: 17 }, message: expect.stringContaining('merge conflict') as string }]);
  });

  it('is none where only one of its markers is there', () => {
    expect(readYaml('a: [\n>>>>>>> other\n').problems[0]?.message).not.toContain('conflict');
  });
});

describe('readYaml', () => {
  it('keeps the offsets of every value', () => {
    const text = 'a: &x {b: 1, "c": [1, two ] }\nd: *x\ne:\n  - "q"\nf: |\n  block\n';
    const spans: string[] = [];
    const visit = (node: Node): void => {
      spans.push(text.slice(node.start, node.end));
      if (node.kind === 'list') node.items.forEach(visit);
      if (node.kind === 'map') node.entries.forEach(({ value }) => visit(value));
    };
    const { root } = readYaml(text);
    if (root?.kind !== 'map') throw new Error('expected a map');
    root.entries.forEach(({ value }) => visit(value));
    expect(spans).toEqual(['{b: 1, "c": [1, two ] }', '1', '[1, two ]', '1', 'two', '*x', '1', '[1, two ]', '1', 'two', '- "q"', '"q"', '|\n  block']);
  });

  it('shifts offsets to the place of the document in its file', () => {
    const text = 'first: 1\n---\nsecond: 2\n';
    const { root } = readYaml(text, 13, text.length);
    expect(root?.kind === 'map' && text.slice(root.entries[0]?.value.start, root.entries[0]?.value.end)).toBe('2');
  });

  it('merges maps, and refuses what the strict reader refuses', () => {
    expect(plain('a: &a {x: 1}\nb: {<<: *a, z: 2}')).toEqual({ a: { x: 1 }, b: { x: 1, z: 2 } });
    expect(problemOf('a: &a {x: 1}\nb: {<<: *a, x: 2}')).toContain('The key `x` is in the map that is merged before it');
    expect(problemOf('a: &a {x: 1}\nb: {x: 2, <<: *a}')).toContain('The merged map sets `x`, which is set before it');
    expect(problemOf('a: 1\nb: {<<: *nowhere}')).toBe('*nowhere: There is no anchor `nowhere` before this alias.');
  });

  it.each(['{&x\n  k: v}', '{!!str\n  k: v}', '{b: 1, &x # why\n  k: v}', '{k\n  l: v}', '{"k\n  l": v}', '{k\n  : v}'])(
    'refuses a key that does not stand on one line with its colon: %j',
    (map) => {
      expect(problemOf(`a: ${map}`)).toContain('A key must stand on one line');
    },
  );

  it.each([
    ['{&x k: v}', { k: 'v' }],
    ['{&x\n  k}', { k: null }],
    ['{? &x\n  k : v}', { k: 'v' }],
    ['{k: \n  v,\n  l: w}', { k: 'v', l: 'w' }],
    ['[&x\n k]', ['k']],
    ['[k, !!str\n 1]', ['k', '1']],
    ['{&x\n k, l: 1}', { k: null, l: 1 }],
  ])('takes %j', (map, value) => {
    expect(plain(`a: ${map}`)).toEqual({ a: value });
  });

  it('reports a repeated key at its second place and keeps the last value', () => {
    const { root, problems } = readYaml('a: 1\nb: 2\na: 3\n');
    expect(problems.map(({ range, fatal }) => [range.start, fatal])).toEqual([[10, false]]);
    expect(root && toPlain(root)).toEqual({ a: 3, b: 2 });
  });

  it.each([
    ['a bracket below its key', 'a:\n  b: {\n    c: d\n  }\n  e: f\n', { a: { b: { c: 'd' }, e: 'f' } }],
    ['a bracket at the margin', 'a:\n  b: [\nc, # d\ne\n]\n', { a: { b: ['c', 'e'] } }],
    ['a comment between', 'a:\n  b: {c: "#", # {\n# x\nd: e}\n', { a: { b: { c: '#', d: 'e' } } }],
    ['a quoted text', 'a:\n  b: "x\n\ny\\\n z"\n', { a: { b: 'x\nyz' } }],
    ['a plain text in a list', 'a:\n  b: [x\ny]\n', { a: { b: ['x y'] } }],
    ['a tight comment after a quote', "a:\n  - 'x'#c\nb: {#c\n  d: [e,#c\nf]#c\n}\n", { a: ['x'], b: { d: ['e', 'f'] } }],
    ['a tight comment after a header', 'a: |#c\n  x\nb: 1\n', { a: 'x\n', b: 1 }],
    ['text after a flow collection', '{a: b}\n x\n', { a: 'b' }],
    ['CRLF', 'a:\r\n  b: {\r\n    c: d\r\n  }\r\n', { a: { b: { c: 'd' } } }],
  ])('takes lines that YAML 1.2 would want indented: %s', (_, text, value) => {
    expect(plain(text)).toEqual(value);
  });

  it('keeps the offsets where lines were joined for the parser', () => {
    const text = 'a:\n  b: {\n    c: d\n  }\n  e: f\n';
    const { root } = readYaml(text);
    const spec = root?.kind === 'map' ? root.entries[0]?.value : undefined;
    expect(spec?.kind === 'map' && spec.entries.map(({ value }) => text.slice(value.start, value.end))).toEqual(['{\n    c: d\n  }', 'f']);
  });

  it.each([
    ['a line of blanks', 'a:\n\t\n  b: c\n'],
    ['a comment', 'a: "x"\n\t# c\nb: d\n'],
    ['an item', 'a:\n  -\tb\n'],
    ['a line of blanks after plain text', 'a:\n  b: c\n\t\n  d: e\n'],
    ['a block of text', 'a: |\n  b\n\tc\n'],
  ])('refuses a tab that indents %s', (_, text) => {
    const { root, problems } = readYaml(text);
    expect(root).toBeUndefined();
    expect(problems).toHaveLength(1);
  });

  it.each([
    ['after a key', 'a:\tb\n', { a: 'b' }],
    ['after a value', 'a: b\t\nc: d\t# e\n', { a: 'b', c: 'd' }],
    ['in a flow collection', 'a: {\n\tb: "c",\n\td: "e"}\n', { a: { b: 'c', d: 'e' } }],
    ['in quoted text', 'a: "b\n\tc"\n', { a: 'b c' }],
    ['behind the indentation of a block', 'a: |\n  b\n  \tc\n', { a: 'b\n\tc\n' }],
  ])('takes a tab %s', (_, text, value) => {
    expect(plain(text)).toEqual(value);
  });

  it('stops at the end of the first document', () => {
    expect(plain('a: 1\n...\nb: [\n')).toEqual({ a: 1 });
    expect(plain('a: 1\n%YAML 1.1\nb: [\n')).toEqual({ a: 1 });
    expect(problemOf('# c\n...\na: 1\n')).toBe('...: Here a document ends before it has begun.');
  });

  it('takes a key named __proto__ as a key', () => {
    const value = plain('__proto__: {polluted: true}') as Record<string, unknown>;
    expect(Object.keys(value)).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it.each([
    ['a: [1', 'unclosed'],
    ['a: .nan', 'JSON'],
    ['? [x]\n: 1', 'key must be text'],
    ['a: "x\\/y"', 'YAML 1.1'],
    ['a: "\\ud83d\\ude00"', 'half a character'],
    ['&a [*a]', 'contains itself'],
    ['a: !!int x', 'does not fit its tag'],
    ['a: !! x', 'does not fit its tag'],
  ])('refuses %j', (text, word) => {
    const { root, problems } = readYaml(text);
    expect(root).toBeUndefined();
    expect(problems).toHaveLength(1);
    if (word !== 'unclosed') expect(problems[0]?.message).toContain(word);
  });

  it('refuses nesting beyond the limit without exhausting the stack', () => {
    expect(problemOf('['.repeat(10_000) + ']'.repeat(10_000))).toContain('Nested deeper than 500 levels');
  });

  it('refuses aliases that expand without bound', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 9; level++)
      lines.push(
        `a${level}: &a${level} [${Array(10)
          .fill(`*a${level - 1}`)
          .join(', ')}]`,
      );
    expect(problemOf(lines.join('\n'))).toContain('Aliases expand');
  });
});

describe('readYaml beside the yaml package', () => {
  const key = fastCheck.stringMatching(/^[a-z][a-z.-]{0,8}$/);
  // The yaml package writes a text of blanks as an empty block.
  const text = fastCheck.stringMatching(/^[ -~é漢🍎]{0,12}$/u).filter((word) => !/^ +$/.test(word));
  const scalar = fastCheck.oneof(text, fastCheck.integer(), fastCheck.boolean(), fastCheck.constant(null));
  const { tree } = fastCheck.letrec((tie) => ({
    tree: fastCheck.oneof(
      { depthSize: 'small' },
      scalar,
      fastCheck.array(tie('tree'), { maxLength: 4 }),
      fastCheck.dictionary(key, tie('tree'), { maxKeys: 4 }),
    ),
  }));

  it('gives the same values and offsets', () => {
    fastCheck.assert(
      fastCheck.property(fastCheck.dictionary(key, tree, { minKeys: 1 }), fastCheck.constantFrom('BLOCK_LITERAL', 'QUOTE_DOUBLE', 'PLAIN'), (value, style) => {
        const text = stringify(value, { version: '1.1', defaultStringType: style as 'PLAIN', lineWidth: 0 });
        const document = parseDocument(text, { version: '1.1' });
        const { root, problems } = readYaml(text);
        expect(problems).toEqual([]);
        expect(root && toPlain(root)).toEqual(value);
        if (root !== undefined) compareOffsets(root, document.contents, text);
      }),
      { numRuns: 300 },
    );
  }, 60_000);
});

function compareOffsets(node: Node, other: unknown, text: string): void {
  if (isAlias(other)) return;
  if (node.kind === 'scalar' && isScalar(other)) {
    expect(node.start).toBe(other.range?.[0]);
    if (node.style !== 'block') expect(text.slice(node.start, node.end)).toBe(text.slice(other.range?.[0], other.range?.[1]));
  }
  if (node.kind === 'list' && isSeq(other)) node.items.forEach((item, index) => compareOffsets(item, other.items[index], text));
  if (node.kind === 'map' && isMap(other)) node.entries.forEach(({ value }, index) => compareOffsets(value, other.items[index]?.value, text));
}
