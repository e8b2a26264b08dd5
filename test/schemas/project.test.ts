import { describe, expect, it } from 'vitest';
import { schemaTexts } from '../../src/schemas/authored.generated.ts';
import type { AuthoredNode, AuthoredSchema } from '../../src/schemas/authored.ts';
import { knownVersions } from '../../src/karpenter/versions.ts';
import { constraintsIn, holdsIn, projectSchema } from '../../src/schemas/project.ts';

describe('holdsIn', () => {
  it.each([
    [{}, '0.32', true],
    [{ since: '1.9' }, '1.8', false],
    [{ since: '1.9' }, '1.9', true],
    [{ since: '1.9' }, '1.10', true],
    [{ until: '1.1' }, '1.0', true],
    [{ until: '1.1' }, '1.1', false],
    [{ since: '0.33', until: '1.10' }, '1.9', true],
  ])('%j in %s is %s', (range, minor, expected) => {
    expect(holdsIn(range, minor)).toBe(expected);
  });
});

const node: AuthoredNode = {
  description: 'A block.',
  type: 'object',
  required: ['mode'],
  variants: [{ until: '1.2', required: null }],
  properties: {
    mode: {
      description: 'A mode.',
      type: 'string',
      enum: ['a', 'b', 'c'],
      variants: [
        { until: '1.1', enum: ['a'] },
        { since: '1.1', until: '1.3', enum: ['a', 'b'] },
      ],
    },
    fresh: { description: 'New.', since: '1.2', type: 'integer', minimum: 1, variants: [{ until: '1.3', minimum: null }] },
    stale: { description: 'Old.', until: '1.2', type: 'boolean' },
  },
};

describe('projectSchema', () => {
  it('keeps the fields of one minor and drops the annotations', () => {
    expect(projectSchema(node, '1.1')).toEqual({
      description: 'A block.',
      type: 'object',
      properties: { mode: { description: 'A mode.', type: 'string', enum: ['a', 'b'] }, stale: { description: 'Old.', type: 'boolean' } },
    });
    expect(projectSchema(node, '1.4')).toEqual({
      description: 'A block.',
      type: 'object',
      required: ['mode'],
      properties: {
        mode: { description: 'A mode.', type: 'string', enum: ['a', 'b', 'c'] },
        fresh: { description: 'New.', type: 'integer', minimum: 1 },
      },
    });
  });

  it('reads items and free keys too', () => {
    const list: AuthoredNode = { description: 'A list.', type: 'array', items: { description: 'A map.', type: 'object', additionalProperties: node } };
    expect(projectSchema(list, '1.0').items?.additionalProperties?.properties?.['mode']?.enum).toEqual(['a']);
  });
});

describe('constraintsIn', () => {
  it('lets null take a constraint away', () => {
    expect(constraintsIn(node.properties?.['fresh'] as AuthoredNode, '1.2')).toEqual({ type: 'integer' });
  });
});

describe('the authored schemas', () => {
  const schemas = schemaTexts.map(({ name, text }) => [name, JSON.parse(text) as AuthoredSchema] as const);

  it.each(schemas)('%s says in words what every field and every pattern means', (_name, schema) => {
    expect(collect(schema, ({ description }) => !/^[A-Z`].*\.$/.test(description))).toEqual([]);
    expect(collect(schema, ({ pattern, patternMeans }) => pattern !== undefined && patternMeans === undefined)).toEqual([]);
  });

  it.each(schemas)('%s speaks of known minors only, and of patterns that JavaScript reads', (_name, schema) => {
    const bounds = collectBounds(schema);
    expect(bounds.filter((minor) => !knownVersions.includes(minor))).toEqual([]);
    expect(() => collect(schema, ({ pattern }) => pattern !== undefined && new RegExp(pattern, 'u').global)).not.toThrow();
  });

  it.each(schemas)('%s requires no field that a minor lacks', (_name, schema) => {
    const missing = knownVersions.filter((minor) => holdsIn(schema, minor)).flatMap((minor) => collectMissing(schema, minor));
    expect(missing).toEqual([]);
  });
});

function children(node: AuthoredNode): [string, AuthoredNode][] {
  const named = Object.entries(node.properties ?? {});
  return [...named, ...(node.items === undefined ? [] : [['[]', node.items] as [string, AuthoredNode]]), ...freeKeys(node)];
}

function freeKeys({ additionalProperties }: AuthoredNode): [string, AuthoredNode][] {
  return additionalProperties === undefined ? [] : [['{*}', additionalProperties]];
}

function collect(node: AuthoredNode, test: (node: AuthoredNode) => boolean, path = ''): string[] {
  return [...(test(node) ? [path] : []), ...children(node).flatMap(([name, child]) => collect(child, test, `${path}.${name}`))];
}

function collectBounds(node: AuthoredNode): string[] {
  const ranges = [node, ...(node.variants ?? [])];
  return [
    ...ranges.flatMap(({ since, until }) => [since, until].filter((minor) => minor !== undefined)),
    ...children(node).flatMap(([, child]) => collectBounds(child)),
  ];
}

function collectMissing(node: AuthoredNode, minor: string, path = ''): string[] {
  const own = (constraintsIn(node, minor).required ?? []).filter((name) => !holdsIn(node.properties?.[name] ?? { until: '0.0' }, minor));
  const present = children(node).filter(([, child]) => holdsIn(child, minor));
  return [...own.map((name) => `${minor} ${path}.${name}`), ...present.flatMap(([name, child]) => collectMissing(child, minor, `${path}.${name}`))];
}
