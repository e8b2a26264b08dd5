import type { Place } from '../../core/resource.ts';

/** A change that makes Karpenter replace nodes. */
export interface DriftChange {
  /** The field as messages call it. */
  readonly field: string;
  /** Where it is written now, or where it was. */
  readonly at: Place;
  /** every: all nodes. unfitting: those that what is written now leaves out. maybe: it depends on what AWS has. */
  readonly reach: 'every' | 'unfitting' | 'maybe';
  /** True for what is seen by a hash, which only compares within one version of the hash. */
  readonly isHashed: boolean;
}
