import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TestWorkspace } from './workspace.ts';

function story(name: string): TestWorkspace {
  const workspace = new TestWorkspace();
  cpSync(join(import.meta.dirname, '../../fixtures/workspaces', name), workspace.folder, { recursive: true });
  return workspace;
}

describe('karplint lint of a repository', () => {
  it('finds what stands inside of Terraform files', async () => {
    const findings = await story('terraform').findings('--preset', 'all');
    expect(findings).toContain('main.tf:18 consolidation-disabled');
    expect(findings).toContain('main.tf:56 api-rejected');
  });

  it('reads a base that was not named, and points into it', async () => {
    const findings = await story('kustomize-overlays').findings('overlays/dev');
    expect(findings).toContain('base/nodepool.yaml:10 consolidation-disabled');
    expect(findings.filter((finding) => finding.startsWith('overlays/prod'))).toEqual([]);
  });
});

describe('karplint scopes', () => {
  it('shows each overlay with what reaches it', async () => {
    const { out, code } = await story('kustomize-overlays').run('scopes');
    expect(code).toBe(0);
    expect(out).toContain('overlays/prod  (a kustomization that no other one takes in: overlays/prod/kustomization.yaml)');
    expect(out).toContain('NodePool prod-default  base/nodepool.yaml (changed on the way)');
    expect(out).toContain('EC2NodeClass default  base/nodeclass.yaml\n');
    expect(out).not.toMatch(/^base/m);
  });

  it('says what Flux brings, and why', async () => {
    const { out } = await story('flux').run('scopes');
    expect(out).toMatch(/^clusters\/dev {2}\(what Flux brings to one cluster/m);
    expect(out).toContain('because Kustomization `infrastructure` (clusters/prod/infrastructure.yaml) brings 2 objects');
  });

  it('names the destinations of Argo CD', async () => {
    const { out } = await story('argocd').run('scopes', '--format', 'json');
    const scopes = JSON.parse(out) as { kind: string; name: string; objects: { kind: string; file: string }[] }[];
    expect(
      scopes
        .filter(({ kind, objects }) => kind === 'argocd' && objects.some((object) => object.kind === 'NodePool'))
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['dev', 'prod']);
  });

  it('falls back to folders, and says what it could not read', async () => {
    const workspace = new TestWorkspace({
      'a/pool.yaml': 'apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: { name: a }\n',
      'a/chart.yaml': '{{ if x }}\nkind: EC2NodeClass\n{{ end }}\n',
    });
    const { out } = await workspace.run('scopes');
    expect(out).toMatch(/^a {2}\(a folder and all below it/);
    expect(out).toContain('not read: a/chart.yaml: a Go template');
  });

  it('names what of a kustomization is left to kustomize', async () => {
    const workspace = new TestWorkspace({
      'kustomization.yaml': [
        'resources: [pool.yaml, "https://github.com/example/base?ref=v1"]',
        'generators: [generator.yaml]',
        'helmCharts: [{ name: karpenter }]',
        'configMapGenerator: [{ name: settings }]',
        'configurations: [names.yaml]',
        'openapi: { path: schema.json }',
        'images: [{ name: a, newTag: b }]',
      ].join('\n'),
      'names.yaml': 'nameReference: []\nnamePrefix: [{ path: spec/name }]\n',
      'pool.yaml': 'apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: { name: a }\n',
    });
    const { out } = await workspace.run('scopes', '--format', 'json');
    const [scope] = JSON.parse(out) as { unread: { reason: string }[] }[];
    expect(scope?.unread.map(({ reason }) => reason)).toEqual([
      '`https://github.com/example/base?ref=v1` is fetched from elsewhere',
      '`namePrefix` of the configuration `names.yaml` changes what reaches other fields',
      '`generators` makes objects that only `kustomize build` knows',
      '`helmCharts` is rendered by `kustomize build --enable-helm` only',
      '`configMapGenerator` makes ConfigMaps that are not looked into',
      '`openapi` changes how patches of lists are merged',
    ]);
    const { summary } = JSON.parse((await workspace.run('--format', 'json')).out) as { summary: { skipped: { file: string; reason: string }[] } };
    expect(summary.skipped.map(({ file, reason }) => `${file}: ${reason}`)).toEqual([
      'kustomization.yaml: in part: `https://github.com/example/base?ref=v1` is fetched from elsewhere',
      'kustomization.yaml: in part: `generators` makes objects that only `kustomize build` knows',
      'kustomization.yaml: in part: `helmCharts` is rendered by `kustomize build --enable-helm` only',
    ]);
  });

  it('says nothing of overlays that have nothing to do with Karpenter', async () => {
    const workspace = new TestWorkspace({ 'kustomization.yaml': 'resources: ["https://github.com/example/base?ref=v1"]\n' });
    const { summary } = JSON.parse((await workspace.run('--format', 'json')).out) as { summary: { skipped: unknown[] } };
    expect(summary.skipped).toEqual([]);
  });

  it('lets the configuration say what meets', async () => {
    const workspace = story('kustomize-overlays');
    workspace.write('classes/other.yaml', workspace.read('base/nodeclass.yaml').replace('name: default', 'name: other'));
    workspace.write('karplint.yaml', 'scopes:\n  - name: production\n    files: [overlays/prod/**, classes/**]\n');
    const { out } = await workspace.run('scopes', '--format', 'json');
    const scopes = JSON.parse(out) as { kind: string; name: string; objects: { name: string }[] }[];
    const production = scopes.find(({ name }) => name === 'production');
    expect(production?.kind).toBe('config');
    expect(production?.objects.map(({ name }) => name).sort()).toEqual(['other', 'prod-default', 'prod-default']);
    expect(scopes.map(({ name }) => name)).not.toContain('overlays/prod');
  });

  it('has nothing to show without objects of ours', async () => {
    expect((await new TestWorkspace({ 'a.yaml': 'a: 1\n' }).run('scopes')).out).toBe('No objects of Karpenter here.\n');
  });
});
