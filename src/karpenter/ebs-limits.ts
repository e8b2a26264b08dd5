/** What EBS takes of one volume type, as of November 2025. https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-types.html */
export interface EbsLimits {
  /** GiB. */
  readonly size: Range;
  /** Undefined where they cannot be set. */
  readonly iops?: PerformanceRange;
  /** MiB a second; undefined where it cannot be set. */
  readonly throughput?: Range;
  readonly needsIops?: boolean;
}

export interface Range {
  readonly least: number;
  readonly most: number;
  /** The bound that held before, which Karpenter's documentation still names. */
  readonly formerMost?: number;
}

export interface PerformanceRange extends Range {
  /** At most so many for each GiB. */
  readonly perGib: number;
}

const limits: Readonly<Record<string, EbsLimits>> = {
  gp2: { size: { least: 1, most: 16_384 } },
  gp3: {
    size: { least: 1, most: 65_536, formerMost: 16_384 },
    iops: { least: 3000, most: 80_000, formerMost: 16_000, perGib: 500 },
    throughput: { least: 125, most: 2000, formerMost: 1000 },
  },
  io1: { size: { least: 4, most: 16_384 }, iops: { least: 100, most: 64_000, perGib: 50 }, needsIops: true },
  io2: { size: { least: 4, most: 65_536 }, iops: { least: 100, most: 256_000, perGib: 1000 }, needsIops: true },
  st1: { size: { least: 125, most: 16_384 } },
  sc1: { size: { least: 125, most: 16_384 } },
  standard: { size: { least: 1, most: 1024 } },
};

export function ebsLimitsOf(volumeType: string): EbsLimits | undefined {
  return limits[volumeType];
}

/** gp3 throughput takes at least so many operations a second for each MiB a second. */
export const operationsPerMib = 4;
