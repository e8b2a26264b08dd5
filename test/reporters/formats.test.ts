import { describe, expect, it } from 'vitest';
import { SaxesParser } from 'saxes';
import { renderAgent } from '../../src/reporters/agent.ts';
import { renderCheckstyle } from '../../src/reporters/checkstyle.ts';
import { renderGithub } from '../../src/reporters/github.ts';
import { renderGitlab } from '../../src/reporters/gitlab.ts';
import { renderHtml } from '../../src/reporters/html/page.ts';
import { renderJunit } from '../../src/reporters/junit.ts';
import { renderMarkdown } from '../../src/reporters/markdown.ts';
import { renderRdjson } from '../../src/reporters/rdjson.ts';
import { renderUnix } from '../../src/reporters/unix.ts';
import { faultyPool, lintTexts } from './report.ts';
import type { Linted } from './report.ts';

const faulty = lintTexts({ 'pools/apples.yaml': faultyPool.replace('metadata:', 'metadata: # späte Äpfel 🍎') });
const clean = lintTexts({ 'notes.txt': 'nothing' });

interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

function elementsOf(xml: string): XmlElement[] {
  const elements: XmlElement[] = [];
  const parser = new SaxesParser();
  parser.on('opentag', ({ name, attributes }) => elements.push({ name, attributes: attributes as Record<string, string> }));
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(xml).close();
  return elements;
}

function at(rule: string, { report }: Linted = faulty): number {
  return report.findings.findIndex((finding) => finding.rule === rule);
}

describe('github', () => {
  it('points at the line and the columns, the worst first', () => {
    const lines = renderGithub(faulty.report, faulty.sources, { root: 'infra/' }).split('\n');
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^::error title=karplint%3A unknown-field,file=infra\/pools\/apples.yaml,line=11,endLine=11,col=7,endColumn=17::`requirments` .*%0ADid you mean/,
      ),
    );
    const kinds = lines.flatMap((line) => /^::(\w+)/.exec(line)?.[1] ?? []);
    expect(kinds).toEqual([...kinds].sort((a, b) => ['error', 'warning', 'notice'].indexOf(a) - ['error', 'warning', 'notice'].indexOf(b)));
  });

  it('keeps to ten of a kind, and says how many more there are', () => {
    const many = lintTexts(Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`${index}.yaml`, faultyPool])));
    const lines = renderGithub(many.report, many.sources, { root: '' }).trimEnd().split('\n');
    expect(lines.filter((line) => line.startsWith('::error ')).length).toBe(10);
    expect(lines.at(-1)).toBe(
      `${many.report.findings.length - lines.length + 1} more findings are over GitHub's limit of 10 annotations of a kind; the job summary has them.`,
    );
  });
});

describe('gitlab', () => {
  it('has what GitLab asks for, with fingerprints that are unique and do not follow lines', () => {
    const parse = ({ report, sources }: Linted) => JSON.parse(renderGitlab(report, sources, { root: '' })) as Record<string, unknown>[];
    const twice = lintTexts({ 'pools/apples.yaml': `${faultyPool}---\n${faultyPool}` });
    const moved = lintTexts({ 'pools/apples.yaml': `# one more line\n${faultyPool}` });
    const fingerprints = (linted: Linted) => parse(linted).map(({ fingerprint }) => fingerprint);
    expect(parse(faulty)[at('unknown-field')]).toMatchObject({
      check_name: 'unknown-field',
      severity: 'critical',
      location: { path: 'pools/apples.yaml', lines: { begin: 11, end: 11 } },
    });
    expect(new Set(fingerprints(twice)).size).toBe(twice.report.findings.length);
    expect(fingerprints(moved)).toEqual(fingerprints(faulty));
    expect(parse(clean)).toEqual([]);
  });
});

