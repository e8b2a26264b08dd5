import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { toJsonSchema } from '../../src/schemas/editor-schema.ts';
import { schemaIn } from '../../src/schemas/look-up.ts';

const template = { spec: { nodeClassRef: { group: 'g', kind: 'K', name: 'n' }, requirements: [{ key: 'a', operator: 'Exists' }] } };

/** The paths that a stock JSON schema validator complains about in a NodePool. */
function complaints(spec: object, minor: string): string[] {
  const schema = schemaIn({ group: 'karpenter.sh', version: 'v1', kind: 'NodePool' }, minor);
  if (schema === undefined) throw new Error('no schema');
  const ajv = new Ajv({ allErrors: true, strict: false, logger: false });
  const validate = ajv.compile(toJsonSchema(schema));
  validate({ apiVersion: 'karpenter.sh/v1', kind: 'NodePool', metadata: { name: 'a' }, spec: { template, ...spec } });
  return [...new Set((validate.errors ?? []).map(({ instancePath, keyword }) => `${keyword} ${instancePath}`))];
}

describe('toJsonSchema', () => {
  it('gives a schema that any validator reads', () => {
    expect(complaints({ weight: 10, limits: { cpu: 1, memory: '1Gi' } }, '1.14')).toEqual([]);
    expect(complaints({ weight: 0, limits: { cpu: 'lots' }, extra: 1 }, '1.14').sort()).toEqual([
      'additionalProperties /spec',
      'minimum /spec/weight',
      'pattern /spec/limits/cpu',
    ]);
  });

  it('differs from minor to minor', () => {
    expect(complaints({ replicas: 1 }, '1.8')).toEqual([]);
    expect(complaints({ replicas: 1 }, '1.7')).toEqual(['additionalProperties /spec']);
  });
});
