import type { RuleMeta } from '../src/core/rule.ts';

export function renderConfigSchema(karplint: {
  readonly ruleMetas: readonly RuleMeta[];
  readonly knownVersions: readonly string[];
  readonly kindNames: readonly string[];
}): object;
