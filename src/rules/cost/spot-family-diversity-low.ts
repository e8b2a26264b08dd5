import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import {
  allowsSpot,
  capacityTypeLabel,
  isAcceleratorPool,
  isMetalPool,
  isStaticPool,
  namedFamilies,
  requirementsOf,
  usesEc2NodeClass,
} from '../../karpenter/nodepool.ts';

export default defineRule({
  id: 'spot-family-diversity-low',
  group: 'cost',
  severity: { default: 'improvement', prod: 'improvement', staging: 'improvement', dev: 'note' },
  preset: 'essential',
  kinds: ['NodePool'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'A NodePool that may use spot names too few instance families or types.',
  references: [
    'https://karpenter.sh/docs/faq/#what-if-there-is-no-spot-capacity-will-karpenter-use-on-demand',
    'https://karpenter.sh/docs/concepts/disruption/#spot-consolidation',
    'https://docs.aws.amazon.com/eks/latest/best-practices/karpenter.html',
  ],
  options: {
    minFamilies: { type: 'integer', description: 'The least number of instance families.', default: 3, minimum: 1 },
    minTypes: { type: 'integer', description: 'The least number of instance types, where types are named.', default: 15, minimum: 1 },
  },
  *check(pool, { options }) {
    if (!usesEc2NodeClass(pool) || !allowsSpot(pool)) return;
    const named = namedFamilies(pool);
    // Nothing left is a contradiction, which is another rule's to tell.
    if (named === undefined || named.families.size === 0) return;
    const { families, types, at } = named;
    if (families.size < Number(options['minFamilies'])) {
      yield {
        at,
        message: `NodePool \`${pool.name}\` may use spot but names only ${describeFamilies(families)}, so one shortage of spot capacity takes many of its nodes at once and leaves little to launch instead.`,
        help: `Allow at least ${Number(options['minFamilies'])} families, best by \`karpenter.k8s.aws/instance-category\` and \`instance-generation\`.${explainSpot(pool)}`,
        ...(isAcceleratorPool(pool) || isMetalPool(pool) ? { severity: 'note' } : {}),
      };
    } else if (types !== undefined && types.names.size < Number(options['minTypes']) && !isStaticPool(pool)) {
      yield {
        at: types.at,
        message: `NodePool \`${pool.name}\` may use spot but names only ${types.names.size} instance types; below 15 Karpenter never moves a single spot node to cheaper spot capacity, and shortages are felt sooner.`,
        help: `Allow at least ${Number(options['minTypes'])} types, best by category and generation instead of a list.${explainSpot(pool)}`,
        severity: 'note',
      };
    }
  },
});

function describeFamilies(families: ReadonlySet<string>): string {
  const names = [...families].map((family) => `\`${family}\``).join(', ');
  return families.size === 1 ? `one instance family (${names})` : `${families.size} instance families (${names})`;
}

function explainSpot(pool: Resource): string {
  if (requirementsOf(pool).some(({ key }) => key === capacityTypeLabel)) return '';
  return ` Nothing is required of \`${capacityTypeLabel}\`, so spot is allowed and tried before on-demand; require \`on-demand\` if spot is not meant.`;
}
