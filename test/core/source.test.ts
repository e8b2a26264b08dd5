import { describe, expect, it } from 'vitest';
import { Source } from '../../src/core/source.ts';

describe('Source', () => {
  const source = new Source('a.yaml', 'one\ntwo\r\nthree\rfour');

  it.each([
    [0, 1, 1],
    [3, 1, 4],
    [4, 2, 1],
    [9, 3, 1],
    [15, 4, 1],
    [19, 4, 5],
  ])('finds offset %i at line %i, column %i', (offset, line, column) => {
    expect(source.positionAt(offset)).toEqual({ line, column });
  });

  it('gives the text of a line without its end', () => {
    expect([1, 2, 3, 4, 5].map((line) => source.lineText(line))).toEqual(['one', 'two', 'three', 'four', '']);
  });

  it('counts columns in UTF-16 units', () => {
    expect(new Source('b', '🍎x').positionAt(2)).toEqual({ line: 1, column: 3 });
  });
});
