import { defineRule } from '../../core/rule.ts';
import { hasAccelerator } from '../../karpenter/instances/accelerators.ts';
import { placeOfNarrowest } from '../../karpenter/instances/narrowest.ts';
import { poolInstances } from '../../karpenter/instances/pool-instances.ts';
import { allowsSpot, capacityTypeLabel, isStaticPool, requirementsOf } from '../../karpenter/nodepool.ts';
import type { Resource } from '../../core/resource.ts';

export default defineRule({
  id: 'instance-flexibility-low',
  group: 'reliability',
  severity: { default: 'improvement', prod: 'improvement', staging: 'note', dev: 'off' },
  preset: 'recommended',
  kinds: ['NodePool'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'A NodePool leaves hardly any instance types to choose from.',
  references: [
    'https://karpenter.sh/docs/concepts/nodepools/#instance-types',
    'https://github.com/aws/karpenter-provider-aws/blob/main/pkg/providers/instance/instance.go',
  ],
  options: { minTypes: { type: 'integer', description: 'The least number of instance types.', default: 5, minimum: 1 } },
  yieldsTo: ['spot-family-diversity-low', 'requirements-unsatisfiable'],
  *check(pool, context) {
    const instances = poolInstances(pool, context);
    if (instances === undefined || !instances.isKnown || instances.mayBeNewer) return;
    const { types } = instances;
    if (types.length === 0 || types.length >= Number(context.options['minTypes'])) return;
    const isBound = isStaticPool(pool) || isReserved(pool) || types.every((type) => hasAccelerator(type) || type.isMetal);
    // Three types on demand seldom run out together.
    const isEnough = types.length > 2 && !allowsSpot(pool);
    const named = types.map(({ name }) => `\`${name}\``).join(', ');
    yield {
      at: placeOfNarrowest(pool, instances),
      message: `NodePool \`${pool.name}\` can only launch ${types.length === 1 ? 'one instance type' : `${types.length} instance types`} (${named}): when EC2 runs short of ${types.length === 1 ? 'it' : 'them'}, the pool cannot grow.`,
      help: 'Allow more sizes, generations or families, best by `karpenter.k8s.aws/instance-category` and `instance-generation`.',
      ...(isBound || isEnough ? { severity: 'note' as const } : {}),
    };
  },
});

/** Reserved capacity, dedicated hosts and licences are bound to their types. */
function isReserved(pool: Resource): boolean {
  return requirementsOf(pool).some(
    ({ key, values }) =>
      key?.startsWith('karpenter.k8s.aws/capacity-reservation-') === true ||
      (key === capacityTypeLabel && values.includes('reserved')) ||
      (key === 'karpenter.k8s.aws/instance-tenancy' && values.includes('dedicated')),
  );
}
