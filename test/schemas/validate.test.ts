import { describe, expect, it } from 'vitest';
import { validateSchema } from '../../src/schemas/validate.ts';
import type { Violation } from '../../src/schemas/validate.ts';
import { spell } from '../../src/schemas/words.ts';

const pool = { group: 'karpenter.sh', version: 'v1', kind: 'NodePool' };
const nodeClass = { group: 'karpenter.k8s.aws', version: 'v1', kind: 'EC2NodeClass' };
const oldPool = { group: 'karpenter.sh', version: 'v1beta1', kind: 'NodePool' };
const template = {
  spec: { nodeClassRef: { group: 'karpenter.k8s.aws', kind: 'EC2NodeClass', name: 'default' }, requirements: [{ key: 'a', operator: 'Exists' }] },
};

/** `keyword path` of each violation of a NodePool whose spec holds more than the least. */
function inSpec(spec: object, minor = '1.14'): string[] {
  return show(validateSchema(pool, minor, { metadata: { name: 'a' }, spec: { template, ...spec } }));
}

function inTemplate(spec: object, minor = '1.14'): string[] {
  return inSpec({ template: { spec: { ...template.spec, ...spec } } }, minor);
}

function show(violations: readonly Violation[]): string[] {
  return violations.map(({ keyword, path }) => `${keyword} ${spell(path)}`);
}

describe('validateSchema', () => {
  it('takes a sound object, and knows nothing of kinds that a minor does not serve', () => {
    expect(inSpec({})).toEqual([]);
    expect(validateSchema({ ...pool, version: 'v2' }, '1.14', { spec: 1 })).toEqual([]);
    expect(validateSchema(oldPool, '1.14', { spec: 1 })).toEqual([]);
    expect(show(validateSchema(oldPool, '1.0', { spec: 1 }))).toEqual(['type spec']);
  });

  it('reports every violation at once', () => {
    expect(inSpec({ weight: 0, replicas: 'five', extra: 1, disruption: {} }).sort()).toEqual([
      'minimum spec.weight',
      'required spec.disruption.consolidateAfter',
      'type spec.replicas',
      'unknown spec.extra',
    ]);
  });
});

describe('nulls', () => {
  it('counts a null field as absent', () => {
    expect(inSpec({ weight: null, limits: null })).toEqual([]);
    expect(inSpec({ template: null })).toEqual(['required spec.template']);
    expect(inSpec({ limits: { cpu: null } })).toEqual([]);
  });

  it('lets a default stand in for a null', () => {
    expect(inSpec({ disruption: null })).toEqual([]);
    expect(inSpec({ disruption: { consolidateAfter: '1m', budgets: [{ nodes: null }, {}] } })).toEqual([]);
  });

  it('refuses a null in a list, and an unknown field that is null', () => {
    expect(inTemplate({ requirements: [null] })).toEqual(['type spec.template.spec.requirements[0]']);
    expect(inSpec({ extra: null })).toEqual(['unknown spec.extra']);
  });

  it('counts no nulls as entries', () => {
    const labels = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`k${index}`, index === 0 ? null : 'v']));
    expect(inSpec({ template: { ...template, metadata: { labels } } })).toEqual([]);
    expect(inSpec({ template: { ...template, metadata: { labels: { ...labels, k0: 'v' } } } })).toEqual(['maxProperties spec.template.metadata.labels']);
  });
});

describe('unknown fields', () => {
  it('are found in the status, whose types do not matter on create', () => {
    const status = { nodes: 'many', conditions: [{ kind: 'Ready' }], extra: {} };
    const found = show(validateSchema(pool, '1.14', { spec: { template }, status }));
    expect(found.sort()).toEqual(['unknown status.conditions[0].kind', 'unknown status.extra']);
  });

  it('are found in metadata', () => {
    const metadata = { name: 'a', labels: { a: 'b' }, label: {}, ownerReferences: [{ owner: 'x' }] };
    const found = show(validateSchema(pool, '1.14', { metadata, spec: { template } }));
    expect(found.sort()).toEqual(['unknown metadata.label', 'unknown metadata.ownerReferences[0].owner']);
  });

  it('are found where no map belongs', () => {
    expect(inSpec({ weight: { a: 1 }, limits: [{ cpu: 1 }] }).sort()).toEqual([
      'type spec.limits',
      'type spec.weight',
      'unknown spec.limits[0].cpu',
      'unknown spec.weight.a',
    ]);
  });

  it('depend on the minor', () => {
    expect(inSpec({ replicas: 1 }, '1.7')).toEqual(['unknown spec.replicas']);
    expect(inSpec({ replicas: 1 }, '1.8')).toEqual([]);
  });

  it('are no such thing where any content is kept', () => {
    const provisioner = { group: 'karpenter.sh', version: 'v1alpha5', kind: 'Provisioner' };
    expect(show(validateSchema(provisioner, '0.32', { spec: { provider: { anything: { goes: null } } } }))).toEqual([]);
    expect(show(validateSchema(provisioner, '0.32', { spec: { provider: 'text' } }))).toEqual(['type spec.provider']);
  });

  it('may be called like a member of every JavaScript object', () => {
    expect(inSpec(JSON.parse('{"constructor": {}, "__proto__": {}, "toString": 1}') as object).sort()).toEqual([
      'unknown spec.__proto__',
      'unknown spec.constructor',
      'unknown spec.toString',
    ]);
  });
});

