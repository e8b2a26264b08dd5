import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalogFromExports } from '../../src/catalog/aws-exports.ts';
import { Catalog, ec2Catalog } from '../../src/catalog/catalog.ts';

const base = ec2Catalog.read(readFileSync(join(import.meta.dirname, '../../src/catalog/ec2.generated.json'), 'utf8'));

const types = {
  InstanceTypes: [
    {
      InstanceType: 'm5.large',
      Hypervisor: 'nitro',
      ProcessorInfo: { SupportedArchitectures: ['x86_64'], SustainedClockSpeedInGhz: 3.1, Manufacturer: 'Intel' },
      VCpuInfo: { DefaultVCpus: 2 },
      MemoryInfo: { SizeInMiB: 8192 },
      EbsInfo: { EbsOptimizedSupport: 'default', EbsOptimizedInfo: { MaximumBandwidthInMbps: 4750 } },
      NetworkInfo: {
        MaximumNetworkInterfaces: 3,
        DefaultNetworkCardIndex: 0,
        NetworkCards: [{ NetworkCardIndex: 0, MaximumNetworkInterfaces: 3 }],
        Ipv4AddressesPerInterface: 10,
        EncryptionInTransitSupported: false,
      },
    },
    {
      InstanceType: 'g99.xlarge',
      Hypervisor: 'nitro',
      ProcessorInfo: { SupportedArchitectures: ['arm64'], SustainedClockSpeedInGhz: 2.6, Manufacturer: 'AWS' },
      VCpuInfo: { DefaultVCpus: 4 },
      MemoryInfo: { SizeInMiB: 16384 },
      GpuInfo: { Gpus: [{ Name: 'Radeon Pro V520', Manufacturer: 'AMD', Count: 1, MemoryInfo: { SizeInMiB: 8192 } }] },
      InstanceStorageInfo: { TotalSizeInGB: 150, NvmeSupport: 'required' },
      NetworkInfo: { MaximumNetworkInterfaces: 4, Ipv4AddressesPerInterface: 15, EncryptionInTransitSupported: true },
    },
  ],
};
const spotPrices = {
  SpotPriceHistory: [
    { AvailabilityZone: 'us-east-1a', InstanceType: 'm5.large', ProductDescription: 'Linux/UNIX', SpotPrice: '0.0400', Timestamp: '2026-01-01T00:00:00Z' },
    { AvailabilityZone: 'us-east-1a', InstanceType: 'm5.large', ProductDescription: 'Linux/UNIX', SpotPrice: '0.0350', Timestamp: '2026-01-02T00:00:00Z' },
    { AvailabilityZone: 'us-east-1a', InstanceType: 'm5.large', ProductDescription: 'Windows', SpotPrice: '0.9', Timestamp: '2026-01-03T00:00:00Z' },
  ],
};

function make(more: { readonly prices?: unknown; readonly spotPrices?: unknown } = {}): Catalog {
  const exports = { types, ...more, region: 'us-east-1', date: '2026-01-05' };
  return new Catalog(catalogFromExports(exports, base.packed, (name) => base.type(name)?.facts));
}

describe('a catalogue of exports', () => {
  it('holds the facts that Karpenter reads', () => {
    const catalog = make();
    expect(catalog.types.map(({ name }) => name)).toEqual(['g99.xlarge', 'm5.large']);
    expect(catalog.type('m5.large')?.facts).toEqual(base.type('m5.large')?.facts);
    const label = (name: string): string | undefined => catalog.type('g99.xlarge')?.label(`karpenter.k8s.aws/instance-${name}`);
    expect([label('gpu-name'), label('gpu-count'), label('local-nvme'), label('generation'), label('network-bandwidth')]).toEqual([
      'radeon-pro-v520',
      '1',
      '150',
      '99',
      undefined,
    ]);
  });

  it('keeps the prices and the advice that it is not given', () => {
    const catalog = make();
    expect(catalog.onDemandPrice('m5.large', 'eu-west-1')).toEqual(base.onDemandPrice('m5.large', 'eu-west-1'));
    expect(catalog.spotAdvice('m5.large', 'us-east-1')).toEqual(base.spotAdvice('m5.large', 'us-east-1'));
    expect([catalog.onDemandPrice('g99.xlarge', 'us-east-1'), catalog.hasSpotPrices]).toEqual([undefined, false]);
  });

  it('takes prices of one region or of several, and the newest spot price for Linux', () => {
    const catalog = make({ prices: { 'g99.xlarge': 0.5 }, spotPrices });
    expect(catalog.onDemandPrice('g99.xlarge', 'us-east-1')).toEqual({ perHour: 0.5, currency: 'USD', date: '2026-01-05' });
    expect(catalog.isOffered('m5.large', 'us-east-1')).toBe(false);
    expect(catalog.spotPrice('m5.large', 'us-east-1a')?.perHour).toBe(0.035);
    expect(catalog.spotPrice('g99.xlarge', 'us-east-1a')).toBeUndefined();
    expect(make({ prices: { 'eu-west-1': { 'g99.xlarge': 0.6 } } }).onDemandPrice('g99.xlarge', 'eu-west-1')?.perHour).toBe(0.6);
  });

  it.each([
    ['types', { types: {} }],
    ['prices', { types, prices: { 'm5.large': 'cheap' } }],
    ['spot prices', { types, spotPrices: [] }],
  ])('refuses %s that are none', (_, exports) => {
    expect(() => catalogFromExports({ ...exports, region: 'us-east-1', date: '2026-01-05' }, base.packed, () => undefined)).toThrow();
  });
});
