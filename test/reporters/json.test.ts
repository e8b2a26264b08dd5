import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderJson } from '../../src/reporters/json.ts';
import { faultyPool, lintTexts, nodeClass } from './report.ts';

const schema = JSON.parse(readFileSync(join(import.meta.dirname, '../../src/reporters/report.schema.json'), 'utf8')) as object;
const ajv = new Ajv({ strict: true, allErrors: true, allowUnionTypes: true });
formats.default(ajv);
const validate = ajv.compile(schema);

function render(texts: Readonly<Record<string, string>>) {
  const { report, sources } = lintTexts(texts);
  return JSON.parse(renderJson(report, sources, { version: '1.2.3' })) as { findings: Record<string, unknown>[] } & Record<string, unknown>;
}

describe('renderJson', () => {
  it('keeps to the published schema, with findings and without', () => {
    for (const texts of [{}, { 'pools/apples.yaml': faultyPool, 'pools/class.yaml': nodeClass }, { 'broken.yaml': 'kind: NodePool\napiVersion: [' }]) {
      expect(validate(render(texts)) ? [] : validate.errors).toEqual([]);
    }
  });

  it('refuses a report that lacks a part, so that the check above means something', () => {
    const { summary: _summary, ...rest } = render({});
    expect(validate(rest)).toBe(false);
  });

  it('names the place of a value in lines and columns from 1, its end exclusive', () => {
    const { findings } = render({ 'apples.yaml': faultyPool });
    const unknown = findings.find(({ rule }) => rule === 'unknown-field');
    expect(unknown).toMatchObject({
      file: 'apples.yaml',
      start: { line: 11, column: 7 },
      end: { line: 11, column: 18 },
      path: ['spec', 'template', 'spec', 'requirments'],
      layer: 'schema',
      resource: { apiVersion: 'karpenter.sh/v1', kind: 'NodePool', name: 'apples' },
      serverMessage: 'strict decoding error: unknown field "spec.template.spec.requirments"',
    });
  });

  it('says what a second place has to do with a finding', () => {
    const { findings } = render({ 'apples.yaml': faultyPool, 'class.yaml': nodeClass });
    const reference = findings.find(({ rule }) => rule === 'nodeclass-ref-unresolved');
    expect(reference?.['related']).toEqual([expect.objectContaining({ file: 'class.yaml', start: { line: 4, column: 9 }, end: { line: 4, column: 16 } })]);
    expect(reference?.['fix']).toEqual({ title: expect.stringContaining('`default`') as string, safety: 'unsafe', rolls: true });
  });
});