describe('numbers', () => {
  it.each([
    [1, []],
    [100, []],
    [101, ['maximum spec.weight']],
    [-1, ['minimum spec.weight']],
    [1.5, ['type spec.weight']],
    [1e30, ['type spec.weight']],
    [true, ['type spec.weight']],
    ['1', ['type spec.weight']],
  ])('weight %j', (weight, expected) => {
    expect(inSpec({ weight })).toEqual(expected);
  });

  it('takes a fraction within a billionth of a whole number, as the API server does', () => {
    expect(inSpec({ weight: 50.00000001 })).toEqual([]);
    expect(inSpec({ weight: 50.0001 })).toEqual(['type spec.weight']);
  });

  it('holds replicas to int32 once pools can be scaled, and others to int64', () => {
    expect(inSpec({ replicas: 2 ** 31 - 1 })).toEqual([]);
    expect(inSpec({ replicas: 2 ** 31 })).toEqual(['maximum spec.replicas']);
    expect(show(validateSchema(nodeClass, '1.14', { spec: nodeClassSpec({ kubelet: { maxPods: 2 ** 40 } }) }))).toEqual([]);
    expect(show(validateSchema(nodeClass, '1.14', { spec: nodeClassSpec({ kubelet: { maxPods: 2 ** 64 } }) }))).toEqual(['type spec.kubelet.maxPods']);
  });
});

function nodeClassSpec(more: object): object {
  const terms = [{ id: 'x-1' }];
  const ids = (prefix: string) => terms.map(() => ({ id: `${prefix}-1` }));
  return { role: 'r', amiSelectorTerms: [{ alias: 'al2023@latest' }], subnetSelectorTerms: ids('subnet'), securityGroupSelectorTerms: ids('sg'), ...more };
}

describe('texts', () => {
  it.each([
    ['1h30m', []],
    ['Never', []],
    ['1d', ['pattern spec.template.spec.expireAfter']],
    ['', ['pattern spec.template.spec.expireAfter']],
    ['1h\n', ['pattern spec.template.spec.expireAfter']],
    [30, ['type spec.template.spec.expireAfter']],
  ])('expireAfter %j', (expireAfter, expected) => {
    expect(inTemplate({ expireAfter })).toEqual(expected);
  });

  it('knows the looser duration of minors before 1.4', () => {
    expect(inTemplate({ expireAfter: '1hNever' }, '1.3')).toEqual([]);
    expect(inTemplate({ expireAfter: '1hNever' }, '1.4')).toEqual(['pattern spec.template.spec.expireAfter']);
  });

  it('takes a quantity as a whole number or as text', () => {
    expect(inSpec({ limits: { cpu: 100, memory: '1Gi', pods: '1e3' } })).toEqual([]);
    expect(inSpec({ limits: { cpu: 1.5, memory: '1 Gi', pods: true } }).sort()).toEqual([
      'pattern spec.limits.memory',
      'type spec.limits.cpu',
      'type spec.limits.pods',
    ]);
  });

  it('counts characters, not UTF-16 units', () => {
    const alias = (length: number) => show(validateSchema(nodeClass, '1.14', { spec: nodeClassSpec({ amiSelectorTerms: [{ alias: '😀'.repeat(length) }] }) }));
    expect(alias(30)).toEqual([]);
    expect(alias(31)).toEqual(['maxLength spec.amiSelectorTerms[0].alias']);
  });

  it('reads white space as Go does', () => {
    const schedule = (text: string) => inSpec({ disruption: { consolidateAfter: '1m', budgets: [{ nodes: '0', schedule: text, duration: '1h' }] } });
    expect(schedule('0 9 * * 1')).toEqual([]);
    expect(schedule('0\u00a09\u00a0*\u00a0*\u00a01')).toEqual(['pattern spec.disruption.budgets[0].schedule']);
  });

  it('tells an empty text its length only', () => {
    expect(inTemplate({ taints: [{ key: '', effect: 'NoSchedule' }] })).toEqual(['minLength spec.template.spec.taints[0].key']);
  });

  it.each([
    ['2024-02-29T23:59:59Z', true],
    ['2024-02-29t23:59:59.5+01:00', true],
    ['2023-02-29T00:00:00Z', false],
    ['2024-01-01', false],
    ['yesterday', false],
  ])('timeAdded %s is fine: %s', (timeAdded, isFine) => {
    const found = inTemplate({ taints: [{ key: 'a', effect: 'NoExecute', timeAdded }] });
    expect(found).toEqual(isFine ? [] : ['type spec.template.spec.taints[0].timeAdded']);
  });
});

