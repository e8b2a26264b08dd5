import { cpSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TestWorkspace } from '../cli/workspace.ts';

const fixtures = join(import.meta.dirname, '../../fixtures/charts');

interface Report {
  readonly findings: readonly { readonly file: string; readonly start: { readonly line: number }; readonly rule: string }[];
  readonly summary: {
    readonly rendered?: readonly { readonly command: string; readonly failure?: string }[];
    readonly skipped: readonly { readonly file: string }[];
  };
}

async function lint(workspace: TestWorkspace, ...args: string[]): Promise<Report> {
  const { out } = await workspace.run(...args, '--format', 'json', '--preset', 'all');
  return JSON.parse(out) as Report;
}

describe('charts of our own, rendered by helm', () => {
  it.each(readdirSync(fixtures))('%s: each finding points into its template', async (name) => {
    const workspace = new TestWorkspace();
    cpSync(join(fixtures, name), workspace.path(name), { recursive: true });
    const { findings, summary } = await lint(workspace, '--render');
    expect(summary.rendered).toEqual([{ command: `helm template ${name} ${name}` }]);
    expect(summary.skipped.filter(({ file }) => file.includes('/templates/'))).toEqual([]);
    const expected = readdirSync(workspace.path(`${name}/templates`)).flatMap((file) =>
      workspace
        .read(`${name}/templates/${file}`)
        .split('\n')
        .flatMap((line, index) => [...line.matchAll(/# expect: ([a-z0-9-]+)/g)].map(([, rule = '']) => `${name}/templates/${file}:${index + 1} ${rule}`)),
    );
    expect(expected.length).toBeGreaterThan(0);
    expect(findings.map(({ file, start, rule }) => `${file}:${start.line} ${rule}`)).toEqual(expect.arrayContaining(expected));
    expect(findings.every(({ file }) => !file.includes('templates') || existsSync(workspace.path(file)))).toBe(true);
  });

  it('runs nothing without being asked', async () => {
    const [name = ''] = readdirSync(fixtures);
    const workspace = new TestWorkspace();
    cpSync(join(fixtures, name), workspace.path(name), { recursive: true });
    const { findings, summary } = await lint(workspace);
    expect(summary.rendered).toBe(undefined);
    expect(summary.skipped.length).toBeGreaterThan(0);
    expect(findings.filter(({ file }) => file.includes('templates'))).toEqual([]);
  });

  it('leaves libraries alone, which nobody installs', async () => {
    const workspace = new TestWorkspace({
      'library/Chart.yaml': 'apiVersion: v2\nname: library\ntype: library\nversion: 1.0.0\n',
      'library/templates/_pool.yaml': '{{ define "pool" }}apiVersion: karpenter.sh/v1\nkind: NodePool\n{{ end }}',
    });
    expect((await lint(workspace, '--render')).summary.rendered).toEqual([]);
  });

  it('says in helm’s words why a chart cannot be rendered', async () => {
    const workspace = new TestWorkspace({
      'bad/Chart.yaml': 'apiVersion: v2\nname: bad\nversion: 1.0.0\n',
      'bad/templates/pool.yaml': 'apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: { name: {{ required "a name is needed" .Values.name }} }\n',
    });
    const { summary } = await lint(workspace, '--render');
    expect(summary.rendered?.[0]?.failure).toContain('a name is needed');
    expect(summary.skipped.map(({ file }) => file)).toEqual(['bad/templates/pool.yaml']);
  });
});

describe('values for charts', () => {
  const template = `apiVersion: karpenter.k8s.aws/v1
kind: EC2NodeClass
metadata: { name: main }
spec:
  role: nodes
  amiSelectorTerms: [{ alias: al2023@v20250915 }]
  subnetSelectorTerms: [{ id: subnet-0123456789abcdef0 }]
  securityGroupSelectorTerms: [{ id: sg-0123456789abcdef0 }]
  metadataOptions:
    httpTokens: {{ .Values.tokens }}
`;
  const files = {
    'charts/class/Chart.yaml': 'apiVersion: v2\nname: class\nversion: 1.0.0\n',
    'charts/class/values.yaml': 'tokens: required\n',
    'charts/class/templates/class.yaml': template,
    'values/lax.yaml': 'tokens: optional\n',
    'values/wrong.yaml': 'tokens: never\n',
  };
  const renderings =
    'render:\n  - { chart: charts/class, values: [values/lax.yaml] }\n  - { chart: charts/class, values: [values/lax.yaml, values/wrong.yaml] }\n';
  const rulesAt = ({ findings }: Report, line: number): string[] => findings.filter(({ start }) => start.line === line).map(({ rule }) => rule);

  it('come from the chart where nothing names others', async () => {
    expect(rulesAt(await lint(new TestWorkspace(files), '--render'), 10)).toEqual([]);
  });

  it('come from the configuration, and each list of them renders the chart once', async () => {
    const report = await lint(new TestWorkspace({ ...files, 'karplint.yaml': renderings }), '--render');
    expect(report.summary.rendered?.map(({ command }) => command)).toEqual([
      'helm template class charts/class --values values/lax.yaml',
      'helm template class charts/class --values values/lax.yaml --values values/wrong.yaml',
    ]);
    expect(rulesAt(report, 10)).toEqual(['api-rejected', 'imdsv1-allowed']);
  });

  it('render nothing without the flag', async () => {
    const report = await lint(new TestWorkspace({ ...files, 'karplint.yaml': renderings }));
    expect(report.summary.rendered).toBe(undefined);
  });
});

describe('overlays, built by kustomize', () => {
  it('keeps the places of the base, and knows all that the build holds', async () => {
    const workspace = new TestWorkspace();
    cpSync(join(import.meta.dirname, '../../fixtures/workspaces/kustomize-overlays'), workspace.folder, { recursive: true });
    const { findings, summary } = await lint(workspace, '--render');
    expect(summary.rendered?.map(({ command }) => command)).toEqual([
      'kustomize build overlays/dev',
      'kustomize build overlays/prod',
      'kustomize build overlays/staging',
    ]);
    const shown = findings.map(({ file, start, rule }) => `${file}:${start.line} ${rule}`);
    expect(shown).toContain('base/nodepool.yaml:10 consolidation-disabled');
    expect(shown).toContain('overlays/prod/kustomization.yaml:8 api-rejected');
    expect(shown).toContain('overlays/staging/nodepool-patch.yaml:11 unknown-field');
  });
});
