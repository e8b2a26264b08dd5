import { compileLessFor } from './compile-less.ts';
import { commands, main } from './main.ts';
import { isTerminal, readInput, writeTo } from './streams.ts';

/** Runs karplint as this process, and gives the exit code. */
export function runProgram(argv: readonly string[]): Promise<number> {
  const stdoutIsTerminal = isTerminal(1);
  return main(argv, {
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
    prepareFor: compileLessFor,
  });
}

export { compilesLess } from './compile-less.ts';

/** True for a run that lints, which is what most runs do. */
export function isUsualRun(argv: readonly string[]): boolean {
  const [first = 'lint'] = argv;
  const lints = first === 'lint' || !Object.hasOwn(commands, first);
  return lints && !argv.some((word) => /^(?:help|-h|-V|--help|--version)$/.test(word));
}
