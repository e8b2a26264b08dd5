import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TestWorkspace } from '../cli/workspace.ts';

const shared = join(import.meta.dirname, '../../../shared/conformance/corpus/files');
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

/** Public charts are kept as single templates; each gets a chart around it, whose values are its own text where it has some. */
const publicTemplates: readonly (readonly [file: string, values: string])[] = [
  ['c-helm-template/aws-ia+terraform-aws-eks-blueprints/patterns__bottlerocket__karpenter-resources__templates__nodepool.yaml', ''],
  ['c-helm-template/lomeone+helm-chart-infra/karpenter__node__templates__nodepool.yaml', ''],
  ['c-helm-template/cds-snc+notification-manifests/helmfile__charts__karpenter-nodepool__templates__nodepool.yaml', ''],
  ['c-helm-template/truefoundry+infra-charts/charts__tfy-karpenter-config__templates__default__karpenter-default-nodepool.yaml', ''],
];

describe.runIf(existsSync(shared))('public charts', () => {
  it.each(publicTemplates)('%s is rendered or refused in helm’s words, and never a crash', async (file, values) => {
    const workspace = new TestWorkspace();
    mkdirSync(workspace.path('chart/templates'), { recursive: true });
    cpSync(join(shared, file), workspace.path('chart/templates/template.yaml'));
    writeFileSync(workspace.path('chart/Chart.yaml'), 'apiVersion: v2\nname: chart\nversion: 1.0.0\n');
    writeFileSync(workspace.path('chart/values.yaml'), values);
    const { findings, summary } = await lint(workspace, '--render');
    expect(summary.rendered).toHaveLength(1);
    expect(findings.filter(({ rule }) => rule === 'internal-error')).toEqual([]);
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
