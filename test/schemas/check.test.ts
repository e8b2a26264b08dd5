import { describe, expect, it } from 'vitest';
import { guessField } from '../../src/schemas/describe-unknown.ts';
import { schemaIn } from '../../src/schemas/look-up.ts';
import { nodePool, problemsOf } from './problems.ts';

/** The one problem of a text. */
function only(text: string, karpenter?: string) {
  const problems = problemsOf(text, karpenter);
  expect(problems).toHaveLength(1);
  return problems[0];
}

describe('schemaCheck', () => {
  it('says nothing of a sound object, nor of objects of other groups', () => {
    expect(problemsOf(nodePool('weight: 10'))).toEqual([]);
    expect(problemsOf('apiVersion: apps/v1\nkind: Deployment\nspec: 1\n')).toEqual([]);
    expect(problemsOf('apiVersion: eks.amazonaws.com/v1\nkind: NodeClass\nspec: {}\n')).toEqual([]);
    expect(problemsOf('apiVersion: hypershift.openshift.io/v1\nkind: NodePool\nspec: {}\n')).toEqual([]);
  });

  it('points at the value that breaks a bound', () => {
    expect(only(nodePool('weight: 0'))).toMatchObject({
      rule: 'api-rejected',
      shown: '0',
      message: '`weight` is `0`, but must be between 1 and 100.',
      serverMessage: 'spec.weight: Invalid value: 0: spec.weight in body should be greater than or equal to 1',
      at: { path: ['spec', 'weight'] },
    });
  });

  it('quotes a number as it was written', () => {
    expect(only(nodePool('disruption: {consolidateAfter: 1m, budgets: [{nodes: 0o10}]}'))).toMatchObject({
      shown: '0o10',
      message: '`nodes` is the number `8`, but the API wants text.',
      help: 'Quote it: `"0o10"`.',
    });
    expect(only(nodePool('limits: {cpu: yes}'))).toMatchObject({ help: 'Quote it: `"yes"`.' });
  });

  it('names a missing field and points at its block', () => {
    expect(only(nodePool('disruption: {budgets: []}'))).toMatchObject({
      shown: 'disruption',
      message: '`spec.disruption.consolidateAfter` is required: the API server refuses a `disruption` block without it.',
      help: 'Add `consolidateAfter`: a duration such as `30m`, `24h` or `1h30m` (units `s`, `m`, `h`), or `Never`.',
      serverMessage: 'spec.disruption.consolidateAfter: Required value',
      at: { path: ['spec', 'disruption', 'consolidateAfter'] },
    });
  });

  it('points at the key of a field that is there but null', () => {
    expect(only(nodePool('disruption: {consolidateAfter: }'))).toMatchObject({
      shown: 'consolidateAfter',
      message: '`spec.disruption.consolidateAfter` is empty, which counts as missing: the API server refuses a `disruption` block without it.',
    });
  });

  it('finds every problem of an object in one pass', () => {
    const problems = problemsOf(nodePool('weight: 0', 'replica: 1', 'limits: []', 'disruption: {consolidateAfter: 1 h}'));
    expect(problems.map(({ shown }) => shown).sort()).toEqual(['0', '1 h', '[]', 'replica']);
  });
});

describe('unknown fields', () => {
  it('are pointed at by their key, with the field that was meant', () => {
    expect(only(nodePool('disruption: {consolidateAfter: 1m, consolidationPolcy: WhenEmpty}'))).toMatchObject({
      rule: 'unknown-field',
      shown: 'consolidationPolcy',
      message: '`consolidationPolcy` is not a field of `spec.disruption`: kubectl refuses it, and clients that are less strict lose it silently.',
      help: 'Did you mean `consolidationPolicy`?',
      serverMessage: 'strict decoding error: unknown field "spec.disruption.consolidationPolcy"',
    });
  });

  it('are told where they belong', () => {
    expect(only(nodePool('taints: []'))).toMatchObject({ help: 'It belongs under `spec.template.spec`.' });
  });

  it('are not sent from the items of one list to those of another', () => {
    const inTaint = schemaIn({ group: 'karpenter.sh', version: 'v1', kind: 'NodePool' }, '1.14');
    expect(guessField('operator', ['spec', 'template', 'spec', 'taints', 0], inTaint)).toBe('The fields here are `effect`, `key`, `timeAdded` and `value`.');
  });

  it('are told the minors that have them', () => {
    expect(only(nodePool('replicas: 3'), '1.6')).toMatchObject({
      message:
        '`replicas` is a field of `spec` only from Karpenter 1.8 on: with Karpenter 1.6 kubectl refuses it, and clients that are less strict lose it silently.',
    });
  });

  it('are told the fields that there are where these are few', () => {
    expect(only(nodePool('bogus: 1'))).toMatchObject({ help: 'The fields here are `disruption`, `limits`, `replicas`, `template` and `weight`.' });
  });
});

