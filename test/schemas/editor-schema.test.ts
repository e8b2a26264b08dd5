import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { newestVersion } from '../../src/karpenter/versions.ts';
import { editorSchema, servedKinds } from '../../src/schemas/editor-schema.ts';
import type { JsonSchema } from '../../src/schemas/editor-schema.ts';

const nodePool = { group: 'karpenter.sh', version: 'v1', kind: 'NodePool' };
const template = { spec: { nodeClassRef: { group: 'g', kind: 'K', name: 'n' }, requirements: [{ key: 'a', operator: 'Exists' }] } };

function schemaOf(minor: string): JsonSchema {
  const schema = editorSchema(nodePool, minor);
  if (schema === undefined) throw new Error('no schema');
  return schema;
}

/** The paths that a stock JSON schema validator complains about in a NodePool. */
function complaints(changes: object, minor = '1.14'): string[] {
  const ajv = new Ajv({ allErrors: true, strict: false, logger: false });
  const validate = ajv.compile(schemaOf(minor));
  validate({ apiVersion: 'karpenter.sh/v1', kind: 'NodePool', metadata: { name: 'a' }, spec: { template }, ...changes });
  return [...new Set((validate.errors ?? []).map(({ instancePath, keyword }) => `${keyword} ${instancePath}`))].sort();
}

const withSpec = (spec: object) => ({ spec: { template, ...spec } });

describe('editorSchema', () => {
  it('gives a schema that any validator reads', () => {
    expect(complaints(withSpec({ weight: 10, limits: { cpu: 1, memory: '1Gi' } }))).toEqual([]);
    expect(complaints(withSpec({ weight: 0, limits: { cpu: 'lots' }, extra: 1 }))).toEqual([
      'additionalProperties /spec',
      'minimum /spec/weight',
      'pattern /spec/limits/cpu',
    ]);
  });

  it('differs from minor to minor, and knows only what a minor serves', () => {
    expect(complaints(withSpec({ replicas: 1 }), '1.8')).toEqual([]);
    expect(complaints(withSpec({ replicas: 1 }), '1.7')).toEqual(['additionalProperties /spec']);
    expect(editorSchema({ ...nodePool, version: 'v1beta1' }, '1.14')).toBeUndefined();
    expect(editorSchema({ ...nodePool, version: 'v1beta1' }, '0.37')).toBeDefined();
  });

  it('names the kind and its version, and wants metadata with a name', () => {
    expect(complaints({ apiVersion: 'karpenter.sh/v1beta1', kind: 'Pool' })).toEqual(['enum /apiVersion', 'enum /kind']);
    expect(complaints({ metadata: { generateName: 'a-' } })).toEqual([]);
    expect(complaints({ metadata: {} })).toEqual(['anyOf /metadata', 'required /metadata']);
    expect(complaints({ metadata: { name: 'A_b', labels: { 'a b': 'c d' }, nmae: 'x' } })).toEqual([
      'additionalProperties /metadata',
      'pattern /metadata/labels',
      'pattern /metadata/labels/a b',
      'pattern /metadata/name',
      'propertyNames /metadata/labels',
    ]);
  });

  it('takes the nulls that the API server drops, and no other', () => {
    expect(complaints(withSpec({ weight: null, limits: null }))).toEqual([]);
    expect(complaints({ spec: { template: null } })).toEqual(['type /spec/template']);
  });

  it('does not ask for what the API server fills in', () => {
    expect(complaints(withSpec({ disruption: { consolidateAfter: '1m', budgets: [{}] } }))).toEqual([]);
    expect(complaints(withSpec({ disruption: {} }))).toEqual(['required /spec/disruption']);
  });

  it('looks in a status at the names alone', () => {
    expect(complaints({ status: { resources: 'many' } })).toEqual([]);
    expect(complaints({ status: { resuorces: {} } })).toEqual(['additionalProperties /status']);
  });

  it.each(['0.32', '0.37', '1.0', '1.7', newestVersion])('has for %s schemas that compile, with every field described', (minor) => {
    const ajv = new Ajv({ strict: false, logger: false, unicodeRegExp: true });
    const kinds = servedKinds(minor);
    expect(kinds.length).toBeGreaterThan(2);
    for (const kind of kinds) {
      const schema = editorSchema(kind, minor) ?? {};
      expect(() => ajv.compile(schema)).not.toThrow();
      expect(undescribed(schema)).toEqual([]);
    }
  });
});

/** The paths of fields without a description. */
function undescribed(schema: JsonSchema, path = ''): string[] {
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, JsonSchema>);
  const own = properties.flatMap(([name, field]) => [
    ...(typeof field['description'] === 'string' && field['description'] !== '' ? [] : [`${path}.${name}`]),
    ...undescribed(field, `${path}.${name}`),
  ]);
  const items = schema['items'] as JsonSchema | undefined;
  return [...own, ...(items === undefined ? [] : undescribed(items, `${path}[]`))];
}
