const trial = /(?:^|[-_])(?:e2e|loadtests?|archived?|workshops?|blueprints?|(?:test|example|demo|sample)s?)(?:[-_]|$)/i;

/** True for a file in a folder of tests, examples or demonstrations: what is there is one of several, and nobody depends on it. */
export function isOnTrial(file: string): boolean {
  return file
    .split('/')
    .slice(0, -1)
    .some((step) => trial.test(step));
}
