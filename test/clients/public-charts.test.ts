import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { alignLines } from '../../src/gitops/render/line-alignment.ts';
import { TestWorkspace } from '../cli/workspace.ts';
import { markLines, readMarks } from './marked-template.ts';
import type { MarkedLine } from './marked-template.ts';

const corpus = join(import.meta.dirname, '../../../shared/conformance/corpus/files');
/** For each public chart what its templates lack: `Chart.yaml`, values, definitions. */
const fixtures = join(import.meta.dirname, '../../fixtures/public-charts');

/** The templates of public charts: their folder among the public files, with what their names begin with, and the files. */
const templates: Readonly<Record<string, readonly [start: string, ...files: string[]]>> = {
  bottlerocket: ['aws-ia+terraform-aws-eks-blueprints/patterns__bottlerocket__karpenter-resources__templates__', 'ec2nodeclass.yaml', 'nodepool.yaml'],
  harmony: ['openedx+openedx-k8s-harmony/charts__harmony-chart__templates__karpenter__', 'node-template.yaml', 'provisioner.yaml'],
  jupyterhub: ['awslabs+ai-on-eks/ai-ml__jupyterhub__helm__karpenter-resources__templates__', ...['node-class@45188a63.yaml', 'node-pool@45188a63.yaml']],
  lomeone: ['lomeone+helm-chart-infra/karpenter__node__templates__', 'nodeclass.yaml', 'nodepool.yaml'],
  nuon: ['nuonco+byoc/byoc-nuon__components__karpenter-nodepools__templates__', 'nodeclass.tpl', 'nodepool.tpl'],
  spack: ['spack+spack-infrastructure/charts__spack-runner-type__templates__', 'nodepool@b50aca98.yaml'],
  trainium: [
    'awslabs+ai-on-eks/ai-ml__trainium-inferentia__helm-values__karpenter-resources__templates__',
    ...['node-class@628a6ffb.yaml', 'node-pool@628a6ffb.yaml'],
  ],
  truefoundry: [
    'truefoundry+infra-charts/charts__tfy-karpenter-config__templates__',
    ...['default__karpenter-default-nodepool.yaml', 'controlplane__karpenter-control-plane-ec2nodeclass@1042645f.yaml'],
  ],
};
/** A chart that is public as a whole. */
const wholeChart = 'e-gitops/cds-snc+notification-manifests/helmfile/charts/karpenter-nodepool';

/** Lines that two branches of a template give alike: which one it was, the output does not tell. */
const ambiguous: ReadonlySet<string> = new Set(['truefoundry/templates/controlplane__karpenter-control-plane-ec2nodeclass@1042645f.yaml:10']);

function chartIn(workspace: TestWorkspace, name: string): string {
  const [start, ...files] = templates[name] ?? [wholeChart];
  if (files.length === 0) cpSync(join(corpus, wholeChart), workspace.path(name), { recursive: true });
  else cpSync(join(fixtures, name), workspace.path(name), { recursive: true });
  for (const file of files) workspace.write(`${name}/templates/${file}`, readFileSync(join(corpus, 'c-helm-template', `${start}${file}`)));
  return workspace.path(name);
}

interface Document {
  /** The template, from the folder above the chart's. */
  readonly file: string;
  readonly lines: readonly string[];
}

function helm(folder: string, name: string): Document[] {
  const output = execFileSync('helm', ['template', name, folder], { encoding: 'utf8' });
  return output.split(/^---$/m).flatMap((text) => {
    const file = /^# Source: [^/\n]+\/(.+)$/m.exec(text)?.[1];
    return file === undefined || readMarks(text, '').length === 0 ? [] : [{ file: `${name}/${file}`, lines: text.split('\n') }];
  });
}

/** For each document the lines of the template that its lines truly came from. */
function truthOf(name: string): MarkedLine[][] {
  const workspace = new TestWorkspace();
  const folder = join(chartIn(workspace, name), 'templates');
  for (const file of readdirSync(folder)) {
    if (!file.startsWith('_')) writeFileSync(join(folder, file), markLines(readFileSync(join(folder, file), 'utf8')));
  }
  return helm(workspace.path(name), name).map(({ lines }) => readMarks(lines.join('\n')));
}

interface Found {
  readonly file: string;
  readonly start: { readonly line: number };
  readonly rule: string;
}

async function findingsOf(workspace: TestWorkspace, ...args: string[]): Promise<readonly Found[]> {
  const { out } = await workspace.run(...args, '--format', 'json', '--preset', 'all');
  return (JSON.parse(out) as { readonly findings: readonly Found[] }).findings;
}

interface ComparedLine {
  /** The line of the document, from 1. */
  readonly at: number;
  readonly text: string;
  /** Lines of the template, from 1: where it truly came from, and where karplint takes it from. */
  readonly from: number | undefined;
  readonly taken: number;
}

function compareLines({ lines }: Document, template: string, marks: readonly MarkedLine[]): ComparedLine[] {
  const aligned = alignLines(template.split('\n'), lines);
  const written = lines.flatMap((line, index) => (readMarks(line, '').length === 0 ? [] : [{ text: line.trimEnd(), index }]));
  expect(written.map(({ text }) => text)).toEqual(marks.map(({ text }) => text));
  return written.map(({ text, index }, order) => ({ at: index + 1, text, from: marks[order]?.line, taken: (aligned[index] ?? -1) + 1 }));
}

describe.runIf(existsSync(corpus))('public charts, rendered by helm', () => {
  let compared = 0;

  it.each([...Object.keys(templates), 'notify'])('%s: each line and each finding leads to the line of the template that gave it', async (name) => {
    const workspace = new TestWorkspace();
    const documents = helm(chartIn(workspace, name), name);
    const truth = truthOf(name);
    expect(truth).toHaveLength(documents.length);

    const plain = new TestWorkspace();
    const origins = new Map<string, string>();
    for (const [index, document] of documents.entries()) {
      plain.write(`${index}.yaml`, document.lines.join('\n'));
      const lines = compareLines(document, workspace.read(document.file), truth[index] ?? []);
      for (const { at, from } of lines) origins.set(`${index}.yaml:${at}`, `${document.file}:${from}`);
      const certain = lines.filter(({ from }) => !ambiguous.has(`${document.file}:${from}`));
      expect(certain.map(({ text, taken }) => `${taken}: ${text}`)).toEqual(certain.map(({ text, from }) => `${from}: ${text}`));
      compared += certain.length;
    }

    const expected = (await findingsOf(plain)).map(({ file, start, rule }) => `${origins.get(`${file}:${start.line}`)} ${rule}`);
    const found = (await findingsOf(workspace, '--render')).filter(({ file }) => file.includes('/templates/'));
    expect(found.length).toBeGreaterThan(0);
    expect(new Set(found.map(({ file, start, rule }) => `${file}:${start.line} ${rule}`))).toEqual(new Set(expected));
  });

  it('were compared line by line', () => {
    expect(compared).toBeGreaterThan(600);
  });
});
