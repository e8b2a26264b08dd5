import { describe, expect, it } from 'vitest';
import { Marked } from 'marked';
import type { Tokens } from 'marked';
import { SaxesParser } from 'saxes';
import type { Finding } from '../../src/core/finding.ts';
import { docsOf, ruleMetas } from '../../src/linter.ts';
import { renderAgent } from '../../src/reporters/agent.ts';
import { renderCheckstyle } from '../../src/reporters/checkstyle.ts';
import { renderGithub } from '../../src/reporters/github.ts';
import { renderGitlab } from '../../src/reporters/gitlab.ts';
import { renderHtml } from '../../src/reporters/html/page.ts';
import { renderJson } from '../../src/reporters/json.ts';
import { renderJunit } from '../../src/reporters/junit.ts';
import { renderMarkdown } from '../../src/reporters/markdown.ts';
import { renderRdjson } from '../../src/reporters/rdjson.ts';
import { renderSarif } from '../../src/reporters/sarif.ts';
import { renderText } from '../../src/reporters/text.ts';
import { renderUnix } from '../../src/reporters/unix.ts';
import { attacks } from './attacks.ts';
import { lintTexts } from './report.ts';
import type { Linted } from './report.ts';

/** Each attack as the name of a file, of an object, and as a value of fields that rules quote. */
function hostile(): Linted {
  const texts = attacks.map((attack, index) => {
    const text = JSON.stringify(attack);
    const pool = `apiVersion: karpenter.sh/v1
kind: NodePool
metadata: { name: ${text} }
spec:
  ${text}: x
  disruption: { consolidateAfter: ${text}, budgets: [{ nodes: ${text}, schedule: ${text} }] }
  template:
    spec:
      nodeClassRef: { group: karpenter.k8s.aws, kind: EC2NodeClass, name: ${text} }
      requirements: [{ key: ${text}, operator: ${text}, values: [${text}] }]
`;
    return [`${attack}/${index}.yaml`, pool];
  });
  const linted = lintTexts(Object.fromEntries(texts) as Record<string, string>, { preset: 'all' });
  // Whatever rules say today, every field of a finding may hold an attack.
  const [template] = linted.report.findings;
  if (template === undefined) throw new Error('a finding is missing');
  const forged = attacks.map((attack): Finding => ({
    ...template,
    message: attack,
    help: attack,
    path: [attack],
    resource: { apiVersion: attack, kind: attack, name: attack },
    related: [{ message: attack, file: attack, range: template.range }],
    fix: { title: attack, safety: 'safe', edits: [{ file: template.file, range: template.range, text: attack }] },
  }));
  return { ...linted, report: { ...linted.report, findings: [...linted.report.findings, ...forged] } };
}

const { report, sources } = hostile();
const meta = { version: '1.2.3', metas: ruleMetas, docsOf, helpOf: () => undefined, root: '' };

const lineFormats: readonly (readonly [string, string])[] = [
  ['text', renderText(report, sources, { version: '1.2.3' })],
  ['unix', renderUnix(report, sources)],
  ['agent', renderAgent(report, sources)],
  ['markdown', renderMarkdown(report, sources)],
];

describe.each(lineFormats)('%s', (_, text) => {
  it('holds no control characters, and no line that a CI service takes for a command', () => {
    expect(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u202e\ufeff]/.exec(text)).toBeNull();
    expect(text.split('\n').filter((line) => line.trimStart().startsWith('::'))).toEqual([]);
    expect(text).not.toMatch(/##(?:vso)?\[/i);
  });
});

it('unix and agent: one line for each finding', () => {
  expect(renderUnix(report, sources).trimEnd().split('\n')).toHaveLength(report.findings.length);
  expect(renderAgent(report, sources).trimEnd().split('\n')).toHaveLength(report.findings.length + 1);
});

it('unix: every line has the form that a problem matcher expects', () => {
  for (const line of renderUnix(report, sources).trimEnd().split('\n')) {
    expect(line).toMatch(/^.+:\d+:\d+: (?:critical|improvement|note): .* \[[a-z0-9-]+\]$/u);
  }
});

