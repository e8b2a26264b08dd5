#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { main } from './main.ts';

// A reader that closes early, such as `head`, is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
  throw error;
});

process.exitCode = await main(process.argv.slice(2), {
  workingFolder: process.cwd(),
  environment: process.env,
  stdoutIsTerminal: process.stdout.isTTY === true,
  columns: process.stdout.columns,
  writeOut: (text) => process.stdout.write(text),
  writeError: (text) => process.stderr.write(text),
  readInput: () => readFileSync(0),
});