describe('junit', () => {
  it('counts its cases, and has a passed one when nothing is found', () => {
    const elements = elementsOf(renderJunit(faulty.report, faulty.sources));
    const count = faulty.report.findings.length;
    expect(elements[0]).toMatchObject({ name: 'testsuites', attributes: { tests: String(count), failures: String(count) } });
    expect(elements.filter(({ name }) => name === 'failure')).toHaveLength(count);
    expect(elements.filter(({ name }) => name === 'testsuite').map(({ attributes }) => attributes['name'])).toEqual(['pools/apples.yaml']);
    expect(elementsOf(renderJunit(clean.report, clean.sources)).map(({ name }) => name)).toEqual(['testsuites', 'testsuite', 'testcase']);
  });
});

describe('checkstyle', () => {
  it('gives line, column and severity', () => {
    const elements = elementsOf(renderCheckstyle(faulty.report, faulty.sources));
    expect(elements.find(({ attributes }) => attributes['source'] === 'karplint.unknown-field')?.attributes).toMatchObject({
      line: '11',
      column: '7',
      severity: 'error',
    });
    expect(elementsOf(renderCheckstyle(clean.report, clean.sources)).map(({ name }) => name)).toEqual(['checkstyle']);
  });
});

describe('rdjson', () => {
  it('counts columns in bytes, and suggests the fix', () => {
    const text = `kind: NodePool # ä 🍎\napiVersion: karpenter.sh/v1\nmetadata: { name: "ä", labels: { "🍎": x } }\nspec: { weight: 0 }\n`;
    const { report, sources } = lintTexts({ 'a.yaml': text });
    const source = sources.get('a.yaml');
    const parsed = JSON.parse(renderRdjson(report, sources)) as { diagnostics: { location: { range: { start: { line: number; column: number } } } }[] };
    const bytes = new TextEncoder().encode(text);
    for (const [index, { range }] of report.findings.entries()) {
      const { line, column } = parsed.diagnostics[index]?.location.range.start ?? { line: 0, column: 0 };
      const lineStart = new TextEncoder().encode(
        text
          .split('\n')
          .slice(0, line - 1)
          .map((each) => `${each}\n`)
          .join(''),
      ).length;
      expect(new TextDecoder().decode(bytes.slice(lineStart + column - 1)).startsWith(source?.text.slice(range.start, range.start + 4) ?? '')).toBe(true);
    }
    expect(report.findings.length).toBeGreaterThan(1);
  });
});

describe('unix and agent', () => {
  it('name place, severity, rule and remedy on one line', () => {
    expect(renderUnix(faulty.report, faulty.sources)).toContain('pools/apples.yaml:11:7: critical: `requirments` is not a field');
    const line = renderAgent(faulty.report, faulty.sources).split('\n')[at('consolidation-disabled')];
    expect(line).toMatch(
      /^pools\/apples.yaml:7:23 \w+ consolidation-disabled \| NodePool\/apples spec.disruption.consolidateAfter \| .* \| Remedy: .* \| Fix: karplint --fix-rule consolidation-disabled --unsafe-fixes$/,
    );
  });
});

describe('markdown and html', () => {
  it('say so when nothing is found', () => {
    expect(renderMarkdown(clean.report, clean.sources)).toContain('No findings.');
    expect(renderHtml(clean.report, clean.sources)).toContain('Nothing to mend.');
  });

  it('cut a report that would be too long for a job summary, and count the rest', () => {
    const many = lintTexts(Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`${index}.yaml`, faultyPool])));
    const text = renderMarkdown(many.report, many.sources);
    expect(new TextEncoder().encode(text).length).toBeLessThan(1024 * 1024);
    expect(text).toMatch(/\n\d+ more findings do not fit here\.\n$/);
  });

  it('mark what a finding covers in the lines around it', () => {
    const page = renderHtml(faulty.report, faulty.sources);
    expect(page).toContain('<span class="line"><i>11</i>      <mark>requirments</mark>: []</span>');
    expect(page).toContain('id="severity-critical"');
  });
});
