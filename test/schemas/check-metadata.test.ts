import { describe, expect, it } from 'vitest';
import { problemsOf } from './problems.ts';

function withMetadata(metadata: string): string {
  const spec = '{template: {spec: {nodeClassRef: {group: g, kind: K, name: default}, requirements: []}}}';
  return `apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: ${metadata}\nspec: ${spec}\n`;
}

/** `path: shown text` of each problem. */
function inMetadata(metadata: string): string[] {
  return problemsOf(withMetadata(metadata)).map(({ at, shown }) => `${at.path.join('.')}: ${shown}`);
}

describe('names', () => {
  it.each(['a', 'a.b-c', 'x'.repeat(253), '1'])('takes %s', (name) => {
    expect(inMetadata(`{name: "${name}"}`)).toEqual([]);
  });

  it.each(['A', 'a_b', '-a', 'a.', 'a..b', 'x'.repeat(254), 'é'])('refuses %s', (name) => {
    expect(inMetadata(`{name: "${name}"}`)).toEqual([`metadata.name: "${name}"`]);
  });

  it('are required, unless the server is to make one up', () => {
    expect(problemsOf(withMetadata('{labels: {}}'))).toMatchObject([
      { shown: 'metadata', message: '`metadata.name` is required: the API server refuses a `NodePool` without a name.', at: { path: ['metadata', 'name'] } },
    ]);
    expect(inMetadata('{name: ""}')).toEqual(['metadata.name: ""']);
    expect(inMetadata('{name: }')).toEqual(['metadata.name: metadata']);
    expect(inMetadata('{generateName: pool-}')).toEqual([]);
    expect(inMetadata('{generateName: Pool-}')).toEqual(['metadata.generateName: Pool-']);
  });

  it('may be filled in later', () => {
    expect(inMetadata('{name: "${CLUSTER}_pool", labels: {"${KEY}": "${VALUE} x"}}')).toEqual([]);
  });

  it('are a complaint of the schema where they are no text', () => {
    expect(problemsOf(withMetadata('{name: 5}')).map(({ message }) => message)).toEqual(['`name` is the number `5`, but the API wants text.']);
  });
});

describe('namespaces', () => {
  const buffer = (namespace: string) =>
    `apiVersion: autoscaling.x-k8s.io/v1beta1\nkind: CapacityBuffer\nmetadata: {name: a, namespace: ${namespace}}\nspec: {podTemplateRef: {name: a}}\n`;

  it('are checked where a kind lives in them', () => {
    expect(problemsOf(buffer('default'))).toEqual([]);
    expect(problemsOf(buffer('a.b'))).toMatchObject([{ shown: 'a.b' }]);
  });

  it('are ignored on cluster-scoped kinds', () => {
    expect(inMetadata('{name: a, namespace: A_B}')).toEqual([]);
  });
});

describe('labels and annotations', () => {
  it.each(['team', 'example.com/team', 'a_b.c-d'])('takes the key %s', (key) => {
    expect(inMetadata(`{name: a, labels: {"${key}": x}, annotations: {"${key}": x}}`)).toEqual([]);
  });

  it.each(['bad key', 'a/b/c', '/x', 'UPPER.com/x', '-a', 'x'.repeat(64)])('refuses the label key %s', (key) => {
    expect(inMetadata(`{name: a, labels: {"${key}": x}}`)).toEqual([`metadata.labels.${key}: "${key}"`]);
  });

  it('reads the keys of annotations in lower case', () => {
    expect(inMetadata('{name: a, annotations: {UPPER.com/x: text}}')).toEqual([]);
    expect(inMetadata('{name: a, annotations: {"a b": text}}')).toEqual(['metadata.annotations.a b: "a b"']);
  });

  it('checks the values of labels, but not of annotations', () => {
    expect(inMetadata('{name: a, labels: {a: "", b: "x y"}, annotations: {b: "x y"}}')).toEqual(['metadata.labels.b: "x y"']);
    expect(inMetadata(`{name: a, labels: {a: "${'x'.repeat(64)}"}}`)).toHaveLength(1);
  });

  it('counts the bytes of all annotations', () => {
    expect(inMetadata(`{name: a, annotations: {k: "${'x'.repeat(256 * 1024 - 1)}"}}`)).toEqual([]);
    expect(inMetadata(`{name: a, annotations: {k: "${'é'.repeat(128 * 1024)}"}}`)).toHaveLength(1);
  });
});

describe('bookkeeping', () => {
  it('needs whole owners, one of which may control', () => {
    const owner = (more: string) => `{apiVersion: apps/v1, kind: D, name: d, uid: u${more}}`;
    expect(inMetadata(`{name: a, ownerReferences: [${owner('')}, ${owner(', controller: true')}]}`)).toEqual([]);
    expect(inMetadata('{name: a, ownerReferences: [{apiVersion: apps/, kind: D, name: d}]}')).toEqual([
      'metadata.ownerReferences.0.apiVersion: apps/',
      'metadata.ownerReferences.0.uid: {apiVersion: apps/, kind: D, name: d}',
    ]);
    const two = `{name: a, ownerReferences: [${owner(', controller: true')}, ${owner(', controller: true')}]}`;
    expect(inMetadata(two)).toEqual(['metadata.ownerReferences.1.controller: true']);
    expect(inMetadata('{name: a, ownerReferences: [{apiVersion: v1, kind: Event, name: d, uid: u}]}')).toHaveLength(1);
    expect(inMetadata('{name: a, ownerReferences: [{apiVersion: a/b/c, kind: D, name: d, uid: u}]}')).toEqual(['metadata.ownerReferences.0.apiVersion: a/b/c']);
  });

  it('needs finalizers with a name that do not contradict each other', () => {
    expect(inMetadata('{name: a, finalizers: [karpenter.sh/termination]}')).toEqual([]);
    expect(inMetadata('{name: a, finalizers: [""]}')).toEqual(['metadata.finalizers.0: ""']);
    expect(inMetadata('{name: a, finalizers: [a b]}')).toEqual(['metadata.finalizers.0: a b']);
    expect(inMetadata('{name: a, finalizers: [orphan, foregroundDeletion]}')).toEqual(['metadata.finalizers.1: foregroundDeletion']);
  });

  it('needs managed fields as the server writes them', () => {
    expect(inMetadata('{name: a, managedFields: [{manager: kubectl, operation: Apply, fieldsType: FieldsV1}]}')).toEqual([]);
    expect(inMetadata('{name: a, managedFields: [{operation: Patch, fieldsType: V2}]}')).toEqual([
      'metadata.managedFields.0.operation: Patch',
      'metadata.managedFields.0.fieldsType: V2',
    ]);
    expect(inMetadata(`{name: a, managedFields: [{operation: Apply, manager: ${'x'.repeat(129)}}]}`)).toHaveLength(1);
    expect(inMetadata('{name: a, managedFields: [{operation: Apply, manager: "a\\u0007"}]}')).toHaveLength(1);
  });
});
