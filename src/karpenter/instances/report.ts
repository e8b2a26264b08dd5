import type { CatalogSource } from '../../catalog/packed.ts';
import type { Amounts } from './node-resources.ts';
import type { HourlyPrice } from './prices.ts';
import type { Impact, MinValues } from './launchable.ts';

/** What `karplint instances` has to say: plain data. */
export interface InstancesReport {
  readonly karpenter: string;
  readonly region: string;
  readonly zones: readonly string[];
  readonly catalog: CatalogNote;
  readonly nodepools: readonly PoolReport[];
}

export interface CatalogNote {
  /** ISO day of the list of types. */
  readonly date: string;
  readonly currency: string;
  /** ISO day of the region's on-demand prices; absent where none are known. */
  readonly pricesDate?: string;
  /** Prices that AWS told, or on-demand prices less what the Spot Advisor says is saved. */
  readonly spotPrices: 'known' | 'estimated';
  readonly sources: readonly CatalogSource[];
}

/** Where a pool falls; `filter` is a valid pool that no type is left for. */
export type PoolStage = 'admission' | 'runtime' | 'nodeclass' | 'panic' | 'filter';

export interface PoolReport {
  readonly name: string;
  readonly file: string;
  /** The clusters that this holds for, where files declare them: overlays, Flux paths, applications. */
  readonly scopes?: readonly string[];
  readonly valid: boolean;
  readonly stage?: PoolStage;
  readonly error?: string;
  /** What the answer leaves open, such as a placeholder or a class that is not among the files. */
  readonly notes: readonly string[];
  readonly count: number;
  readonly families: readonly string[];
  /** Null for a pool that is not valid. */
  readonly minValuesOk: boolean | null;
  readonly minValues?: readonly MinValuesReport[];
  /** Sorted by name, by code unit. */
  readonly types: readonly TypeReport[];
  /** What each requirement costs, the one that keeps out most alone first. */
  readonly exclusions: readonly ExclusionReport[];
  /** The types that were asked about. */
  readonly why?: readonly WhyReport[];
}

export interface ExclusionReport extends Impact {
  /** The requirements on the label as they are written, aliases replaced. */
  readonly requirement: string;
}

export interface MinValuesReport {
  readonly key: MinValues['key'];
  readonly min: number;
  readonly have: number;
}

export interface TypeReport {
  readonly type: string;
  readonly family: string;
  readonly size: string;
  readonly generation: number;
  readonly arch: string;
  readonly vcpus: number;
  readonly memoryMib: number;
  /** Such as `1 t4` or `16 trainium`. */
  readonly accelerators?: string;
  readonly zones: readonly string[];
  readonly capacity: Amounts;
  readonly allocatable: Amounts;
  readonly pricePerHour: HourlyPrice;
}

export interface WhyReport {
  readonly type: string;
  readonly launchable: boolean;
  /** Sentences; empty for a type that the pool can launch. */
  readonly reasons: readonly string[];
}
