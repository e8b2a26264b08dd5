import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Log, Run } from 'sarif';
import { describe, expect, it } from 'vitest';
import { docsOf, ruleMetas } from '../../src/linter.ts';
import { renderSarif } from '../../src/reporters/sarif.ts';
import { faultyPool, lintTexts, nodeClass } from './report.ts';
import type { Linted } from './report.ts';

const toolFolder = dirname(createRequire(import.meta.url).resolve('@microsoft/sarif-multitool-linux/package.json'));
const schema = JSON.parse(readFileSync(join(toolFolder, 'sarif-2.1.0.json'), 'utf8')) as object;
const ajv = new Ajv2020({ strict: false, allErrors: true });
formats.default(ajv);
const validate = ajv.compile(schema);

const page = '# x\n\n## Why it matters\n\nBecause it\nmatters.\n\n## Examples\n';

function render({ report, sources }: Linted, root = ''): Run {
  const log = JSON.parse(renderSarif(report, sources, { version: '1.2.3', metas: ruleMetas, docsOf, helpOf: () => page, root })) as Log;
  expect(validate(log) ? [] : validate.errors).toEqual([]);
  const [run] = log.runs;
  if (run === undefined) throw new Error('expected a run');
  return run;
}

const linted = lintTexts({ 'pools/apples.yaml': faultyPool, 'pools/class.yaml': nodeClass });

describe('renderSarif', () => {
  it('has results also when nothing is found', () => {
    expect(render(lintTexts({})).results).toEqual([]);
  });

  it('describes each rule that it uses as GitHub shows it', () => {
    const { tool, results = [] } = render(linted);
    const rules = tool.driver.rules ?? [];
    expect(rules.map(({ id }) => id).sort()).toEqual([...new Set(results.map(({ ruleId }) => ruleId ?? ''))].sort());
    for (const rule of rules) {
      expect(rule.shortDescription?.text).not.toBe('');
      expect(rule.fullDescription?.text).toBe('Because it matters.');
      expect(rule.help).toEqual({ text: expect.stringContaining(rule.helpUri ?? '?') as string, markdown: page });
      expect(['error', 'warning', 'note']).toContain(rule.defaultConfiguration?.level);
    }
    for (const { ruleId, ruleIndex = -1 } of results) expect(rules[ruleIndex]?.id).toBe(ruleId);
  });

  it('gives a security severity to security rules only, as text', () => {
    const rules = render(linted).tool.driver.rules ?? [];
    const withSeverity = rules.filter(({ properties }) => properties?.['security-severity'] !== undefined).map(({ id }) => id);
    expect(withSeverity).toContain('imdsv1-allowed');
    expect(withSeverity.every((id) => ruleMetas.find((meta) => meta.id === id)?.group === 'security')).toBe(true);
    expect(typeof rules.find(({ id }) => id === 'imdsv1-allowed')?.properties?.['security-severity']).toBe('string');
  });

  it('points at the value, relative to the root of the repository', () => {
    const { results = [] } = render(linted, 'infra/ä b/');
    const unknown = results.find(({ ruleId }) => ruleId === 'unknown-field');
    expect(unknown?.locations?.[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: 'infra/%C3%A4%20b/pools/apples.yaml', uriBaseId: '%SRCROOT%' },
      region: { startLine: 11, startColumn: 7, endLine: 11, endColumn: 18 },
    });
  });

  it('takes a file beside the working directory for one of the repository', () => {
    const { results = [] } = render(lintTexts({ '../pools/apples.yaml': faultyPool }), 'infra/');
    expect(results[0]?.locations?.[0]?.physicalLocation?.artifactLocation?.uri).toBe('pools/apples.yaml');
  });

  it('offers fixes and second places', () => {
    const { results = [] } = render(linted);
    const reference = results.find(({ ruleId }) => ruleId === 'nodeclass-ref-unresolved');
    expect(reference?.relatedLocations?.[0]?.physicalLocation?.artifactLocation?.uri).toBe('pools/class.yaml');
    const replacement = reference?.fixes?.[0]?.artifactChanges[0]?.replacements[0];
    expect(replacement?.deletedRegion).toEqual({ startLine: 10, startColumn: 75, endLine: 10, endColumn: 81 });
    expect(replacement?.insertedContent).toEqual({ text: 'default' });
  });

  it('makes no link of the brackets in a message', () => {
    const { report, sources } = lintTexts({ 'a.yaml': faultyPool.replace('requirments', '"[x](https://example.com)"') });
    const { results = [] } = render({ report, sources });
    expect(results.map(({ message }) => message.text).join('\n')).toContain('\\[x\\](https://example.com)');
  });

  it('leaves out the least severe results where GitHub would refuse the file', () => {
    const { report, sources } = linted;
    const [note] = report.findings.filter(({ severity }) => severity === 'improvement');
    const [critical] = report.findings.filter(({ severity }) => severity === 'critical');
    if (note === undefined || critical === undefined) throw new Error('expected both severities');
    const findings = [...Array.from({ length: 25_000 }, () => ({ ...note })), critical];
    const run = render({ report: { ...report, findings }, sources });
    expect(run.results).toHaveLength(25_000);
    expect(run.results?.at(-1)?.ruleId).toBe(critical.rule);
    expect(run.invocations?.[0]?.toolExecutionNotifications?.[0]?.message.text).toContain('1 findings');
  });
});
