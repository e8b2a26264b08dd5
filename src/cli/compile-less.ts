/** Where a run has as many files, V8 would spend a third of its time on making functions faster that are soon done. */
const manyFiles = 200;

/**
 * For each major version of V8 the flags that were seen to spare a long run 5 to 20% of its CPU time, and none of its pace. V8 prints a
 * complaint about flags that it does not know, so other versions are left alone. The first one is that of Node 20, the last that of Node 24.
 */
const flags: Readonly<Record<string, readonly string[]>> = {
  11: ['--max-inlined-bytecode-size-cumulative=200', '--interrupt-budget=270000'],
  12: ['--max-inlined-bytecode-size-cumulative=200'],
  13: ['--max-inlined-bytecode-size-cumulative=200'],
};

let isDone = false;

/** Lets V8 optimise less and later in a run over many files. */
export function compileLessFor(files: number): void {
  if (isDone || files < manyFiles) return;
  isDone = true;
  for (const flag of flags[process.versions.v8.split('.')[0] ?? ''] ?? []) process.getBuiltinModule('node:v8').setFlagsFromString(flag);
}

/** True where V8 would not take what it compiles now in another run, since it checks the flags. */
export function compilesLess(): boolean {
  return isDone;
}