describe('values', () => {
  it.each([
    ['30d', 'The largest unit is the hour: write `720h`.'],
    ['2w', 'The largest unit is the hour: write `336h`.'],
    ['"15"', 'Add a unit, as in `15m`.'],
  ])('mends the duration %s', (written, help) => {
    expect(only(nodePool(`disruption: {consolidateAfter: ${written}}`))).toMatchObject({ help });
  });

  it('suggests the value of an enum, and names the minors of one that is not there yet', () => {
    expect(only(nodePool('disruption: {consolidateAfter: 1m, consolidationPolicy: whenempty}'))).toMatchObject({ help: 'Did you mean `WhenEmpty`?' });
    expect(only(nodePool('disruption: {consolidateAfter: 1m, consolidationPolicy: Balanced}'), '1.13')).toMatchObject({
      message:
        '`consolidationPolicy` is `Balanced`, which the API takes only from Karpenter 1.14 on; here it must be `WhenEmpty` or `WhenEmptyOrUnderutilized`.',
    });
  });

  it('speaks of sizes in numbers', () => {
    const tags = Array.from({ length: 21 }, (_, index) => `k${index}: v`).join(', ');
    const text = `apiVersion: karpenter.k8s.aws/v1
kind: EC2NodeClass
metadata: {name: default}
spec:
  role: r
  amiSelectorTerms: [{alias: al2023@latest}]
  subnetSelectorTerms: [{tags: {${tags}}}]
  securityGroupSelectorTerms: []
`;
    expect(problemsOf(text).map(({ message }) => message)).toEqual(['`tags` has 21 entries, but may have at most 20.']);
  });

  it('takes the largest int64, which a JavaScript number cannot tell from the first one too large', () => {
    const kubelet = (maxPods: string) => `apiVersion: karpenter.k8s.aws/v1
kind: EC2NodeClass
metadata: {name: default}
spec:
  role: r
  amiSelectorTerms: [{alias: al2023@latest}]
  subnetSelectorTerms: [{id: subnet-1}]
  securityGroupSelectorTerms: [{id: sg-1}]
  kubelet: {maxPods: ${maxPods}}
`;
    expect(problemsOf(kubelet('9223372036854775807'))).toEqual([]);
    expect(problemsOf(kubelet('9223372036854775808'))).toHaveLength(1);
  });
});

describe('placeholders', () => {
  it('are never refused, whatever stands around them', () => {
    expect(problemsOf(nodePool('weight: ${WEIGHT}', 'limits: ${LIMITS}', 'disruption: {consolidateAfter: "${AFTER}", ${MORE}: 1}'))).toEqual([]);
    expect(problemsOf(nodePool('disruption: {"${SETTINGS}": x}'))).toEqual([]);
  });

  it('do not hide what is wrong beside them', () => {
    expect(only(nodePool('weight: ${WEIGHT}', 'limit: {}'))).toMatchObject({ rule: 'unknown-field', shown: 'limit' });
  });

  it('leave the kind and the version open', () => {
    expect(problemsOf('apiVersion: karpenter.sh/${VERSION}\nkind: NodePool\nmetadata: {name: a}\n')).toEqual([]);
  });
});

