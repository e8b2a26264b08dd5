import { describe, expect, it } from 'vitest';
import { Source } from '../../src/core/source.ts';
import { cursorAt, keysOf, valueOf } from '../../src/lsp/cursor.ts';

/** The cursor stands at the ¦. */
function at(text: string) {
  const offset = text.indexOf('¦');
  return cursorAt(new Source('a.yaml', text.slice(0, offset) + text.slice(offset + 1)), offset);
}

describe('cursorAt', () => {
  it.each([
    ['spec:\n  te¦', 'key', ['spec'], 'te'],
    ['spec:\n  a: 1\n  ¦', 'key', ['spec'], ''],
    ['spec:\n  a: 1\n¦', 'key', [], ''],
    ['spec:\n  policy: When¦', 'value', ['spec', 'policy'], 'When'],
    ['spec:\n  policy: ¦\nother: 1', 'value', ['spec', 'policy'], ''],
    ['spec:\n  list:\n    - key: a\n      op¦', 'key', ['spec', 'list', 0], 'op'],
    ['spec:\n  list:\n    - key: a\n    - key: b\n      op¦', 'key', ['spec', 'list', 1], 'op'],
    ['spec:\n  list:\n  - key: a\n  - ke¦', 'key', ['spec', 'list', 1], 'ke'],
    ['a: 1\n---\nb:\n  c¦', 'key', ['b'], 'c'],
    ['a:\n  text: |\n    x: 1\n  b¦', 'key', ['a'], 'b'],
    ['a:\n  - - x: 1\n      y¦', 'key', ['a', 0, 0], 'y'],
    ['a:\n  "q": "v¦', 'value', ['a', 'q'], 'v'],
  ])('reads %j', (text, slot, path, typed) => {
    expect(at(text)).toMatchObject({ slot, path, typed });
  });

  it('says nothing inside a comment', () => {
    expect(at('a: 1 # note¦')).toBeUndefined();
  });

  it('knows the other keys of the map and their values, also behind the cursor', () => {
    const cursor = at('spec:\n  - key: "x/y"\n    op¦\n    values: [a]\n  - key: z\n');
    expect([...keysOf(cursor?.entries ?? [], ['spec', 0])]).toEqual(['key', 'values']);
    expect(valueOf(cursor?.entries ?? [], ['spec', 0], 'key')).toBe('x/y');
  });
});
