#!/usr/bin/env node
import { main } from './main.ts';
import { isTerminal, readInput, writeTo } from './streams.ts';

const stdoutIsTerminal = isTerminal(1);

process.exitCode = await main(process.argv.slice(2), {
  workingFolder: process.cwd(),
  environment: process.env,
  stdoutIsTerminal,
  errorIsTerminal: isTerminal(2),
  columns: stdoutIsTerminal ? process.stdout.columns : undefined,
  writeOut: (text) => {
    writeTo(1, text);
  },
  writeError: (text) => {
    writeTo(2, text);
  },
  readInput,
});