it('lets a time be a list, but finds the unknown fields in it', () => {
  expect(inTemplate({ taints: [{ key: 'a', effect: 'NoExecute', timeAdded: ['now'] }] })).toEqual([]);
  expect(inTemplate({ taints: [{ key: 'a', effect: 'NoExecute', timeAdded: [{ now: 1 }] }] })).toEqual([
    'unknown spec.template.spec.taints[0].timeAdded[0].now',
  ]);
});

describe('lists and enums', () => {
  it('counts items', () => {
    const requirements = Array.from({ length: 101 }, (_, index) => ({ key: `k${index}`, operator: 'Exists' }));
    expect(inTemplate({ requirements })).toEqual(['maxItems spec.template.spec.requirements']);
    expect(show(validateSchema(nodeClass, '1.14', { spec: nodeClassSpec({ amiSelectorTerms: [] }) }))).toEqual(['minItems spec.amiSelectorTerms']);
  });

  it('refuses a value twice in a set, which reasons are from 1.13 on', () => {
    const reasons = (minor: string) => inSpec({ disruption: { consolidateAfter: '1m', budgets: [{ reasons: ['Empty', 'Drifted', 'Empty'] }] } }, minor);
    expect(reasons('1.12')).toEqual([]);
    expect(inSpec({ disruption: { consolidateAfter: '1m', budgets: [{ reasons: ['Empty', 'Empty', 'Empty'] }] } })).toEqual([
      'duplicate spec.disruption.budgets[0].reasons[1]',
    ]);
    expect(reasons('1.13')).toEqual(['duplicate spec.disruption.budgets[0].reasons[2]']);
  });

  it('knows the enum of each minor', () => {
    const operator = (minor: string) => inTemplate({ requirements: [{ key: 'a', operator: 'Gte', values: ['1'] }] }, minor);
    expect(operator('1.8')).toEqual(['enum spec.template.spec.requirements[0].operator']);
    expect(operator('1.9')).toEqual([]);
  });

  it('tells a list position from a key that is a number', () => {
    expect(validateSchema(pool, '1.14', { spec: { template, limits: { 0: 'x y' } } }).map(({ path }) => path)).toEqual([['spec', 'limits', '0']]);
    expect(inSpec({ limits: { 'a/b~c': 'x y' } })).toEqual(['pattern spec.limits.a/b~c']);
  });
});

describe('metadata', () => {
  const inMetadata = (metadata: unknown) => show(validateSchema(pool, '1.14', { metadata, spec: { template } }));

  it('is decoded field by field', () => {
    expect(inMetadata({ name: 1, labels: { a: true }, generation: '1', creationTimestamp: 'now', finalizers: 'x' }).sort()).toEqual([
      'type metadata.creationTimestamp',
      'type metadata.finalizers',
      'type metadata.generation',
      'type metadata.labels.a',
      'type metadata.name',
    ]);
    expect(inMetadata([])).toEqual(['type metadata']);
  });

  it('wants whole numbers to the last digit, once', () => {
    expect(inMetadata({ generation: 1.5, deletionGracePeriodSeconds: 50.00000001 }).sort()).toEqual([
      'type metadata.deletionGracePeriodSeconds',
      'type metadata.generation',
    ]);
  });

  it('reads times as Go does', () => {
    expect(inMetadata({ creationTimestamp: '2024-02-29T1:00:00,5+01:00' })).toEqual([]);
    expect(inMetadata({ creationTimestamp: '2024-02-29t01:00:00Z' })).toEqual(['type metadata.creationTimestamp']);
  });

  it('takes nulls anywhere', () => {
    expect(inMetadata({ name: null, labels: { a: null }, finalizers: [null], ownerReferences: [null], managedFields: [{ fieldsV1: null }] })).toEqual([]);
    expect(inMetadata(null)).toEqual([]);
  });
});
