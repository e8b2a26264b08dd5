import { describe, expect, it } from 'vitest';
import { Source } from '../../src/core/source.ts';
import { CrdSet } from '../../src/crd/check.ts';
import { readCrds } from '../../src/crd/read.ts';
import { lintManifests, readSource } from '../../src/linter.ts';
import { widgets } from './widgets.ts';

const definitions = new CrdSet(readCrds(new Source('crd.yaml', widgets)).versions);

function findingsOf(text: string) {
  const source = new Source('widget.yaml', text);
  return lintManifests([readSource(source)], { definitions }).findings;
}

/** The complaints about a widget with this specification, as `rule path: message`. */
function complaints(spec: string): string[] {
  const text = `apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: a}\nspec:\n${spec.replace(/^/gm, '  ')}\n`;
  return findingsOf(text).map(({ rule, path = [], message }) => `${rule} ${path.join('.')}: ${message}`);
}

describe('CrdSet', () => {
  it.each([
    'name: abc',
    'replicas: 3\nport: 80\nstep: 1.5',
    'port: "80"\ntags: [a, b]',
    'parts: [{id: a, inline: x}, {id: b, ref: z}]',
    'free: {any: {thing: [1]}, known: {a: b}}',
    'template: {apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {any: thing}}',
    'until: 2026-01-31T12:00:00Z\nevery: 1h30m\nodd: anything',
    'maybe: null\nname: null',
    'name: ${NAME}\nmin: ${MIN}\ntags: ["${A}", "${A}"]\nparts: ["${PART}"]',
    '${KEY}: x\nmin: 1',
  ])('accepts %s', (spec) => {
    expect(complaints(spec)).toEqual([]);
  });

  it.each([
    ['name: ABC', 'api-rejected spec.name: `name` is `ABC`, but must match the pattern `^[a-z]+$`.'],
    ['name: abcdefghijk', 'api-rejected spec.name: `name` is 11 characters long, but may have at most 10.'],
    ['name: 1', 'api-rejected spec.name: `name` is the number `1`, but the API wants text.'],
    ['colour: blue', 'api-rejected spec.colour: `colour` is `blue`, but must be one of `red`, `green` or `grey`.'],
    [
      'replicas: 2147483648',
      'api-rejected spec.replicas: `replicas` is `2147483648`, but must be a whole number from 0 to 2147483647, because it is the number of replicas.',
    ],
    ['max: 100', 'api-rejected spec.max: `max` is `100`, but must be less than 100.'],
    ['step: 0.7', 'api-rejected spec.step: `step` is `0.7`, but must be a multiple of 0.5.'],
    ['port: 1.5', 'api-rejected spec.port: `port` is the number `1.5`, but the API wants a whole number or text.'],
    ['tags: [a, a]', 'api-rejected spec.tags.1: `tags[1]` repeats `a`, but each value may stand in this list once.'],
    [
      'parts: [{id: a, ref: x}, {id: a, ref: z}]',
      'api-rejected spec.parts.1: `parts[1]` has the same keys as an item before it, but each may stand in this list once.',
    ],
    ['parts: [{id: a}]', 'api-rejected spec.parts.0: `parts[0]` fits none of the forms that its schema allows, but must fit exactly one.'],
    ['parts: [{id: a, inline: x, ref: z}]', 'api-rejected spec.parts.0: `parts[0]` fits 2 of the forms that its schema allows, but must fit exactly one.'],
    [
      'template: {apiVersion: a/b/c, kind: Pod}',
      'api-rejected spec.template.apiVersion: `apiVersion` is the text `a/b/c`, which is not the apiVersion of an object.',
    ],
    ['until: soon', 'api-rejected spec.until: `until` is the text `soon`, but the API wants a time such as `2026-01-31T12:00:00Z`.'],
    ['every: soon', 'api-rejected spec.every: `every` is the text `soon`, but must be a duration such as `1h30m`.'],
    ['labels: {}', 'api-rejected spec.labels: `labels` has too few entries: it must have at least 1.'],
    [
      'naem: x',
      'unknown-field spec.naem: `naem` is not a field of `spec` in its CustomResourceDefinition: kubectl refuses it, and clients that are less strict lose it silently.',
    ],
    [
      'free: {known: {b: 1}}',
      'unknown-field spec.free.known.b: `b` is not a field of `spec.free.known` in its CustomResourceDefinition: kubectl refuses it, and clients that are less strict lose it silently.',
    ],
    ['min: 20', 'api-rejected spec.min: `spec.min` breaks a validation rule of its CustomResourceDefinition: min is 20, above 10.'],
    ['colour: grey', 'api-rejected spec: `spec` breaks a validation rule of its CustomResourceDefinition: nothing is born grey.'],
    ['no-dash: x', "api-rejected spec.no-dash: `spec.no-dash` breaks a validation rule of its CustomResourceDefinition: failed rule: self != 'x'."],
  ])('objects to %s', (spec, complaint) => {
    expect(complaints(spec)).toEqual([complaint]);
  });

  it('says in one pass what is wrong with the structure and what breaks a rule elsewhere', () => {
    expect(complaints('name: 1\nno-dash: x').map((line) => line.split(':')[0])).toEqual(['api-rejected spec.name', 'api-rejected spec.no-dash']);
  });

  it('gives the words of the API server and the remedy', () => {
    const [finding] = findingsOf('apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: a}\nspec: {min: 20}\n');
    expect(finding).toMatchObject({
      layer: 'schema',
      serverMessage: 'spec.min: Invalid value: min is 20, above 10',
      help: 'The rule is `self.min <= self.max`.',
    });
    const [required] = findingsOf('apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: a}\n');
    expect(required).toMatchObject({ rule: 'api-rejected', path: ['spec'], serverMessage: 'spec: Required value' });
  });

  it('drops a status on create, after it has looked at the names in it', () => {
    const widget = (status: string) => `apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: a}\nspec: {}\nstatus: ${status}\n`;
    expect(findingsOf(widget('{ready: maybe}'))).toEqual([]);
    expect(findingsOf(widget('{raedy: true}')).map(({ path }) => path?.join('.'))).toEqual(['status.raedy']);
  });

  it('checks metadata, and refuses versions that are not served', () => {
    const bad = 'kind: Widget\nmetadata: {name: A_b, labels: {a: "b c"}, naem: x}\nspec: {}\n';
    expect(findingsOf(`apiVersion: example.com/v1\n${bad}`).map(({ rule, path }) => `${rule} ${path?.join('.') ?? ''}`)).toEqual([
      'api-rejected metadata.name',
      'api-rejected metadata.labels.a',
      'unknown-field metadata.naem',
    ]);
    expect(findingsOf(`apiVersion: example.com/v1alpha1\n${bad}`)).toMatchObject([
      { rule: 'api-rejected', path: ['apiVersion'], help: 'Use `example.com/v1`.' },
    ]);
  });

  it('leaves kinds without a definition to the built-in schemas', () => {
    const pool = 'apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: a}\nspec: {weight: 0}\n';
    expect(findingsOf(pool).some(({ path }) => path?.join('.') === 'spec.weight')).toBe(true);
  });
});