describe('kinds that a minor does not serve', () => {
  it('are refused at the apiVersion, with the minors that do', () => {
    expect(only('apiVersion: karpenter.sh/v1beta1\nkind: NodePool\nspec: 1\n')).toMatchObject({
      rule: 'api-rejected',
      shown: 'karpenter.sh/v1beta1',
      message: '`karpenter.sh/v1beta1` NodePool is not served by Karpenter 1.14 (served in 0.32 to 1.0), so the API server refuses it.',
      help: 'Use `karpenter.sh/v1`, which Karpenter 1.14 serves.',
      serverMessage: 'no matches for kind "NodePool" in version "karpenter.sh/v1beta1"',
      at: { path: ['apiVersion'] },
    });
  });

  it.each([
    ['karpenter.sh/v1', 'NodePool', '0.32', '(served in 0.33 and later)'],
    ['karpenter.sh/v1alpha1', 'NodeOverlay', '1.6', '(served in 1.7 and later)'],
    ['karpenter.sh/v1alpha5', 'Provisioner', '0.33', '(served in 0.32 and earlier)'],
    ['karpenter.k8s.aws/v1beta1', 'EC2NodeClass', '1.1', '(served in 0.32 to 1.0)'],
    ['autoscaling.x-k8s.io/v1beta1', 'CapacityBuffer', '1.13', '(served in 1.14 and later)'],
  ])('%s %s at %s', (apiVersion, kind, karpenter, part) => {
    expect(only(`apiVersion: ${apiVersion}\nkind: ${kind}\n`, karpenter)?.message).toContain(part);
  });

  it('may have a version or a group that nobody serves', () => {
    expect(only('apiVersion: karpenter.sh/v2\nkind: NodePool\n')).toMatchObject({
      message: '`NodePool` has no version `karpenter.sh/v2` in Karpenter 1.14, so the API server refuses it.',
      help: 'Use `karpenter.sh/v1`, which Karpenter 1.14 serves.',
    });
    expect(only('apiVersion: karpenter.sh/v1\nkind: EC2NodeClass\n')).toMatchObject({ help: '`EC2NodeClass` belongs to `karpenter.k8s.aws/v1`.' });
    expect(only('apiVersion: karpenter.sh/v1\nkind: NodePools\n')).toMatchObject({ help: 'Did you mean `NodePool`?' });
    expect(only('apiVersion: v1\nkind: NodePool\n')).toMatchObject({ message: '`v1` has no kind `NodePool` in Karpenter 1.14, so the API server refuses it.' });
    expect(only('apiVersion: karpenter.sh\nkind: NodePool\n')).toMatchObject({ help: '`NodePool` belongs to `karpenter.sh/v1`.' });
  });

  it('are left alone in a group that Karpenter shares with others', () => {
    expect(problemsOf('apiVersion: autoscaling.x-k8s.io/v1\nkind: ProvisioningRequest\n')).toEqual([]);
  });
});

describe('kinds of Karpenter for another cloud', () => {
  const foreign = 'apiVersion: karpenter.azure.com/v1beta1\nkind: AKSNodeClass\nmetadata: {name: a}\n';

  it('are refused, unless a pool is meant for that cloud', () => {
    expect(only(foreign)).toMatchObject({ rule: 'api-rejected', shown: 'karpenter.azure.com/v1beta1', at: { path: ['apiVersion'] } });
    const ours = nodePool();
    const named = ours.replace('group: karpenter.k8s.aws, kind: EC2NodeClass', 'group: karpenter.azure.com, kind: AKSNodeClass');
    expect(problemsOf(`${foreign}---\n${named}`)).toEqual([]);
    expect(problemsOf(`${foreign}---\n${ours}`)).toHaveLength(1);
  });

  it('are known by the labels of that cloud, which v1beta1 leaves to speak for the class', () => {
    const requirements = '{requirements: [{key: karpenter.azure.com/sku-family, operator: In, values: [D]}], nodeClassRef: {name: a}}';
    const pool = `apiVersion: karpenter.sh/v1beta1\nkind: NodePool\nmetadata: {name: a}\nspec: {template: {spec: ${requirements}}}\n`;
    expect(problemsOf(`${foreign}---\n${pool}`).filter(({ shown }) => shown === 'karpenter.azure.com/v1beta1')).toEqual([]);
  });
});
