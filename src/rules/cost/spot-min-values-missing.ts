import { addEntry } from '../../core/fix.ts';
import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { poolInstances } from '../../karpenter/instances/pool-instances.ts';
import type { PoolInstances } from '../../karpenter/instances/pool-instances.ts';
import { normalizeLabel } from '../../karpenter/label-aliases.ts';
import { allowsSpot, isStaticPool } from '../../karpenter/nodepool.ts';
import { holdsIn } from '../../schemas/project.ts';

const familyLabel = 'karpenter.k8s.aws/instance-family';
const flexibleLabels: readonly string[] = [
  familyLabel,
  'node.kubernetes.io/instance-type',
  'karpenter.k8s.aws/instance-category',
  'karpenter.k8s.aws/instance-size',
  'karpenter.k8s.aws/instance-generation',
];

/** From so many types on a pool is wide by itself. */
const wideFrom = 30;

export default defineRule({
  id: 'spot-min-values-missing',
  group: 'cost',
  severity: 'note',
  preset: 'essential',
  offIn: ['recommended'],
  kinds: ['NodePool'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'A spot NodePool does not ask for a number of families or types by `minValues`.',
  references: ['https://karpenter.sh/docs/concepts/nodepools/#min-values', 'https://github.com/kubernetes-sigs/karpenter/issues/2078'],
  fix: 'unsafe',
  *check(pool, context) {
    const instances = poolInstances(pool, context);
    if (instances === undefined || !instances.isKnown || instances.mayBeNewer) return;
    const { types, requirements } = instances;
    if (types.length === 0 || types.length >= wideFrom) return;
    if (!allowsSpot(pool) || isStaticPool(pool) || !holdsIn({ since: '0.35' }, context.karpenter)) return;
    if (requirements.some(({ key, minValues = 0 }) => minValues > 0 && flexibleLabels.includes(normalizeLabel(key)))) return;
    const families = Math.min(3, new Set(types.map(({ family }) => family)).size);
    // Of one family there is nothing to ask for; that it is only one is another rule's to tell.
    if (families < 2) return;
    const fix = makeFix(pool, instances, families);
    yield {
      at: pool.anchor('spec', 'template', 'spec', 'requirements'),
      message: `NodePool \`${pool.name}\` may use spot and leaves ${types.length} instance types, but sets no \`minValues\`, so a launch may shrink to one type and one spot pool.`,
      help: `Add \`minValues: ${families}\` on \`karpenter.k8s.aws/instance-family\`; it is alpha: where it cannot be met, pods stay pending, and Karpenter no longer filters by price or leaves out exotic types.`,
      ...(fix === undefined ? {} : { fix }),
    };
  },
});

function makeFix(pool: Resource, { requirements }: PoolInstances, families: number) {
  const own = requirements.find(({ key, operator }) => normalizeLabel(key) === familyLabel && (operator === 'In' || operator === 'Exists'));
  const edit = own === undefined ? undefined : addEntry(pool, own.at, 'minValues', String(families));
  return edit === undefined ? undefined : { title: `Ask for ${families} families`, safety: 'unsafe' as const, edits: [edit] };
}
