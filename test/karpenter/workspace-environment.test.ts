import { describe, expect, it } from 'vitest';
import { matchesGlob } from '../../src/gitops/glob.ts';
import { emptyConfig } from '../../src/core/config.ts';
import type { Config } from '../../src/core/config.ts';
import type { EnvironmentChoice } from '../../src/core/report.ts';
import { Source } from '../../src/core/source.ts';
import { lintManifests, readSettings, readSource } from '../../src/linter.ts';

const pool = (labels = '{}', more = ''): string => `apiVersion: karpenter.sh/v1
kind: NodePool
metadata: { name: pool, labels: ${labels} }
spec:
  template:
    spec:
      nodeClassRef: { group: karpenter.k8s.aws, kind: EC2NodeClass, name: default }
      requirements: []
${more}`;

const nodeClass = (tags = '{}', discovery = 'none'): string => `apiVersion: karpenter.k8s.aws/v1
kind: EC2NodeClass
metadata: { name: default }
spec:
  role: nodes
  tags: ${tags}
  amiSelectorTerms: [{ alias: al2023@v20250101 }]
  subnetSelectorTerms: [{ tags: { karpenter.sh/discovery: ${discovery} } }]
  securityGroupSelectorTerms: [{ tags: { karpenter.sh/discovery: ${discovery} } }]
`;

const release = (cluster: string): string => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: karpenter, namespace: kube-system }
spec:
  chart: { spec: { chart: karpenter, version: 1.14.0, sourceRef: { kind: HelmRepository, name: karpenter } } }
  values: { settings: { clusterName: ${cluster} } }
`;

function lint(files: Readonly<Record<string, string>>, config: string = '', stated?: EnvironmentChoice) {
  const settings: Config = config === '' ? emptyConfig : readSettings(new Source('karplint.yaml', config)).config;
  const manifests = Object.entries(files).map(([file, text]) => readSource(new Source(file, text)));
  return lintManifests(manifests, {
    config: settings,
    matches: (globs, file) => globs.some((glob) => matchesGlob(glob, file)),
    ...(stated === undefined ? {} : { environment: stated }),
  });
}

const environmentOf = (...given: Parameters<typeof lint>) => lint(...given).environment;

describe('the environment of a run', () => {
  it('is unknown where nothing says one', () => {
    expect(environmentOf({ 'pools/pool.yaml': pool() })).toEqual({ name: 'unknown', source: 'default' });
  });

  it('is that of the folder, with the reason', () => {
    expect(environmentOf({ 'clusters/prod-eu/pools/pool.yaml': pool() })).toEqual({
      name: 'prod',
      source: 'path',
      reason: 'the name `clusters/prod-eu`',
      file: 'clusters/prod-eu/pools/pool.yaml',
    });
  });

  it.each<[string, Record<string, string>, string, string]>([
    ['a label', { 'a.yaml': pool('{ env: production }') }, 'prod', '`env: production` of NodePool `pool`'],
    ['a label with a prefix', { 'a.yaml': pool('{ acme.com/Environment: stg }') }, 'staging', '`acme.com/Environment: stg` of NodePool `pool`'],
    ['a tag of its class', { 'a.yaml': `${nodeClass('{ Environment: dev }')}---\n${pool()}` }, 'dev', '`Environment: dev` of EC2NodeClass `default`'],
    ['the discovery tag', { 'a.yaml': `${nodeClass('{}', 'acme-prod')}---\n${pool()}` }, 'prod', 'the cluster name `acme-prod`'],
    ['the chart', { 'c/karpenter.yaml': release('acme-staging'), 'c/pools/a.yaml': pool() }, 'staging', 'the cluster name `acme-staging`'],
  ])('is that of %s', (_, files, name, reason) => {
    expect(environmentOf(files)).toMatchObject({ name, reason });
  });

  it.each<[string, Record<string, string>]>([
    ['folders that contradict each other', { 'prod/dev/a.yaml': pool() }],
    ['labels that contradict each other', { 'a.yaml': pool('{ env: prod, environment: dev }') }],
    ['clusters that contradict each other', { 'a.yaml': `${nodeClass('{}', 'acme-dev')}---\n${release('acme-prod')}` }],
    ['a label that is filled in later', { 'a.yaml': pool('{ env: "${ENV}" }') }],
    ['another label', { 'a.yaml': pool('{ tier: prod }') }],
    ['the name of a file', { 'prod.yaml': pool() }],
  ])('is unknown by %s', (_, files) => {
    expect(environmentOf(files)).toEqual({ name: 'unknown', source: 'default' });
  });

  it('lists what some objects say where others say something else', () => {
    const { name, others } = environmentOf({ 'prod/a.yaml': pool(), 'dev/a.yaml': pool(), 'base/a.yaml': pool() });
    expect(name).toBe('unknown');
    expect(others?.map((other) => `${other.name} by ${other.reason ?? ''}`)).toEqual(['prod by the name `prod`', 'dev by the name `dev`']);
  });

  it('is never guessed where it is stated', () => {
    expect(environmentOf({ 'dev/a.yaml': pool() }, 'environment: prod\n')).toEqual({ name: 'prod', source: 'config' });
    expect(environmentOf({ 'dev/a.yaml': pool() }, 'environment: unknown\n')).toEqual({ name: 'unknown', source: 'config' });
    expect(environmentOf({ 'dev/a.yaml': pool() }, '', { name: 'prod', source: 'option' })).toEqual({ name: 'prod', source: 'option' });
  });
});

describe('patterns of the configuration', () => {
  const patterns = `environment: staging
