import { describe, expect, it } from 'vitest';
import { Source } from '../../src/core/source.ts';
import { docsOf, lintWorkspace, readSource, ruleMetas } from '../../src/linter.ts';
import { renderReviewHtml } from '../../src/reporters/review/html.ts';
import { renderReviewMarkdown } from '../../src/reporters/review/markdown.ts';
import { reviewOf } from '../../src/reporters/review/review.ts';
import { faultyPool, nodeClass } from './report.ts';

function review(texts: Readonly<Record<string, string>>) {
  const sources = Object.entries(texts).map(([file, text]) => new Source(file, text));
  const { report, checked } = lintWorkspace(sources.map((source) => readSource(source)));
  const pageOf = (rule: string) => `# ${rule}\n\n## Why it matters\n\nBecause of\n${rule}.\n\nMore.\n`;
  return reviewOf(report, new Map(sources.map((source) => [source.file, source])), { metas: ruleMetas, checked, docsOf, pageOf });
}

const faulty = review({ 'pools/apples.yaml': faultyPool, 'pools/class.yaml': nodeClass });
const findings = faulty.groups.flatMap((group) => group.findings);

describe('reviewOf', () => {
  it('keeps the order of a review and numbers what it found', () => {
    const order = ['validity', 'correctness', 'cost', 'reliability', 'security', 'gitops'];
    const names = faulty.groups.map(({ group }) => group);
    expect(names).toEqual(order.filter((name) => names.includes(name as (typeof names)[number])));
    expect(findings.map(({ number }) => number)).toEqual(findings.map((_, index) => index + 1));
    for (const { findings: own } of faulty.groups) {
      const ranks = own.map(({ severity }) => ['critical', 'improvement', 'note'].indexOf(severity));
      expect(ranks).toEqual([...ranks].sort());
    }
  });

  it('says in one sentence whether it is ready', () => {
    expect(faulty.verdict.isReady).toBe(false);
    expect(faulty.verdict.sentence).toMatch(/^Not ready for production: mend \d+ critical findings in 2 files first\.$/);
    expect(review({}).verdict.sentence).toContain('nothing to review');
    const clean = nodeClass.replace('  metadataOptions: { httpTokens: optional }\n', '');
    expect(review({ 'class.yaml': clean }).verdict.isReady).toBe(true);
  });

  it('lists what looked at something and found nothing', () => {
    const fine = faulty.groups.flatMap((group) => group.fine.map(({ rule }) => rule));
    expect(fine).toContain('requirement-conflict');
    expect(fine).not.toContain('unknown-field');
    expect(fine.filter((rule) => findings.some((finding) => finding.rule === rule))).toEqual([]);
    expect(review({ 'class.yaml': nodeClass }).groups.flatMap((group) => group.fine.map(({ rule }) => rule))).not.toContain('requirement-conflict');
  });

  it('shows the corrected YAML as a diff', () => {
    const imds = findings.find(({ rule }) => rule === 'imdsv1-allowed');
    expect(imds?.diff).toContain('--- a/pools/class.yaml\n+++ b/pools/class.yaml\n');
    expect(imds?.diff).toContain('-  metadataOptions: { httpTokens: optional }\n+  metadataOptions: { httpTokens: required }\n');
    expect(imds?.why).toBe('Because of imdsv1-allowed.');
  });

  it('warns of nodes that are replaced, on the way there and on the way back', () => {
    const imds = findings.find(({ rule }) => rule === 'imdsv1-allowed');
    expect(imds?.rollsNodes).toBe(true);
    expect(imds?.rollback).toContain('Never delete the NodePool');
    expect(imds?.verify).toContain('kubectl wait --for=condition=Ready ec2nodeclass/default --timeout=2m');
    const consolidation = findings.find(({ rule }) => rule === 'consolidation-disabled');
    expect(consolidation).toMatchObject({ rollsNodes: false, rollback: 'Revert the commit and apply it again; no node is replaced.' });
  });

  it('quotes names for the shell', () => {
    const hostile = review({ "a'; rm -rf.yaml": faultyPool });
    expect(hostile.groups[0]?.findings[0]?.verify[0]).toBe(`karplint 'a'\\''; rm -rf.yaml'`);
  });
});

describe('the pages of a review', () => {
  const hostile = review({ 'x</script><b>.yaml': faultyPool.replace('requirments', '"</pre><img src=x onerror=alert(1)> [a](javascript:x) ```"') });

  it('lets no markup of a manifest into the HTML', () => {
    const html = renderReviewHtml(hostile);
    expect(html).not.toMatch(/<img|<\/script|<b>\.yaml/);
    expect(html).toContain('&lt;img src=x');
    expect(html).toContain("default-src 'none'");
  });

  it('lets no markup of a manifest into the Markdown', () => {
    const markdown = renderReviewMarkdown(hostile);
    const outsideCode = markdown.replace(/^(`{3,})[a-z]*\n[^]*?\n\1$/gm, '').replace(/(?<!\\)`[^`\n]*`/g, '');
    expect(outsideCode).not.toMatch(/(?<!\\)<img|(?<!\\)\]\(javascript/);
  });

  it('closes every fence of the Markdown', () => {
    const fences = renderReviewMarkdown(hostile).match(/^`{3,}/gm) ?? [];
    expect(fences.length % 2).toBe(0);
    expect(fences.length).toBeGreaterThan(0);
  });
});
