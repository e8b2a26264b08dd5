import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ec2Catalog } from '../../../src/catalog/catalog.ts';
import { amiFamilyNamed } from '../../../src/karpenter/ami-family.ts';
import { NodeModel } from '../../../src/karpenter/instances/node-resources.ts';
import { defaultSettings } from '../../../src/karpenter/instances/node-settings.ts';

const catalog = ec2Catalog.read(readFileSync(join(import.meta.dirname, '../../../src/catalog/ec2.generated.json'), 'utf8'));

it.each([
  ...['AL2', 'AL2023', 'Bottlerocket', 'Windows2022', 'Custom'].map((name) => ({ amiFamily: amiFamilyNamed(name) })),
  { maxPods: 30 },
  { maxPods: 250 },
  { maxPods: 1200 },
  { podsPerCore: 4 },
  { kubeReserved: new Map([['memory', '20Gi']]) },
])('the short way to tell whether a node is possible says what all of its resources say, with %o', (changes) => {
  const model = new NodeModel({ ...defaultSettings, ...changes });
  const { types } = catalog;
  const expected = types.filter((type) => model.resources(type).isPossible);
  expect(types.filter((type) => type.facts.memoryMib >= model.ampleMemoryMib || model.isPossible(type))).toEqual(expected);
  expect(expected.length).toBeGreaterThan(0);
});
