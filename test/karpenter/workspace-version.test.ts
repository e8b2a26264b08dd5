import { describe, expect, it } from 'vitest';
import { readManifest } from '../../src/core/manifest.ts';
import { Source } from '../../src/core/source.ts';
import { minorOf } from '../../src/karpenter/version-evidence.ts';
import { findVersion } from '../../src/karpenter/workspace-version.ts';

type Files = Readonly<Record<string, string>>;

function find(files: Files, beside: Files = {}) {
  const sources = (entries: Files) => Object.entries(entries).map(([file, text]) => new Source(file, text));
  return findVersion(
    sources(files).map((source) => readManifest(source)),
    sources(beside),
  );
}

function flux(version: string, chart = 'karpenter'): string {
  return `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nspec: {chart: {spec: {chart: ${chart}, version: ${version}}}}\n`;
}

function argo(source: string): string {
  return `apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec: {${source}}\n`;
}

const dependency = '{name: karpenter, repository: "oci://public.ecr.aws/karpenter"';

describe('minorOf', () => {
  it.each([
    ['1.6.3', '1.6'],
    ['v0.37.0', '0.37'],
    ['1.9.*', '1.9'],
    ['1.9.x', '1.9'],
    ['~1.9.0', '1.9'],
    ['~> 1.9.0', '1.9'],
    ['1.10', '1.10'],
    ['2.0.0', '1.14'],
    ['1.6.0@sha256:0123', '1.6'],
  ])('%s is %s', (written, minor) => {
    expect(minorOf(written)).toBe(minor);
  });

  it.each(['^1.6.0', '>=1.0.0', '1.x', '*', 'latest', '0.16.0', ''])('%s is none', (written) => {
    expect(minorOf(written)).toBeUndefined();
  });
});

describe('findVersion', () => {
  it.each<[string, Files]>([
    ['a HelmRelease', { 'a/release.yaml': flux('1.6.1') }],
    ['the number that a version is without quotes', { 'a/release.yaml': flux('1.6') }],
    [
      'an OCIRepository',
      { 'a/repo.yaml': 'apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nspec: {url: oci://x/karpenter/karpenter, ref: {tag: 1.6.1}}\n' },
    ],
    ['an Application', { 'a/app.yaml': argo('source: {chart: karpenter, targetRevision: v1.6.1}') }],
    ['one of the sources of an Application', { 'a/app.yaml': argo('sources: [{path: x}, {chart: karpenter/karpenter, targetRevision: 1.6.1}]') }],
    ['a chart', { 'a/Chart.yaml': `apiVersion: v2\nname: x\ndependencies:\n  - ${dependency}, version: 1.6.1}\n` }],
    [
      'a Kustomization',
      { 'a/kustomization.yaml': `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nhelmCharts:\n  - ${dependency}, version: 1.6.1}\n` },
    ],
    ['helmfile', { 'a/helmfile.yaml': 'releases:\n  - {name: x, chart: karpenter/karpenter, version: 1.6.1}\n' }],
    ['values', { 'a/values.yaml': 'karpenter: {controller: {image: {tag: 1.6.1}}}\n' }],
    [
      'a Deployment',
      { 'a/deploy.yaml': 'apiVersion: apps/v1\nkind: Deployment\nspec: {containers: [{image: "public.ecr.aws/karpenter/controller:1.6.1@sha256:0"}]}\n' },
    ],
  ])('finds it in %s', (_, files) => {
    expect(find(files)?.karpenter).toEqual({ version: '1.6', source: 'workspace', file: Object.keys(files)[0] });
  });

  it.each<[string, Files]>([
    ['a release', { 'tf/main.tf': 'resource "helm_release" "x" {\n  set {}\n  chart   = "karpenter"\n  version = "1.6.1"\n}\n' }],
    [
      'a variable of the folder',
      {
        'tf/main.tf':
          'resource "helm_release" "x" {\n  chart = "oci://public.ecr.aws/karpenter/karpenter"\n  version = var.v\n}\nvariable "v" {\n  default = "1.6.1"\n}\n',
      },
    ],
    [
      'a local value of the folder',
      {
        'tf/main.tf': 'locals {\n  other = { a = 1 }\n  v     = "1.6.1"\n}\nresource "helm_release" "x" {\n  chart = "karpenter"\n  version = local.v\n}\n',
      },
    ],
    ['an add-on', { 'tf/main.tf': 'module "addons" {\n  karpenter = {\n    chart_version = "1.6.1"\n  }\n}\n' }],
  ])('finds it in Terraform: %s', (_, beside) => {
    expect(find({}, beside)?.karpenter).toEqual({ version: '1.6', source: 'workspace', file: 'tf/main.tf' });
  });

  it.each<[string, Files, Files]>([
    ['another chart', { 'a.yaml': flux('1.6.1', 'karpenter-nodepools') }, {}],
    ['a range that leaves the minor open', { 'a.yaml': flux('">=1.0.0"') }, {}],
    ['a placeholder', { 'a.yaml': flux('"${VERSION}"') }, {}],
    ['another release of Terraform', {}, { 'a.tf': 'resource "helm_release" "x" {\n  chart = "cilium"\n  version = "1.6.1"\n}\n' }],
    [
      'a variable of another folder',
      {},
      { 'a/a.tf': 'resource "helm_release" "x" {\n  chart = "karpenter"\n  version = var.v\n}\n', 'b/b.tf': 'variable "v" {\n  default = "1.6.1"\n}\n' },
    ],
  ])('finds nothing in %s', (_, files, beside) => {
    expect(find(files, beside)).toBeUndefined();
  });

  it('lets the lock file win over the chart, and the image over both', () => {
    const chart = { 'Chart.yaml': `apiVersion: v2\nname: x\ndependencies: [${dependency}, version: 1.5.0}]\n` };
    const lock = { 'Chart.lock': `dependencies: [${dependency}, version: 1.6.0}]\n` };
    const image = { 'values.yaml': 'image: {repository: public.ecr.aws/karpenter/controller, tag: 1.7.0}\n' };
    expect(find(chart, lock)?.versionOf('templates/pool.yaml')).toBe('1.6');
    expect(find({ ...chart, ...image }, lock)?.versionOf('templates/pool.yaml')).toBe('1.7');
  });

  it('takes the version that is named nearest to a file, and the oldest where none is nearer', () => {
    const found = find({ 'clusters/dev/karpenter.yaml': flux('1.10.0'), 'clusters/prod/karpenter.yaml': flux('1.9.0') });
    expect(found?.versionOf('clusters/dev/pools/a.yaml')).toBe('1.10');
    expect(found?.versionOf('clusters/prod/a.yaml')).toBe('1.9');
    expect(found?.versionOf('base/a.yaml')).toBe('1.9');
    expect(found?.karpenter).toMatchObject({ version: '1.9', others: [{ version: '1.10', file: 'clusters/dev/karpenter.yaml' }] });
  });
});
