import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { environments } from '../src/core/finding.ts';
import { loadConfig } from '../src/node/config-file.ts';
import { runSession } from '../src/node/session.ts';

const folder = join(import.meta.dirname, '../fixtures/workspaces');

// Well-made repositories: whatever is said of them is noise.
describe.each(['clean-flux', 'clean-argocd', 'clean-kubectl'])('fixtures/workspaces/%s', (name) => {
  it.each([...environments, 'unknown'] as const)('has no finding in environment %s', async (environment) => {
    const workingFolder = join(folder, name);
    const { report } = await runSession({
      workingFolder,
      paths: ['.'],
      strictInput: false,
      loaded: await loadConfig(undefined, workingFolder),
      lint: { environment: { name: environment, source: 'option' }, now: new Date('2026-11-26') },
    });
    expect(report.findings.map(({ file, rule, message }) => `${file} ${rule}: ${message}`)).toEqual([]);
    expect(report.summary.resources).toBeGreaterThan(3);
  });
});