environments:
  prod:
    files: ["live/**"]
    labels: { tier: [gold, "silver*"] }
    clusters: "*-blue"
  dev:
    labels: { tier: tin }
`;

  it.each<[string, Record<string, string>, string]>([
    ['files', { 'live/a.yaml': pool('{ tier: tin }') }, 'prod by `environments.prod.files` of the configuration'],
    ['labels', { 'a.yaml': pool('{ tier: silver-2 }') }, 'prod by `tier: silver-2` of NodePool `pool`'],
    ['other labels', { 'a.yaml': pool('{ tier: tin }') }, 'dev by `tier: tin` of NodePool `pool`'],
    ['clusters', { 'a.yaml': `${nodeClass('{}', 'acme-blue')}---\n${pool()}` }, 'prod by the cluster name `acme-blue`'],
  ])('for %s', (_, files, expected) => {
    expect(environmentOf(files, patterns).others?.map(({ name, reason }) => `${name} by ${reason ?? ''}`)).toEqual([expected]);
  });

  it('give way to overrides and options', () => {
    const overridden = `${patterns}overrides: [{ files: ["live/**"], environment: dev }]\n`;
    expect(environmentOf({ 'live/a.yaml': pool() }, overridden).others).toMatchObject([{ name: 'dev', source: 'path' }]);
    expect(environmentOf({ 'live/a.yaml': pool() }, overridden, { name: 'prod', source: 'option' })).toEqual({ name: 'prod', source: 'option' });
  });
});

describe('severities', () => {
  const severitiesOf = (files: Readonly<Record<string, string>>): string[] =>
    lint(files).findings.flatMap(({ rule, file, severity, scopes = [] }) => (rule === 'limits-missing' ? [[file, severity, ...scopes].join(' ')] : []));

  it('follow the environment of each object', () => {
    const both = `${pool('{ env: prod }')}---\n${pool('{ env: dev }').replace('name: pool', 'name: other')}`;
    expect(severitiesOf({ 'a.yaml': both })).toEqual(['a.yaml critical', 'a.yaml note']);
  });

  it('follow the strictest of the overlays that an object reaches', () => {
    const overlay = 'resources: [../../base]\n';
    const base = { 'base/kustomization.yaml': 'resources: [pool.yaml]\n', 'base/pool.yaml': pool() };
    expect(severitiesOf({ ...base, 'overlays/dev/kustomization.yaml': overlay })).toEqual(['base/pool.yaml note overlays/dev']);
    expect(severitiesOf({ ...base, 'overlays/dev/kustomization.yaml': overlay, 'overlays/prod/kustomization.yaml': overlay })).toEqual([
      'base/pool.yaml critical overlays/dev overlays/prod',
    ]);
  });

  it('follow the strictest where overlays make objects of their own', () => {
    const overlay = (name: string) => `resources: [../../base]\nnamePrefix: ${name}-\n`;
    const base = { 'base/kustomization.yaml': 'resources: [pool.yaml]\n', 'base/pool.yaml': pool() };
    expect(severitiesOf({ ...base, 'overlays/dev/kustomization.yaml': overlay('a'), 'overlays/prod/kustomization.yaml': overlay('b') })).toEqual([
      'base/pool.yaml critical overlays/dev overlays/prod',
    ]);
  });
});
