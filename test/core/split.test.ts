import { describe, expect, it } from 'vitest';
import { splitDocuments } from '../../src/core/split.ts';

const pieces = (text: string): string[] =>
  splitDocuments(text).map(({ start, end, badSeparator }) =>
    badSeparator ? `bad: ${text.slice(badSeparator.start, badSeparator.end)}` : text.slice(start, end),
  );

describe('splitDocuments', () => {
  it.each([
    ['one document', 'a: 1\n', ['a: 1\n']],
    ['nothing', '', ['']],
    ['a first separator', '---\na: 1\n', ['', 'a: 1\n']],
    ['two documents', 'a: 1\n---\nb: 2', ['a: 1\n', 'b: 2']],
    ['a last separator', 'a: 1\n---', ['a: 1\n', '']],
    ['CRLF', 'a: 1\r\n---\r\nb: 2\r\n', ['a: 1\r\n', 'b: 2\r\n']],
    ['a comment behind a separator', 'a: 1\n--- # next\nb: 2\n', ['a: 1\n', 'b: 2\n']],
    ['a separator inside a block scalar', 'a: |\n  x\n---\n  y\n', ['a: |\n  x\n', '  y\n']],
    ['an indented separator, which is none', 'a: |\n  ---\n', ['a: |\n  ---\n']],
    ['a byte-order mark', '\ufeffa: 1\n---\nb: 2\n', ['a: 1\n', 'b: 2\n']],
    ['a separator with text behind it', 'a: 1\n--- b\nc: 2\n', ['a: 1\n', 'bad: --- b', 'c: 2\n']],
    ['four dashes', '----\na: 1\n', ['', 'bad: ----', 'a: 1\n']],
  ])('cuts YAML with %s', (_, text, expected) => {
    expect(pieces(text)).toEqual(expected);
  });

  it.each([
    ['one value', '{"a": "}"}', ['{"a": "}"}']],
    ['several values', ' {"a": 1}\n{"b": [{}]}\n', ['{"a": 1}', '{"b": [{}]}']],
    ['escaped quotes', String.raw`{"a": "\"}\\"}{"b": 1}`, [String.raw`{"a": "\"}\\"}`, '{"b": 1}']],
    ['an end that is missing', '{"a": [1}', ['{"a": [1}']],
    ['a flow map in YAML', '{a: 1}\n---\n{b: 2}\n', ['{a: 1}\n', '{b: 2}\n']],
    ['a template', '{{ if .a }}\nb: 1\n', ['{{ if .a }}\nb: 1\n']],
  ])('cuts JSON with %s', (_, text, expected) => {
    expect(pieces(text)).toEqual(expected);
  });
});
