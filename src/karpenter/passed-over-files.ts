import type { Source } from '../core/source.ts';

const trial = /(?:^|[-_])(?:e2e|loadtests?|archived?|workshops?|blueprints?|(?:test|example|demo|sample)s?)(?:[-_]|$)/i;

/** True for a file in a folder of tests, examples or demonstrations: what is there is one of several, and nobody depends on it. */
export function isOnTrial(file: string): boolean {
  return file
    .split('/')
    .slice(0, -1)
    .some((step) => trial.test(step));
}

/** True for a file that a tool writes, such as the components of Flux: nobody edits it, so no advice on how to run its pods is of use. */
export function isGenerated({ text }: Source): boolean {
  return text.split('\n', 5).some((line) => /^#.*\bdo not edit\b/i.test(line));
}
