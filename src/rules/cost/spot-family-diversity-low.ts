import type { Place, Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { Context } from '../../core/rule.ts';
import { placeOfNarrowest } from '../../karpenter/instances/narrowest.ts';
import { poolInstances } from '../../karpenter/instances/pool-instances.ts';
import type { PoolInstances } from '../../karpenter/instances/pool-instances.ts';
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
  summary: 'A NodePool that may use spot leaves too few instance families or types.',
  references: [
    'https://karpenter.sh/docs/faq/#what-if-there-is-no-spot-capacity-will-karpenter-use-on-demand',
    'https://karpenter.sh/docs/concepts/disruption/#spot-consolidation',
    'https://docs.aws.amazon.com/eks/latest/best-practices/karpenter.html',
  ],
  options: {
    minFamilies: { type: 'integer', description: 'The least number of instance families.', default: 3, minimum: 1 },
    minTypes: { type: 'integer', description: 'The least number of instance types.', default: 15, minimum: 1 },
  },
  yieldsTo: ['requirements-unsatisfiable', 'numeric-bound-on-sparse-label'],
  *check(pool, context) {
    const { options } = context;
    const instances = poolInstances(pool, context);
    // Most pools leave plenty, which is known at once.
    if (instances !== undefined && !instances.mayBeNewer && hasPlenty(instances, options)) return;
    if (!usesEc2NodeClass(pool) || !allowsSpot(pool)) return;
    const left = leftFamilies(pool, instances);
    // Nothing left is a contradiction, which is another rule's to tell.
    if (left === undefined || left.families.size === 0) return;
    const { families, types } = left;
    if (families.size < Number(options['minFamilies'])) {
      yield {
        at: left.placeOfFamilies(),
        message: `NodePool \`${pool.name}\` may use spot but leaves only ${describeFamilies(families)}, so one shortage may take many of its spot nodes at once and leaves little spot capacity to launch instead.`,
        help: `Allow at least ${Number(options['minFamilies'])} families, best by \`karpenter.k8s.aws/instance-category\` and \`instance-generation\`.${explainSpot(pool)}`,
        ...(isAcceleratorPool(pool) || isMetalPool(pool) ? { severity: 'note' } : {}),
      };
    } else if (types !== undefined && types < Number(options['minTypes']) && !isStaticPool(pool)) {
      yield {
        at: left.placeOfTypes(),
        message: `NodePool \`${pool.name}\` may use spot but leaves only ${types} instance types; below 15 Karpenter never moves a single spot node to cheaper spot capacity, and shortages are felt sooner.`,
        help: `Allow at least ${Number(options['minTypes'])} types, best by category and generation instead of a list.${explainSpot(pool)}`,
        severity: 'note',
      };
    }
  },
});

function hasPlenty({ launchable, types }: PoolInstances, options: Context['options']): boolean {
  return launchable.families.size >= Number(options['minFamilies']) && types.length >= Number(options['minTypes']);
}

/** Names of families and types; where they are to be mended is found when it is asked for. */
interface LeftOver {
  readonly families: ReadonlySet<string>;
  /** How many types; undefined where only families are named. */
  readonly types: number | undefined;
  placeOfFamilies(): Place;
  placeOfTypes(): Place;
}

/** What the catalogue leaves; without one, or where something is newer than it, what the lists name. */
function leftFamilies(pool: Resource, instances: PoolInstances | undefined): LeftOver | undefined {
  const named = namedFamilies(pool);
  if (instances === undefined || instances.mayBeNewer) {
    return (
      named && { families: named.families, types: named.types?.names.size, placeOfFamilies: () => named.at, placeOfTypes: () => named.types?.at ?? named.at }
    );
  }
  if (!instances.isKnown) return undefined;
  const placeOfFamilies = (): Place => named?.at ?? placeOfNarrowest(pool, instances);
  return {
    families: instances.launchable.families,
    types: instances.types.length,
    placeOfFamilies,
    placeOfTypes: () => named?.types?.at ?? placeOfFamilies(),
  };
}

function describeFamilies(families: ReadonlySet<string>): string {
  const names = [...families].map((family) => `\`${family}\``).join(', ');
  return families.size === 1 ? `one instance family (${names})` : `${families.size} instance families (${names})`;
}

function explainSpot(pool: Resource): string {
  if (requirementsOf(pool).some(({ key }) => key === capacityTypeLabel)) return '';
  return ` Nothing is required of \`${capacityTypeLabel}\`, so spot is allowed and tried before on-demand; require \`on-demand\` if spot is not meant.`;
}
