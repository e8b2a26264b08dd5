import { describe, expect, it } from 'vitest';
import { addEntry, addItem, applyEdits, removeItem, renameKey, replaceEntry, replaceScalar, replaceText, textOf } from '../../src/core/fix.ts';
import type { Edit } from '../../src/core/fix.ts';
import { readManifest } from '../../src/core/manifest.ts';
import type { Path, Resource, Value } from '../../src/core/resource.ts';
import { Source } from '../../src/core/source.ts';

const head = 'apiVersion: example.com/v1\nkind: Fruit\n';

function edited(body: string, path: Path, edit: (resource: Resource, value: Value) => Edit | undefined): string {
  const text = head + body;
  const [resource] = readManifest(new Source('fruit.yaml', text)).resources;
  const value = resource?.at(...path);
  if (resource === undefined || value === undefined) throw new Error('nothing there');
  const made = edit(resource, value);
  return applyEdits(text, made === undefined ? [] : [made]).slice(head.length);
}

describe('replaceScalar', () => {
  it.each([
    ['plain', 'spec:\n  a: old # note\n', 'spec:\n  a: new # note\n'],
    ['quoted', "spec:\n  a: 'old'\n", "spec:\n  a: 'new'\n"],
    ['empty', 'spec:\n  a:\n  b: 1\n', 'spec:\n  a: new\n  b: 1\n'],
    ['empty with a comment', 'spec:\n  a: # note\n', 'spec:\n  a: new # note\n'],
    ['empty in a flow map', 'spec: {a: , b: 1}\n', 'spec: {a: new , b: 1}\n'],
    ['empty with CRLF', 'spec:\r\n  a:\r\n  b: 1\r\n', 'spec:\r\n  a: new\r\n  b: 1\r\n'],
    ['folded', 'spec:\n  a: >-\n    old\n    older\n  b: 1\n', 'spec:\n  a: new\n  b: 1\n'],
    ['an alias', 'x: &x old\nspec:\n  a: *x\n', 'x: &x old\nspec:\n  a: new\n'],
  ])('replaces a value that is %s', (_, before, after) => {
    expect(edited(before, ['spec', 'a'], (resource, value) => replaceScalar(resource, value, 'new'))).toBe(after);
  });
});

describe('replaceEntry', () => {
  it.each([
    ['a scalar', 'spec:\n  a: old # note\n  b: 1\n', 'spec:\n  new:\n    deep: 1\n  b: 1\n'],
    ['a block at the end of the file', 'spec:\n  b: 1\n  a:\n    old: 1', 'spec:\n  b: 1\n  new:\n    deep: 1'],
    ['a line with CRLF', 'spec:\r\n  a: old\r\n  b: 1\r\n', 'spec:\r\n  new:\r\n    deep: 1\r\n  b: 1\r\n'],
    ['nothing in a flow map', 'spec: { a: old }\n', 'spec: { a: old }\n'],
  ])('replaces %s', (_, before, after) => {
    expect(edited(before, ['spec', 'a'], (resource, value) => replaceEntry(resource, value, 'new:\n  deep: 1'))).toBe(after);
  });
});

describe('replaceText', () => {
  it.each([
    ['a block', 'spec:\n  a: | # note\n    old\n      older\n  b: 1\n', 'spec:\n  a: | # note\n    x\n\n    y\n  b: 1\n'],
    ['a block at the end', 'spec:\n  a: |\n\n      old', 'spec:\n  a: |\n      x\n\n      y'],
    ['a block with CRLF', 'spec:\r\n  a: |\r\n    old\r\n', 'spec:\r\n  a: |\r\n    x\r\n\r\n    y\r\n'],
    ['a quoted text', "spec:\n  a: 'old'\n", 'spec:\n  a: "x\\n\\ny"\n'],
  ])('writes lines into %s', (_, before, after) => {
    expect(edited(before, ['spec', 'a'], (resource, value) => replaceText(resource, value, 'x\n\ny'))).toBe(after);
  });
});

describe('renameKey', () => {
  it.each([
    ['plain', 'spec:\n  a: 1\n', 'spec:\n  b: 1\n'],
    ['quoted', 'spec: {"a": 1}\n', 'spec: {"b": 1}\n'],
  ])('keeps a key %s', (_, before, after) => {
    expect(edited(before, ['spec', 'a'], (resource, value) => renameKey(resource, value, 'b'))).toBe(after);
  });
});

describe('addItem', () => {
  it.each([
    ['a flow', 'a: [x, "y"]\n', 'a: [x, "y", "z"]\n'],
    ['a block', 'a:\n  - x\n  - y # note\nb: 1\n', 'a:\n  - x\n  - y # note\n  - z\nb: 1\n'],
    ['no empty list', 'a: []\n', 'a: []\n'],
  ])('adds to %s', (_, before, after) => {
    expect(edited(before, ['a'], (resource, list) => addItem(resource, list, 'z'))).toBe(after);
  });
});

describe('removeItem', () => {
  it.each([
    ['the first', 'a:\n  - x: 1\n    y: 2\n  - z: 3\nb: 1\n', 0, 'a:\n  - z: 3\nb: 1\n'],
    ['the last', 'a:\n- x # note\n- y # note', 1, 'a:\n- x # note\n'],
    ['the only', 'a:\n  - x\nb: 1\n', 0, 'b: 1\n'],
    ['none of a flow', 'a: [x, y]\n', 0, 'a: [x, y]\n'],
  ])('removes %s', (_, before, index, after) => {
    const edit = (resource: Resource, list: Value): Edit | undefined => removeItem(resource, list, list.items()[index] ?? list);
    expect(edited(before, ['a'], edit)).toBe(after);
  });
});

describe('textOf', () => {
  it.each([
    ['a scalar', 'spec:\n  a: "x"\n', '"x"'],
    ['a flow', 'spec:\n  a: { b: 1 }\n', '{ b: 1 }'],
    ['a block with comments', 'spec:\n  a:\n      # one\n      b:\n        c: 1\n\n      d: 2\n', '\n  # one\n  b:\n    c: 1\n\n  d: 2'],
    ['a list in the column of its key', 'spec:\n  a:\n  - b\n  - c\n', '\n  - b\n  - c'],
  ])('takes %s out of its place', (_, body, text) => {
    let found: string | undefined;
    edited(body, ['spec', 'a'], (resource, value) => {
      found = textOf(resource, value);
      return undefined;
    });
    expect(found).toBe(text);
  });
});

describe('applyEdits', () => {
  it('writes one insertion for two objects that share an anchor', () => {
    const text = `${head}a: &disk\n  size: 1\nb: *disk\n`;
    const [resource] = readManifest(new Source('fruit.yaml', text)).resources;
    const edits = ['a', 'b'].flatMap((key) => {
      const map = resource?.at(key);
      const edit = resource && map && addEntry(resource, map, 'encrypted', 'true');
      return edit === undefined ? [] : [edit];
    });
    expect(edits).toHaveLength(2);
    expect(applyEdits(text, edits)).toBe(`${head}a: &disk\n  size: 1\n  encrypted: true\nb: *disk\n`);
  });

  it('keeps different insertions at one place', () => {
    const insert = (text: string): Edit => ({ file: 'a', range: { start: 1, end: 1 }, text });
    expect(applyEdits('ad', [insert('b'), insert('c')])).toBe('abcd');
  });
});
