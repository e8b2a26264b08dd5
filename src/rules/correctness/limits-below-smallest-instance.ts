import type { InstanceType } from '../../catalog/instance-type.ts';
import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { acceleratorCount, acceleratorResource } from '../../karpenter/instances/accelerators.ts';
import { poolInstances } from '../../karpenter/instances/pool-instances.ts';
import type { PoolInstances } from '../../karpenter/instances/pool-instances.ts';
import { isStaticPool } from '../../karpenter/nodepool.ts';
import { knownEntries } from '../../karpenter/written.ts';
import { parseQuantity } from '../../kubernetes/quantity.ts';

export default defineRule({
  id: 'limits-below-smallest-instance',
  group: 'correctness',
  severity: 'critical',
  preset: 'recommended',
  kinds: ['NodePool'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'A limit of a NodePool is smaller than its smallest instance.',
  references: ['https://karpenter.sh/docs/concepts/nodepools/#speclimits'],
  yieldsTo: ['api-rejected', 'requirements-unsatisfiable'],
  *check(pool, context) {
    const limits = knownEntries(pool.at('spec', 'limits')).filter(([name]) => name !== 'nodes');
    if (limits.length === 0 || isStaticPool(pool)) return;
    for (const [name, value] of limits) {
      const limit = value.isUnknown ? undefined : parseQuantity(value.value);
      if (limit === undefined) continue;
      if (limit === 0) {
        yield {
          at: value,
          message: `\`limits.${name}: 0\` keeps NodePool \`${pool.name}\` from launching any node: that is how a pool is paused.`,
          help: 'Raise or remove the limit to let the pool launch again.',
          severity: 'note',
        };
        continue;
      }
      const instances = poolInstances(pool, context);
      const smallest = instances && smallestAbove(limit, name, instances);
      if (smallest === undefined) continue;
      yield {
        at: value,
        message: `\`limits.${name}: ${String(value.value)}\` is less than the smallest instance that NodePool \`${pool.name}\` allows has (\`${smallest.type.name}\`: ${format(name, smallest.amount)}), so the pool can never launch a node.`,
        help: describeRemedy(pool, name),
      };
    }
  },
});

interface Smallest {
  readonly type: InstanceType;
  readonly amount: number;
}

/** The smallest type, where every type has more than the limit. */
function smallestAbove(limit: number, name: string, instances: PoolInstances): Smallest | undefined {
  if (instances.mayBeNewer) return undefined;
  let least: Smallest | undefined;
  for (const type of instances.types) {
    const amount = capacityOf(name, type, instances);
    if (amount === undefined) continue;
    if (amount <= limit) return undefined;
    if (least === undefined || amount < least.amount) least = { type, amount };
  }
  return least;
}

/** Karpenter compares the capacity, not what is left for pods; undefined for a resource that no type is known to have. */
function capacityOf(name: string, type: InstanceType, { launchable: { table } }: PoolInstances): number | undefined {
  if (name === 'cpu') return table.capacityOf(type, 'cpuMilli') / 1000;
  if (name === 'memory') return table.capacityOf(type, 'memoryBytes');
  if (name === 'pods') return table.capacityOf(type, 'pods');
  if (name === 'ephemeral-storage') return table.capacityOf(type, 'ephemeralStorageBytes');
  if (!/^(?:nvidia\.com\/gpu|amd\.com\/gpu|habana\.ai\/gaudi|aws\.amazon\.com\/neuron)$/.test(name)) return undefined;
  return acceleratorResource(type) === name ? acceleratorCount(type) : 0;
}

function format(name: string, amount: number): string {
  if (name !== 'memory' && name !== 'ephemeral-storage') return `${amount}`;
  return `${Math.round((amount / 2 ** 30) * 10) / 10}Gi`;
}

function describeRemedy({ name: pool }: Resource, name: string): string {
  return `Raise \`limits.${name}\`, or allow smaller instances in NodePool \`${pool}\`.`;
}
