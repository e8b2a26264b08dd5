import type { Catalog } from '../../catalog/catalog.ts';
import type { InstanceType } from '../../catalog/instance-type.ts';
import { groupBy } from '../../core/group-by.ts';
import { perObject } from '../../core/remembered.ts';
import { hasAccelerator } from './accelerators.ts';
import { standardPrice } from './cheapest.ts';

/** A type with Graviton processors that stands in for one with others. */
export interface Counterpart {
  readonly type: InstanceType;
  /** In percent of what the other one costs on demand. */
  readonly saving: number;
}

/** Below this many per cent it is no reason to build images for another architecture. */
const leastSaving = 5;

/** The types on Graviton of the same category and size that have as many CPUs and as much memory and cost less, the cheapest first. */
export function counterpartsOf(other: InstanceType, catalog: Catalog): readonly Counterpart[] {
  const price = standardPrice(other, catalog);
  if (price === undefined) return [];
  return (gravitonByShape(catalog).get(shapeOf(other)) ?? [])
    .filter(({ facts }) => facts.localNvmeGb > 0 || other.facts.localNvmeGb === 0)
    .map((type) => ({ type, saving: Math.round((1 - (standardPrice(type, catalog) ?? Infinity) / price) * 100) }))
    .filter(({ saving }) => saving >= leastSaving)
    .sort((a, b) => b.saving - a.saving);
}

const gravitonByShape = perObject((catalog: Catalog) =>
  groupBy(
    catalog.types.filter((type) => type.facts.arch === 'arm64' && !type.isMetal && !hasAccelerator(type)),
    shapeOf,
  ),
);

function shapeOf({ category, size, facts }: InstanceType): string {
  return [category, size, facts.vcpus, facts.memoryMib].join(' ');
}
