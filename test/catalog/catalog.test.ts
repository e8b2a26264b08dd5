import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ec2Catalog, ec2Standard, standardPart, standardRegion } from '../../src/catalog/catalog.ts';
import { packPrices, packTypes, packedFormat, readSign, unpackPrices, writeSign } from '../../src/catalog/packed.ts';
import type { PackedCatalog } from '../../src/catalog/packed.ts';

const text = readFileSync(join(import.meta.dirname, '../../src/catalog/ec2.generated.json'), 'utf8');
const catalog = ec2Catalog.read(text);

describe('the catalogue', () => {
  it('is small enough to be carried along', () => {
    expect(text.length).toBeLessThan(400 * 1024);
  });

  it('says where it comes from and of what day it is', () => {
    expect(catalog.sources.length).toBeGreaterThan(0);
    for (const { what, from, date } of catalog.sources) {
      expect([what, from]).not.toContain('');
      expect(date).toMatch(/^20[0-9]{2}-[01][0-9]-[0-3][0-9]$/);
    }
  });

  it('knows types by name and family, sorted by code unit', () => {
    const names = catalog.types.map(({ name }) => name);
    expect(names).toHaveLength(1363);
    expect(names).toEqual([...names].sort());
    expect(catalog.type('m7i.large')?.facts).toMatchObject({ vcpus: 2, memoryMib: 8192, arch: 'amd64' });
    expect(catalog.type('m7i.huge')).toBeUndefined();
    expect(catalog.families.get('t4g')?.map(({ size }) => size)).toContain('nano');
  });

  it.each([
    ['m5.large', 'karpenter.k8s.aws/instance-category', 'm'],
    ['m5.large', 'karpenter.k8s.aws/instance-generation', '5'],
    ['u-6tb1.112xlarge', 'karpenter.k8s.aws/instance-generation', '1'],
    ['u7i-12tb.224xlarge', 'karpenter.k8s.aws/instance-generation', '7'],
    ['m5.metal', 'karpenter.k8s.aws/instance-hypervisor', ''],
    ['g4dn.xlarge', 'karpenter.k8s.aws/instance-gpu-name', 't4'],
    ['g6f.large', 'karpenter.k8s.aws/instance-gpu-count', '0'],
    ['m5.large', 'karpenter.k8s.aws/instance-gpu-count', undefined],
    ['inf2.xlarge', 'karpenter.k8s.aws/instance-accelerator-name', 'inferentia2'],
    ['m5d.large', 'karpenter.k8s.aws/instance-local-nvme', '75'],
    ['m7i-flex.large', 'karpenter.k8s.aws/instance-capability-flex', 'true'],
    ['m5.large', 'topology.kubernetes.io/zone', undefined],
  ])('gives %s the label %s', (name, label, value) => {
    expect(catalog.type(name)?.label(label)).toBe(value);
  });

  it('has prices by region, and tells absent types from new ones', () => {
    expect(catalog.onDemandPrice('m5.large', 'us-east-1')).toMatchObject({ perHour: 0.096, currency: 'USD' });
    expect(catalog.onDemandPrice('m5.large', 'cn-north-1')?.currency).toBe('CNY');
    expect(catalog.isOffered('m5.large', 'eu-west-1')).toBe(true);
    expect(catalog.isOffered('p5e.48xlarge', 'us-east-1')).toBe(false);
    expect(catalog.isOffered('m9g.large', 'eu-west-1')).toBeUndefined();
    expect(catalog.isOffered('m5.large', 'mars-north-1')).toBeUndefined();
  });

  it('knows zones by id, and what the Spot Advisor says', () => {
    expect(catalog.zoneIds('eu-west-1')).toEqual(['euw1-az1', 'euw1-az2', 'euw1-az3']);
    expect(catalog.zonesOf('m5.large', 'us-east-1')).not.toContain('use1-az3');
    expect(catalog.zonesOf('m9g.large', 'us-east-1')).toBeUndefined();
    expect(catalog.spotAdvice('m5.large', 'us-east-1')).toEqual({ saving: 66, interruption: 3 });
    expect(catalog.spotAdvice('m9g.large', 'us-east-1')).toBeUndefined();
  });

  it('has a part that says what rules ask, and no more', () => {
    const part = ec2Standard.read(JSON.stringify(standardPart(catalog.packed)));
    expect(part.types.map(({ name, facts }) => [name, facts.vcpus])).toEqual(catalog.types.map(({ name, facts }) => [name, facts.vcpus]));
    expect(part.onDemandPrice('m5.large', standardRegion)).toEqual(catalog.onDemandPrice('m5.large', standardRegion));
    expect([part.regions, part.zoneIds(standardRegion)]).toEqual([[standardRegion], []]);
  });

  it('refuses a file of another kind', () => {
    expect(() => ec2Catalog.read('{"format":0}')).toThrow(`format ${packedFormat}`);
  });
});

describe('packing', () => {
  it('loses nothing of a type', () => {
    const { names, numbers, words } = JSON.parse(text) as PackedCatalog;
    expect(packTypes(catalog.types.map(({ facts }) => facts))).toEqual({ names, numbers, words });
  });

  it('keeps prices to the millionth, and which are missing', () => {
    const prices = [0.0042, undefined, 98.32, 0.358021];
    expect(unpackPrices(packPrices(prices))).toEqual(prices);
  });

  it('writes numbers as one character, none of which JSON writes as two', () => {
    const numbers = Array.from({ length: 91 }, (_, number) => number);
    const signs = numbers.map(writeSign).join('');
    expect(JSON.stringify(signs)).toHaveLength(signs.length + 2);
    expect(numbers.map((_, position) => readSign(signs, position))).toEqual(numbers);
    expect([readSign(' ', 0), readSign('', 3)]).toEqual([undefined, undefined]);
  });
});
