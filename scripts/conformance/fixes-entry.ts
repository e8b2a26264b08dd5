/** What the checks of fixes need of karplint, in one bundle. */
import type { Manifest } from '../../src/core/manifest.ts';
import { lintWorkspace } from '../../src/linter.ts';
import type { LintOptions } from '../../src/linter.ts';
import type { SessionResult } from '../../src/node/session.ts';

/** A run over manifests that are already read, with every rule on. */
export function sessionOf(manifests: readonly Manifest[]): SessionResult {
  const lint: LintOptions = { preset: 'all' };
  return { ...lintWorkspace(manifests, lint), lint, sources: new Map(manifests.map(({ source }) => [source.file, source])), failures: [] };
}

export { planFixes } from '../../src/core/fix-plan.ts';
export { refusalsOf } from '../../src/linter.ts';
export { fixSession } from '../../src/node/fix-session.ts';
export { decode } from '../../src/node/read.ts';
export { toManifest } from '../../src/node/read-manifests.ts';
