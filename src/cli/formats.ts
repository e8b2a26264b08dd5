import { resolve } from 'node:path';
import { closest } from '../core/did-you-mean.ts';
import { UsageError } from '../core/usage-error.ts';
import { reasonOf } from '../node/find.ts';
import { writeAtomically } from '../node/write.ts';
import type { Io } from './io.ts';

/** One output: a format, and the file that it goes to; standard output without one. */
export interface Output<Format extends string> {
  readonly format: Format;
  readonly path?: string;
}

/** Reads `--format` values; text on standard output where nothing goes there yet. Throws UsageError. */
export function parseFormats<Format extends string>(values: readonly string[], names: readonly (Format | 'text')[]): readonly Output<Format | 'text'>[] {
  const outputs = values.map((value) => parseFormat(value, names));
  if (outputs.filter(({ path }) => path === undefined).length > 1) {
    const other = names.find((name) => name !== 'text') ?? 'text';
    throw new UsageError(`Only one format can go to standard output; give the others a file: \`--format ${other}=karplint.${other}\`.`);
  }
  const repeated = outputs.find(({ path }, index) => outputs.slice(0, index).some((other) => other.path === path));
  if (repeated?.path !== undefined) throw new UsageError(`Two formats go to \`${repeated.path}\`; give each a file of its own.`);
  if (outputs.every(({ path }) => path !== undefined)) return [{ format: 'text' }, ...outputs];
  return outputs;
}

function parseFormat<Format extends string>(value: string, names: readonly Format[]): Output<Format> {
  const split = value.indexOf('=');
  const name = split < 0 ? value : value.slice(0, split);
  const path = split < 0 ? undefined : value.slice(split + 1);
  const format = names.find((candidate) => candidate === name);
  if (format === undefined) {
    const guess = closest(name, names);
    throw new UsageError(`There is no format \`${name}\`; there are ${names.join(', ')}.${guess === undefined ? '' : ` Did you mean \`${guess}\`?`}`);
  }
  if (path === '') throw new UsageError(`\`--format ${name}=\` needs a file behind the equals sign.`);
  return path === undefined ? { format } : { format, path };
}

/** Writes to a file, or to standard output without one. Throws UsageError where the file cannot be written. */
export function writeOutput(text: string, path: string | undefined, io: Io): void {
  if (path === undefined) io.writeOut(text);
  else writeFile(resolve(io.workingFolder, path), text, path);
}

function writeFile(target: string, text: string, name: string): void {
  try {
    writeAtomically(target, text);
  } catch (error) {
    throw new UsageError(`Cannot write \`${name}\`: ${reasonOf(error)}.`);
  }
}
