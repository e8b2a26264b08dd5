import { Marked } from 'marked';
import type { Tokens } from 'marked';
import { describe, expect, it } from 'vitest';
import { ec2Catalog } from '../../src/catalog/catalog.ts';
import type { Manifest } from '../../src/core/manifest.ts';
import { Source } from '../../src/core/source.ts';
import { Workspace } from '../../src/core/workspace.ts';
import { reportInstances } from '../../src/karpenter/instances/report-pools.ts';
import { docsOf, lintWorkspace, readSource, ruleMetas } from '../../src/linter.ts';
import { packagedDatasets } from '../../src/node/datasets.ts';
import { renderInstancesHtml } from '../../src/reporters/instances/html.ts';
import { renderInstancesMarkdown } from '../../src/reporters/instances/markdown.ts';
import { renderInstancesText } from '../../src/reporters/instances/text.ts';
import { renderReviewHtml } from '../../src/reporters/review/html.ts';
import { renderReviewMarkdown } from '../../src/reporters/review/markdown.ts';
import { reviewOf } from '../../src/reporters/review/review.ts';
import { attacks } from './attacks.ts';

// The pages of `karplint review` and `karplint instances`, with every attack as the name of a file, of an object and of a class,
// and as a value; beside the same pages for harmless words, which say what is theirs.
const datasets = packagedDatasets();

function manifests(words: readonly string[]) {
  return words.map((word, index) => {
    const text = JSON.stringify(word);
    const pool = (name: string, spec: string, requirement: string): string =>
      `apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: { name: ${JSON.stringify(name)} }\nspec:\n${spec}  template:\n    spec:\n      nodeClassRef: { group: karpenter.k8s.aws, kind: EC2NodeClass, name: ${text} }\n      requirements: [${requirement}]\n`;
    const broken = pool(
      word,
      `  ${text}: x\n  disruption: { consolidateAfter: Never, budgets: [{ nodes: ${text} }] }\n`,
      `{ key: ${text}, operator: ${text} }`,
    );
    const valid = pool(
      `${word}-2`,
      '',
      `{ key: team, operator: In, values: [${text}] }, { key: karpenter.k8s.aws/instance-family, operator: In, values: [m5] }`,
    );
    return readSource(new Source(`${word}/${index}.yaml`, [broken, valid].join('---\n')));
  });
}

function review(words: readonly string[]) {
  return reviewOfAll(manifests(words));
}

function reviewOfAll(read: readonly Manifest[]) {
  const { report, checked } = lintWorkspace(read, { preset: 'all', datasets, now: new Date('2026-11-26') });
  const sources = new Map(read.map(({ source }) => [source.file, source]));
  return reviewOf(report, sources, { metas: ruleMetas, checked, docsOf, pageOf: () => undefined });
}

function instances(words: readonly string[]) {
  return instancesOf(manifests(words), words);
}

function instancesOf(read: readonly Manifest[], why: readonly string[] = []) {
  const catalog = datasets.get(ec2Catalog);
  if (catalog === undefined) throw new Error('the catalogue is missing');
  const workspace = new Workspace(read);
  return reportInstances({ workspace, catalog, karpenter: '1.14', region: 'us-east-1', zones: ['us-east-1a'], pools: [], why: ['c5.large', ...why] });
}

const harmless = ['apple', 'pear'];

describe.each([
  ['review', (words: readonly string[]) => renderReviewHtml(review(words))],
  ['instances', (words: readonly string[]) => renderInstancesHtml(instances(words))],
])('%s as a page', (_, render) => {
  it('has the elements and attributes of a harmless one', () => {
    const [page, expected] = [render(attacks), render(harmless)];
    expect(page).toContain('forged');
    expect(elementsOf(page).filter((name) => !elementsOf(expected).includes(name))).toEqual([]);
    expect(attributesOf(page).filter((name) => !attributesOf(expected).includes(name))).toEqual([]);
    expect(page.match(/<script/g)).toEqual(expected.match(/<script/g));
    expect(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u202e]/.exec(page)).toBeNull();
  });
});

describe.each([
  ['review', (words: readonly string[]) => renderReviewMarkdown(review(words))],
  ['instances', (words: readonly string[]) => renderInstancesMarkdown(instances(words))],
])('%s as Markdown', (_, render) => {
  it('has no markup that the text brought along', () => {
    const [found, expected] = [markupOf(render(attacks)), markupOf(render(harmless))];
    // An empty comment of ours keeps `@` and `#` from becoming mentions.
    expect(found.filter((part) => part !== '<!-->' && !expected.includes(part))).toEqual([]);
  });
});

it('instances as text hold no control characters, and no line that a CI service takes for a command', () => {
  const text = renderInstancesText(instances(attacks), { colour: false });
  expect(text).toContain('forged');
  expect(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u202e\ufeff]/.exec(text)).toBeNull();
  expect(text.split('\n').filter((line) => line.trimStart().startsWith('::'))).toEqual([]);
  expect(text).not.toMatch(/##(?:vso)?\[/i);
});

it.each([
  ['name', { name: 'x'.repeat(10_000_000) }],
  ['value', { value: 'x'.repeat(10_000_000) }],
])(
  'a %s of ten million characters fills no page',
  (_, { name = 'a', value = 'b' }: { name?: string; value?: string }) => {
    const text = `apiVersion: karpenter.sh/v1
kind: NodePool
metadata: { name: ${name} }
spec:
  disruption: { consolidateAfter: Never, budgets: [{ nodes: ${value} }] }
  template:
    spec:
      nodeClassRef: { group: karpenter.k8s.aws, kind: EC2NodeClass, name: ${value} }
      requirements: [{ key: karpenter.k8s.aws/instance-family, operator: In, values: [m5] }]
`;
    const read = [readSource(new Source('pool.yaml', text))];
    const [written, counted] = [reviewOfAll(read), instancesOf(read)];
    const pages = [renderReviewHtml(written), renderReviewMarkdown(written), renderInstancesHtml(counted), renderInstancesMarkdown(counted)];
    pages.push(renderInstancesText(counted, { colour: false }));
    expect(pages.map(({ length }) => length).filter((length) => length > 200_000)).toEqual([]);
  },
  60_000,
);

function elementsOf(page: string): string[] {
  return [...new Set([...page.matchAll(/<\/?([a-zA-Z!][^\s>]*)/g)].map(([, name = '']) => name))];
}

function attributesOf(page: string): string[] {
  const tags = [...page.matchAll(/<[a-zA-Z][^\s>]*((?:\s+[^\s=>]+(?:="[^"]*")?)*)\s*\/?>/g)];
  return [...new Set(tags.flatMap(([, text = '']) => [...text.matchAll(/\s([^\s=>]+)(?:="[^"]*")?/g)].map(([, name = '']) => name)))];
}

/** Elements, hosts of links and images that a reader of the Markdown makes. */
function markupOf(markdown: string): string[] {
  const found = new Set<string>();
  const marked = new Marked();
  marked.walkTokens(marked.lexer(markdown), (token) => {
    if (token.type === 'html') for (const name of elementsOf(token.raw)) found.add(`<${name}>`);
    if (token.type === 'link') found.add(new URL((token as Tokens.Link).href, 'relative://here').host);
    if (token.type === 'image') found.add('image');
  });
  return [...found];
}
