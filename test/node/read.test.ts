import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decode, maxFileBytes, readFile } from '../../src/node/read.ts';
import { plant } from '../tree.ts';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

function utf16(text: string, isBigEndian: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(text.length * 2));
  for (let index = 0; index < text.length; index++) view.setUint16(index * 2, text.charCodeAt(index), !isBigEndian);
  return new Uint8Array(view.buffer);
}

describe('decode', () => {
  it.each([
    ['UTF-8', ascii('name: Äpfel 🍎'), 'name: Äpfel 🍎'],
    ['UTF-8 with a mark, which stays', ascii('\ufeffa: 1'), '\ufeffa: 1'],
    ['UTF-16, little end first', utf16('\ufeffa: ü', false), '\ufeffa: ü'],
    ['UTF-16, big end first', utf16('\ufeffa: ü', true), '\ufeffa: ü'],
    ['a replacement character that the author wrote', ascii('a: \ufffd'), 'a: \ufffd'],
    ['nothing', bytes(), ''],
  ])('reads %s', (_, input, text) => {
    const { source, failure } = decode(input, 'a.yaml');
    expect(source.text).toBe(text);
    expect(failure).toBeUndefined();
  });

  it.each([
    ['a NUL byte', bytes(0x61, 0, 0x62), 'This is a binary file: it holds a NUL byte, which YAML and JSON cannot.', 1],
    ['Latin-1', bytes(0x61, 0x3a, 0x20, 0xe4, 0x0a), 'This is not valid UTF-8, so the API server cannot read it.', 3],
    ['a byte-order mark and half a character', bytes(0xff, 0xfe, 0x61), 'This is not valid UTF-16LE, so the API server cannot read it.', 1],
  ])('objects to %s at its place', (_, input, message, start) => {
    expect(decode(input, 'a.yaml').failure).toMatchObject({ rule: 'yaml-syntax', message, range: { start, end: start + 1 } });
  });

  it('objects to more bytes than it reads', () => {
    const { source, failure } = decode(new Uint8Array(maxFileBytes + 1), 'a.yaml');
    expect(source.text).toBe('');
    expect(failure).toMatchObject({ rule: 'unreadable-file', message: expect.stringContaining('has more than 32 MiB') as string });
  });
});

describe('unreadable JSON', () => {
  const big = new Uint8Array(maxFileBytes + 1).fill(0x20);
  const bigList = new Uint8Array(big);
  bigList.set(ascii('{"apiVersion":"v1"'));

  it.each([
    ['data.json', true, ascii('{"a": "\0"}')],
    ['data.yaml', false, ascii('{"a": "\0"}')],
    ['list.json', false, ascii('{"apiVersion": "v1\0"}')],
    ['big.json', true, big],
    ['big-list.json', false, bigList],
  ])('%s is data of another program: %s', (name, isOtherData, content) => {
    expect(decode(content, name).isOtherData).toBe(isOtherData);
    expect(readFile(join(plant({ [name]: content }), name), name).isOtherData).toBe(isOtherData);
  });
});