it('github: nothing but commands of ours and one count', () => {
  const lines = renderGithub(report, sources, { root: '' }).trimEnd().split('\n');
  const commands = lines.filter((line) =>
    /^::(?:error|warning|notice) title=karplint%3A [a-z0-9-]+,file=[^,:]*,line=\d+,endLine=\d+(?:,col=\d+,endColumn=\d+)?::/.test(line),
  );
  expect(lines.length - commands.length).toBe(1);
  expect(lines.at(-1)).toMatch(/^\d+ more findings/);
  for (const kind of ['error', 'warning', 'notice']) expect(commands.filter((line) => line.startsWith(`::${kind} `)).length).toBeLessThanOrEqual(10);
});

it.each([
  ['json', renderJson(report, sources, { version: '1.2.3' })],
  ['sarif', renderSarif(report, sources, meta)],
  ['gitlab', renderGitlab(report, sources, { root: '' })],
  ['rdjson', renderRdjson(report, sources)],
])('%s: is JSON', (_, text) => {
  expect(() => JSON.parse(text) as unknown).not.toThrow();
});

it.each([
  ['junit', renderJunit(report, sources)],
  ['checkstyle', renderCheckstyle(report, sources)],
])('%s: is well-formed XML, and every attack is text in it', (_, text) => {
  const elements = new Set<string>();
  const parser = new SaxesParser();
  parser.on('opentag', ({ name }) => elements.add(name));
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(text).close();
  const known = ['testsuites', 'testsuite', 'testcase', 'failure', 'checkstyle', 'file', 'error'];
  expect([...elements].filter((name) => !known.includes(name))).toEqual([]);
});

it('html: holds no element and no attribute that is not ours', () => {
  const page = renderHtml(report, sources);
  const tags = [...page.matchAll(/<\/?([a-zA-Z!][a-zA-Z0-9-]*)/g)].map(([, name]) => name);
  const own =
    'article b body code fieldset form h1 head header html i input label legend link main mark meta option p pre select small span style title !doctype'.split(
      ' ',
    );
  expect([...new Set([...tags, 'a'])].filter((name) => name !== 'a' && !own.includes(name ?? ''))).toEqual([]);
  expect(page).not.toMatch(/ on[a-z]+=(?!alert)|javascript:(?!alert\(1\)\))/);
  expect(page).not.toContain('<script');
  expect(page).not.toContain('<img');
});

it('markdown: is tables of four columns and nothing that the text brought along', () => {
  const tokens = new Marked().lexer(renderMarkdown(report, sources));
  const tables = tokens.filter((token) => token.type === 'table') as Tokens.Table[];
  expect(tables.flatMap(({ rows }) => rows)).toHaveLength(report.findings.length);
  for (const row of tables.flatMap(({ rows }) => rows)) expect(row).toHaveLength(4);
  const found = new Set<string>();
  new Marked().walkTokens(tokens, (token) => {
    if (token.type === 'html') found.add(token.raw.trim());
    if (token.type === 'link') found.add(new URL((token as Tokens.Link).href).host);
    if (token.type === 'image') found.add('image');
  });
  expect([...found].sort()).toEqual(['<!-- -->', '<br>', 'github.com']);
});

it('a value of ten million characters fills no report', () => {
  const long = 'x'.repeat(10_000_000);
  const big = lintTexts({
    'big.yaml': `apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: { name: a }\nspec:\n  disruption: { consolidateAfter: ${long} }\n  ${long}: 1\n`,
  });
  expect(big.report.findings.length).toBeGreaterThan(1);
  const outputs = [
    renderText(big.report, big.sources, { version: '1' }),
    renderUnix(big.report, big.sources),
    renderAgent(big.report, big.sources),
    renderGithub(big.report, big.sources, { root: '' }),
    renderGitlab(big.report, big.sources, { root: '' }),
    renderJunit(big.report, big.sources),
    renderCheckstyle(big.report, big.sources),
    renderRdjson(big.report, big.sources),
    renderMarkdown(big.report, big.sources),
    renderHtml(big.report, big.sources),
  ];
  expect(outputs.map(({ length }) => length).filter((length) => length > 100_000)).toEqual([]);
}, 30_000);
