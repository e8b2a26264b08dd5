#!/usr/bin/env node
import { join } from 'node:path';
import { CodeCache } from './code-cache.ts';
import type * as Program from './program.ts';

/** The script that the bundler made of `program.ts`, beside this one. */
declare const KARPLINT_PROGRAM: string;

async function start(argv: readonly string[]): Promise<void> {
  const file = join(import.meta.dirname, KARPLINT_PROGRAM);
  const cache = new CodeCache();
  const program = cache.load(file) as typeof Program;
  const exitCode = await program.runProgram(argv);
  // Of the program itself most runs need what linting needs, and what the first run needs is kept.
  if (!program.compilesLess()) cache.keep((loaded) => loaded !== file || program.isUsualRun(argv));
  // All is written. What Node would take down piece by piece, the operating system frees at once.
  process.exit(exitCode);
}

void start(process.argv.slice(2));
