import { expect, it } from 'vitest';
import { DatasetStore } from '../../../src/core/dataset.ts';
import { Source } from '../../../src/core/source.ts';
import { lintManifests, readSource } from '../../../src/linter.ts';

/** The names of the datasets that a lint of this text asks for. */
function askedBy(text: string): string[] {
  const asked: string[] = [];
  const datasets = new DatasetStore((name) => {
    asked.push(name);
    return undefined;
  });
  const report = lintManifests([readSource(new Source('all.yaml', text))], { datasets, preset: 'all' });
  expect(report.findings.filter(({ rule }) => rule === 'internal-error')).toEqual([]);
  return asked;
}

it.each([
  ['a Deployment', 'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: app }\nspec: { selector: {}, template: { spec: { containers: [] } } }\n'],
  [
    'an EC2NodeClass',
    'apiVersion: karpenter.k8s.aws/v1\nkind: EC2NodeClass\nmetadata: { name: default }\nspec: { role: nodes, amiSelectorTerms: [{ alias: al2023@latest }] }\n',
  ],
  [
    'a NodePool of EKS Auto Mode',
    'apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: { name: a }\nspec: { template: { spec: { nodeClassRef: { group: eks.amazonaws.com, kind: NodeClass, name: default }, requirements: [] } } }\n',
  ],
])('%s is linted without the catalogue', (_, text) => {
  expect(askedBy(text)).toEqual([]);
});

it('a NodePool that chooses instances asks for it once, and without one its rules stay silent', () => {
  const text =
    'apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: { name: a }\nspec: { template: { spec: { nodeClassRef: { group: karpenter.k8s.aws, kind: EC2NodeClass, name: default }, requirements: [{ key: karpenter.k8s.aws/instance-family, operator: In, values: [m5] }] } } }\n';
  expect(askedBy(text)).toEqual(['ec2-standard']);
});
