import type { InstanceType } from '../../catalog/instance-type.ts';
import type { Resource } from '../../core/resource.ts';
import { parseQuantity } from '../../kubernetes/quantity.ts';
import { knownEntries } from '../written.ts';

/** How many nodes of one type the limits of a pool have room for; Karpenter launches nothing that has more than they leave. */
export function nodesWithinLimits(pool: Resource): (type: InstanceType) => number {
  const limits = new Map(knownEntries(pool.at('spec', 'limits')).map(([name, value]) => [name, parseQuantity(value.value) ?? Infinity]));
  const [cpu = Infinity, memory = Infinity, nodes = Infinity] = [limits.get('cpu'), limits.get('memory'), limits.get('nodes')];
  return ({ facts }) => Math.floor(Math.min(cpu / facts.vcpus, memory / (facts.memoryMib * 2 ** 20), nodes));
}