describe('a definition of Karpenter', () => {
  const crd = (rule: object) =>
    JSON.stringify({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      spec: {
        group: 'karpenter.sh',
        names: { kind: 'NodePool' },
        scope: 'Cluster',
        versions: [{ name: 'v1', schema: { openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object', ...rule } } } } }],
      },
    });

  function messagesOf(rule: object, spec: string): (string | undefined)[] {
    const own = new CrdSet(readCrds(new Source('crd.json', crd(rule))).versions);
    const source = new Source('pool.yaml', `apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: a}\nspec: ${spec}\n`);
    const findings = lintManifests([readSource(source)], { definitions: own }).findings.filter(({ layer }) => layer === 'schema');
    return findings.map(({ message, path }) => `${path?.join('.') ?? ''}: ${message}`);
  }

  it('gets the sentences of the built-in rules for its own rules and patterns', () => {
    const number = { type: 'integer' };
    const rule = { rule: '!has(self.replicas) || !has(self.weight)', message: "'weight' is not supported on static NodePools" };
    const spec = { properties: { replicas: number, weight: number }, 'x-kubernetes-validations': [rule] };
    expect(messagesOf(spec, '{replicas: 1, weight: 2}')).toEqual(['spec.weight: A pool with `replicas` takes no pending pods, so it cannot have a `weight`.']);
    const pattern = { properties: { price: { type: 'string', pattern: '^\\d+(\\.\\d+)?$' } } };
    expect(messagesOf(pattern, '{price: much}')).toEqual(['spec.price: `price` is `much`, but must be a price per hour such as `0.25`.']);
  });
});
