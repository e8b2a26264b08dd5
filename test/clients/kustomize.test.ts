import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Source } from '../../src/core/source.ts';
import { Files } from '../../src/gitops/files.ts';
import { Kustomize } from '../../src/gitops/kustomize/build.ts';
import { readSource } from '../../src/linter.ts';
import { diskHost } from '../../src/node/disk-host.ts';

const groups = ['karpenter.sh', 'karpenter.k8s.aws', 'apps', 'batch', 'policy'];
const root = join(import.meta.dirname, '../..');

/** Every folder with a kustomization, below folders that are there: own fixtures, and public ones where the shared folder is. */
const overlays = ['fixtures/workspaces', 'fixtures/kustomize', '../shared/conformance/corpus/files/c-kustomize', '../shared/conformance/corpus/files/e-gitops']
  .map((folder) => join(root, folder))
  .filter((folder) => existsSync(folder))
  .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)))
  .filter((path) => /\/kustomization\.ya?ml$/i.test(path) && statSync(path).isFile())
  .map((path) => dirname(path));

type Plain = Readonly<Record<string, unknown>>;

function built(folder: string): Plain[] | undefined {
  try {
    const text = execFileSync('kustomize', ['build', '--load-restrictor', 'LoadRestrictionsNone', folder], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 20_000,
    });
    return readSource(new Source('built.yaml', text)).resources.map(({ plain }) => plain as Plain);
  } catch {
    // What kustomize refuses has no reading to compare with.
    return undefined;
  }
}

function understood(folder: string): { objects: Plain[]; unread: readonly string[] } {
  const build = new Kustomize(new Files([], diskHost('/'), readSource)).build(folder.replace(/^\//, ''));
  return { objects: (build?.items ?? []).map((item) => item.toResource().plain as Plain), unread: (build?.unread ?? []).map(({ reason }) => reason) };
}

function comparable(objects: readonly Plain[]): unknown[] {
  return objects
    .filter(({ apiVersion }) => groups.includes(String(apiVersion).split('/')[0] ?? ''))
    .map((object) => [JSON.stringify([object['kind'], (object['metadata'] as Plain | undefined)?.['name']]), withoutImages(object)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Images are none of a linter's business here, nor are the hashes in the names of generated ConfigMaps; and the API drops null. */
function withoutImages(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutImages);
  if (typeof value !== 'object' || value === null) return value;
  const skipped = ['image', 'configMapRef', 'secretRef', 'configMapKeyRef', 'secretKeyRef', 'configMap', 'secret'];
  const entries = Object.entries(value).filter(([key, inner]) => !skipped.includes(key) && inner !== null);
  return Object.fromEntries(entries.map(([key, inner]) => [key, withoutImages(inner)]));
}

describe('what is understood of an overlay is what kustomize builds', () => {
  const compared: string[] = [];
  it.each(overlays.map((folder) => [relative(root, folder), folder] as const))('%s', (name, folder) => {
    const expected = built(folder);
    if (expected === undefined) return;
    const { objects, unread } = understood(folder);
    expect(comparable(objects), unread.join('; ')).toEqual(comparable(expected));
    if (comparable(expected).length > 0) compared.push(name);
  });

  it('was held against at least ten overlays with objects of ours', () => {
    expect(compared.length).toBeGreaterThanOrEqual(10);
  });
});
