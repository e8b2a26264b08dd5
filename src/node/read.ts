import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { Source } from '../core/source.ts';
import type { SourceRange } from '../core/source.ts';

const mebibyte = 1024 * 1024;

/** Larger files are refused: no manifest comes near, and the API server takes 3 MiB at most. */
export const maxFileBytes = 32 * mebibyte;

/** A file's text, or why there is none that could be linted. */
export interface FileReading {
  readonly source: Source;
  readonly failure?: ReadFailure;
  /** True for unreadable JSON that mentions no API version: data of some other program. */
  readonly isOtherData?: boolean;
}

export interface ReadFailure {
  /** yaml-syntax where the reader of the API server would object, unreadable-file where nothing could be read. */
  readonly rule: 'yaml-syntax' | 'unreadable-file';
  readonly range: SourceRange;
  readonly message: string;
  readonly help: string;
}

/** Reads a file and decodes it; throws what the file system throws. `file` is the name that findings carry. */
export function readFile(path: string, file: string): FileReading {
  const { size } = statSync(path);
  if (size > maxFileBytes) return tooLarge(file, `has ${Math.ceil(size / mebibyte)} MiB`, beginningOf(path));
  return decode(readFileSync(path), file);
}

/** Decodes UTF-8 and, by their byte-order mark, UTF-16 texts, as kubectl does. */
export function decode(bytes: Uint8Array, file: string): FileReading {
  if (bytes.length > maxFileBytes) return tooLarge(file, `has more than ${maxFileBytes / mebibyte} MiB`, bytes.subarray(0, beginningBytes));
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  // The mark stays in the text so that offsets and fixes agree with the file.
  const text = new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes);
  const source = new Source(file, text);
  const broken = text.indexOf('\0') >= 0 ? text.indexOf('\0') : text.indexOf('\ufffd');
  if (broken < 0 || !isBroken(bytes, encoding, text)) return { source };
  const isBinary = text.includes('\0');
  const message = isBinary
    ? 'This is a binary file: it holds a NUL byte, which YAML and JSON cannot.'
    : `This is not valid ${encoding.toUpperCase()}, so the API server cannot read it.`;
  const help = isBinary ? 'Exclude it by `ignore` in `karplint.yaml` or in `.karplintignore`.' : 'Save the file as UTF-8.';
  const isOtherData = isDataWithoutObjects(file, text);
  return { source, failure: { rule: 'yaml-syntax', range: { start: broken, end: broken + 1 }, message, help }, isOtherData };
}

/** A replacement character may be the author's own; only bytes that do not decode make a file broken. */
function isBroken(bytes: Uint8Array, encoding: string, text: string): boolean {
  if (text.includes('\0')) return true;
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return false;
  } catch {
    return true;
  }
}

function tooLarge(file: string, size: string, beginning: Uint8Array): FileReading {
  const message = `This file ${size}; karplint reads up to ${maxFileBytes / mebibyte} MiB, and the API server takes no object over 3 MiB.`;
  const help = 'Split it, or exclude it by `ignore` in `karplint.yaml`.';
  return {
    source: new Source(file, ''),
    failure: { rule: 'unreadable-file', range: { start: 0, end: 0 }, message, help },
    isOtherData: isDataWithoutObjects(file, new TextDecoder().decode(beginning)),
  };
}

/** JSON holds all sorts of data, and an object among it names its version early. */
function isDataWithoutObjects(file: string, text: string): boolean {
  return /\.json$/i.test(file) && !text.includes('apiVersion');
}

const beginningBytes = 64 * 1024;

function beginningOf(path: string): Uint8Array {
  const buffer = new Uint8Array(beginningBytes);
  const descriptor = openSync(path, 'r');
  try {
    return buffer.subarray(0, readSync(descriptor, buffer));
  } finally {
    closeSync(descriptor);
  }
}
