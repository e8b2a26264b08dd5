import { addMaps } from '../../core/fix.ts';
import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { normalizeLabel } from '../../karpenter/label-aliases.ts';
import { allowedValues, capacityTypeLabel, usesEc2NodeClass } from '../../karpenter/nodepool.ts';
import { readRequirements } from '../../karpenter/written-requirements.ts';

/** What says how large, how new or of which kind an instance is. */
const narrowing: ReadonlySet<string> = new Set([
  'node.kubernetes.io/instance-type',
  ...['category', 'family', 'cpu', 'memory', 'size', 'generation', 'ebs-bandwidth', 'network-bandwidth', 'cpu-sustained-clock-speed-mhz'].map(
    (name) => `karpenter.k8s.aws/instance-${name}`,
  ),
]);

/** What labels begin with that ask for particular hardware or capacity. */
const special: readonly string[] = ['instance-gpu', 'instance-accelerator', 'instance-local-nvme', 'capacity-reservation-'].map(
  (name) => `karpenter.k8s.aws/${name}`,
);

export default defineRule({
  id: 'requirements-unconstrained',
  group: 'cost',
  severity: { default: 'improvement', prod: 'improvement', staging: 'improvement', dev: 'note' },
  preset: 'recommended',
  kinds: ['NodePool'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'A NodePool says nothing of which instances it wants.',
  references: [
    'https://karpenter.sh/docs/concepts/nodepools/#recommended',
    'https://docs.aws.amazon.com/eks/latest/best-practices/karpenter.html',
    'https://github.com/aws/karpenter-provider-aws/blob/main/pkg/providers/instance/filter/filter.go',
  ],
  fix: 'unsafe',
  yieldsTo: ['api-rejected', 'controller-rejected'],
  *check(pool) {
    const { requirements, isKnown } = readRequirements(pool);
    if (!isKnown || !usesEc2NodeClass(pool) || isReservedOnly(pool)) return;
    const isNarrow = requirements.some(({ key, operator }) => {
      const label = normalizeLabel(key);
      const isSpecial = special.some((start) => label.startsWith(start));
      return isSpecial ? operator !== 'DoesNotExist' && operator !== 'NotIn' : narrowing.has(label) && operator !== 'Exists';
    });
    if (isNarrow) return;
    const fix = makeFix(pool);
    yield {
      at: pool.anchor('spec', 'template', 'spec', 'requirements'),
      message: `NodePool \`${pool.name}\` constrains neither category, generation nor size, so old, burstable and oversized instance types take part in scheduling.`,
      help: 'Require `karpenter.k8s.aws/instance-category` in `c`, `m`, `r` and `karpenter.k8s.aws/instance-generation` above `2`, as the documentation recommends.',
      ...(fix === undefined ? {} : { fix }),
    };
  },
});

function isReservedOnly(pool: Resource): boolean {
  const types = allowedValues(pool, capacityTypeLabel);
  return types !== undefined && !types.isComplement && types.values.size === 1 && types.values.has('reserved');
}

function makeFix(pool: Resource) {
  const list = pool.at('spec', 'template', 'spec', 'requirements');
  const edit =
    list &&
    addMaps(
      pool,
      list,
      'key: karpenter.k8s.aws/instance-category\noperator: In\nvalues: ["c", "m", "r"]',
      'key: karpenter.k8s.aws/instance-generation\noperator: Gt\nvalues: ["2"]',
    );
  if (edit === undefined) return undefined;
  return { title: 'Ask for categories c, m and r from generation 3 on (replaces nodes of other types)', safety: 'unsafe' as const, rolls: true, edits: [edit] };
}
