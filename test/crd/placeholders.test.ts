import { describe, expect, it } from 'vitest';
import { createCrd, createObject } from '../../scripts/fuzz/random-crd.mjs';
import { createRandom } from '../../scripts/fuzz/random.mjs';
import { Source } from '../../src/core/source.ts';
import { CrdSet } from '../../src/crd/check.ts';
import { readCrds } from '../../src/crd/read.ts';
import { lintManifests, readSource } from '../../src/linter.ts';

const placeholder = '${VALUE}';
const values: readonly unknown[] = ['a', 'abc', '', '2026-01-31', 1, 0, 1.5, true, ['a'], { alpha: 'a' }];

/** The ways to every scalar of an object. */
function scalars(data: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof data !== 'object' || data === null) return [path];
  return Object.entries(data).flatMap(([key, value]) => scalars(value, [...path, key]));
}

function withValue(data: unknown, [step, ...rest]: readonly string[], value: unknown): unknown {
  if (step === undefined) return value;
  const copy = structuredClone(data) as Record<string, unknown>;
  copy[step] = withValue(copy[step], rest, value);
  return copy;
}

function complaintsOf(object: unknown, definitions: CrdSet): string[] {
  const source = new Source('thing.json', JSON.stringify(object));
  const findings = lintManifests([readSource(source)], { definitions }).findings;
  return findings.map(({ rule, path = [] }) => `${rule} ${path.join('.')}`);
}

describe('an object with a placeholder', () => {
  it.each(Array.from({ length: 20 }, (_, seed) => seed))('is accused only of what every value is guilty of, seed %i', (seed) => {
    const random = createRandom(seed);
    const crd = createCrd(random);
    const definitions = new CrdSet(readCrds(new Source('crd.json', JSON.stringify(crd))).versions);
    for (let round = 0; round < 4; round++) {
      const object = createObject(random, crd);
      const paths = object.spec === undefined ? [] : scalars(object.spec, ['spec']);
      if (paths.length === 0) continue;
      const path = random.pick(paths);
      const said = complaintsOf(withValue(object, path, placeholder), definitions);
      for (const value of values) {
        const truth = complaintsOf(withValue(object, path, value), definitions);
        expect(said.filter((complaint) => !truth.includes(complaint))).toEqual([]);
      }
    }
  });
});
