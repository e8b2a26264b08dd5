#!/usr/bin/env node
import { join } from 'node:path';
import { loadWithCodeCache } from './code-cache.ts';
import type * as Program from './program.ts';

/** The script that the bundler made of `program.ts`, beside this one. */
declare const KARPLINT_PROGRAM: string;

async function start(argv: readonly string[]): Promise<void> {
  const { exports: program, keepCode } = loadWithCodeCache<typeof Program>(join(import.meta.dirname, KARPLINT_PROGRAM));
  process.exitCode = await program.runProgram(argv);
  if (program.isUsualRun(argv)) keepCode();
}

void start(process.argv.slice(2));
