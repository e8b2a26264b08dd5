import type { InstanceType } from '../../catalog/instance-type.ts';
import { addMaps } from '../../core/fix.ts';
import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { Launchable } from '../../karpenter/instances/launchable.ts';
import { poolInstances } from '../../karpenter/instances/pool-instances.ts';
import { nodesWithinLimits } from '../../karpenter/instances/pool-limits.ts';
import { normalizeLabel } from '../../karpenter/label-aliases.ts';

interface Kind {
  readonly name: string;
  /** The label by whose values they are told, as far as it goes. */
  readonly label: string;
  readonly isTold: (value: string, minGeneration: number) => boolean;
  readonly holds?: (type: InstanceType) => boolean;
  /** The requirement that leaves them out. */
  readonly remedy: (minGeneration: number) => string;
}

const kinds: readonly Kind[] = [
  {
    name: 'burstable types, which slow down or cost more when their credits are spent',
    label: 'karpenter.k8s.aws/instance-category',
    isTold: (category) => category === 't',
    remedy: () => 'key: karpenter.k8s.aws/instance-category\noperator: NotIn\nvalues: ["t"]',
  },
  {
    name: 'old generations, which cost more for the same work',
    label: 'karpenter.k8s.aws/instance-generation',
    isTold: (generation, minGeneration) => Number(generation) < minGeneration,
    holds: ({ category }) => ['c', 'm', 'r', 'd', 'i'].includes(category),
    remedy: (minGeneration) => `key: karpenter.k8s.aws/instance-generation\noperator: Gt\nvalues: ["${minGeneration - 1}"]`,
  },
  {
    name: 'sizes so small that daemons fill them',
    label: 'karpenter.k8s.aws/instance-size',
    isTold: (size) => ['nano', 'micro', 'small'].includes(size),
    remedy: () => 'key: karpenter.k8s.aws/instance-size\noperator: NotIn\nvalues: ["nano", "micro", "small"]',
  },
  {
    name: 'bare metal, which is slow to start and kept out only as long as ordinary types are left',
    label: 'karpenter.k8s.aws/instance-size',
    isTold: (size) => size.startsWith('metal'),
    remedy: () => 'key: karpenter.k8s.aws/instance-hypervisor\noperator: In\nvalues: ["nitro"]',
  },
];

/** Who lists families or types means them. */
const namingLabels: readonly string[] = ['karpenter.k8s.aws/instance-family', 'node.kubernetes.io/instance-type'];

export default defineRule({
  id: 'undesirable-instances-allowed',
  group: 'cost',
  severity: { default: 'note', prod: 'note', staging: 'note', dev: 'off' },
  preset: 'recommended',
  kinds: ['NodePool'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'A NodePool may launch burstable, old, tiny or bare-metal instances.',
  references: ['https://docs.aws.amazon.com/eks/latest/best-practices/karpenter.html', 'https://karpenter.sh/docs/faq/#can-i-use-bare-metal-instance-types'],
  options: { minGeneration: { type: 'integer', description: 'The oldest generation that is wanted.', default: 3, minimum: 1 } },
  fix: 'unsafe',
  yieldsTo: ['requirements-unconstrained', 'api-rejected', 'controller-rejected'],
  *check(pool, context) {
    const minGeneration = Number(context.options['minGeneration']);
    const instances = poolInstances(pool, context);
    if (instances === undefined || !instances.isKnown) return;
    const { launchable, requirements } = instances;
    if (requirements.some(({ key, operator }) => operator === 'In' && namingLabels.includes(normalizeLabel(key)))) return;
    const nodes = nodesWithinLimits(pool);
    const found = findUndesirable(launchable, minGeneration).flatMap(({ kind, types }) => {
      const example = types.find((type) => nodes(type) >= 1)?.name;
      return example === undefined ? [] : [{ kind, example }];
    });
    if (found.length === 0) return;
    const fix = makeFix(
      pool,
      found.map(({ kind }) => kind.remedy(minGeneration)),
    );
    yield {
      at: pool.anchor('spec', 'template', 'spec', 'requirements'),
      message: `NodePool \`${pool.name}\` may launch ${found.map(({ kind, example }) => `${kind.name} (\`${example}\`)`).join('; ')}.`,
      help: 'Leave them out by `instance-category`, `instance-generation`, `instance-size` or `instance-hypervisor`, unless they are meant.',
      ...(fix === undefined ? {} : { fix }),
    };
  },
});

interface Undesirable {
  readonly kind: Kind;
  readonly types: readonly InstanceType[];
}

/** The kinds that some of the types are of, but not all of them. */
function findUndesirable(launchable: Launchable, minGeneration: number): readonly Undesirable[] {
  const known = answers.get(launchable);
  if (known?.minGeneration === minGeneration) return known.found;
  const { types } = launchable;
  const found = kinds.flatMap((kind) => {
    const told = launchable.typesWith(kind.label, (value) => kind.isTold(value, minGeneration));
    const some = told.filter((type) => kind.holds?.(type) !== false);
    return some.length === 0 || some.length === types.length ? [] : [{ kind, types: some }];
  });
  answers.set(launchable, { minGeneration, found });
  return found;
}

/** Pools with the same requirements share what they can launch. */
const answers = new WeakMap<Launchable, { readonly minGeneration: number; readonly found: readonly Undesirable[] }>();

function makeFix(pool: Resource, remedies: readonly string[]) {
  const list = pool.at('spec', 'template', 'spec', 'requirements');
  const edit = list && addMaps(pool, list, ...remedies);
  return edit === undefined ? undefined : { title: 'Leave them out (replaces such nodes)', safety: 'unsafe' as const, rolls: true, edits: [edit] };
}
