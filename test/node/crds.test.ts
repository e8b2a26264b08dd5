import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { emptyConfig } from '../../src/core/config.ts';
import { UsageError } from '../../src/core/usage-error.ts';
import { loadConfig } from '../../src/node/config-file.ts';
import { loadCrds } from '../../src/node/crds.ts';
import { runSession } from '../../src/node/session.ts';
import { widgets } from '../crd/widgets.ts';

const folder = mkdtempSync(join(tmpdir(), 'karplint-crds-'));
afterAll(() => rmSync(folder, { recursive: true }));
mkdirSync(join(folder, 'crds/deep'), { recursive: true });
mkdirSync(join(folder, 'empty'));
writeFileSync(join(folder, 'crds/deep/widgets.yaml'), widgets);
writeFileSync(join(folder, 'crds/README.md'), 'not a definition');
writeFileSync(join(folder, 'broken.yaml'), widgets.replace('self.min <= self.max', 'self.min <= self.mxa +'));
writeFileSync(join(folder, 'other.yaml'), 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n');
writeFileSync(join(folder, 'widget.yaml'), 'apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: a}\nspec: {name: X}\n');
writeFileSync(join(folder, 'karplint.yaml'), 'crd: [crds]\n');

async function rulesOf(crds: readonly string[]) {
  const loaded = { config: emptyConfig, crds: [], matches: () => false };
  const { report } = await runSession({ workingFolder: folder, paths: ['widget.yaml'], strictInput: false, loaded, crds, lint: {} });
  return report.findings.map(({ rule }) => rule);
}

describe('loadCrds', () => {
  it.each([
    ['nowhere', 'Cannot open `nowhere`: no such file or folder.'],
    ['empty', '`empty` holds no CustomResourceDefinition.'],
    ['other.yaml', '`other.yaml` holds no CustomResourceDefinition.'],
    ['broken.yaml', 'The CustomResourceDefinitions are not usable.\nbroken.yaml:23:'],
  ])('refuses %s', (name, message) => {
    expect(() => loadCrds([name], folder)).toThrow(UsageError);
    expect(() => loadCrds([name], folder)).toThrow(message);
  });

  it('serves a run, whether a flag or the configuration names the folder', async () => {
    expect(await rulesOf([])).toEqual([]);
    expect(await rulesOf(['crds'])).toEqual(['api-rejected']);
    const loaded = await loadConfig(join(folder, 'karplint.yaml'), folder);
    expect(loaded.crds).toEqual(['crds']);
    const { report } = await runSession({ workingFolder: folder, paths: ['widget.yaml'], strictInput: false, loaded, lint: {} });
    expect(report.findings.map(({ rule }) => rule)).toEqual(['api-rejected']);
  });
});
