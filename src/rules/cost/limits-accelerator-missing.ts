import { defineRule } from '../../core/rule.ts';
import { acceleratorCount, acceleratorResource, hasAccelerator } from '../../karpenter/instances/accelerators.ts';
import { poolInstances } from '../../karpenter/instances/pool-instances.ts';
import { isStaticPool } from '../../karpenter/nodepool.ts';
import { knownEntries } from '../../karpenter/written.ts';
import { parseQuantity } from '../../kubernetes/quantity.ts';
import { holdsIn } from '../../schemas/project.ts';

export default defineRule({
  id: 'limits-accelerator-missing',
  group: 'cost',
  severity: { default: 'note', prod: 'improvement', staging: 'note', dev: 'off' },
  preset: 'recommended',
  kinds: ['NodePool'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'The limits of an accelerator NodePool do not bound its accelerators.',
  references: ['https://karpenter.sh/docs/concepts/nodepools/#speclimits'],
  yieldsTo: ['limits-missing', 'api-rejected', 'controller-rejected'],
  *check(pool, context) {
    const limits = knownEntries(pool.at('spec', 'limits'));
    if (limits.length === 0 || isStaticPool(pool)) return;
    const names = new Set(limits.map(([name]) => name));
    if (names.has('nodes') && holdsIn({ since: '1.11' }, context.karpenter)) return;
    const instances = poolInstances(pool, context);
    if (instances === undefined || instances.mayBeNewer || instances.types.length === 0 || !instances.types.every(hasAccelerator)) return;
    const resources = [...new Set(instances.types.flatMap((type) => acceleratorResource(type) ?? []))];
    if (resources.length === 0 || resources.some((resource) => names.has(resource))) return;
    // Where the CPUs say how many there are, a limit on CPUs is one on accelerators.
    const perCpu = instances.types.map((type) => acceleratorCount(type) / type.facts.vcpus);
    if (Math.max(...perCpu) < 2 * Math.min(...perCpu)) return;
    const largest = Math.max(...instances.types.map(({ facts }) => facts.vcpus));
    const cpu = parseQuantity(limits.find(([name]) => name === 'cpu')?.[1].value);
    // Room for one such instance and no second one is as good.
    if (cpu !== undefined && cpu < 2 * largest) return;
    yield {
      at: pool.anchor('spec', 'limits', resources[0] ?? ''),
      message: `The limits of NodePool \`${pool.name}\` count no accelerators, and the same CPUs may come with few of them or with many, at very different prices.`,
      help: `Add ${resources.map((resource) => `\`${resource}\``).join(' and ')} to \`limits\`.`,
    };
  },
});
