import { standardRegion } from '../../catalog/catalog.ts';
import type { InstanceType } from '../../catalog/instance-type.ts';
import { Fact } from '../../core/fact.ts';
import type { World } from '../../core/fact.ts';
import { perObject } from '../../core/remembered.ts';
import type { Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { hasAccelerator } from '../../karpenter/instances/accelerators.ts';
import { standardPrice } from '../../karpenter/instances/cheapest.ts';
import { counterpartsOf } from '../../karpenter/instances/graviton.ts';
import type { Launchable } from '../../karpenter/instances/launchable.ts';
import { instancesOf, poolInstances } from '../../karpenter/instances/pool-instances.ts';
import type { PoolInstances } from '../../karpenter/instances/pool-instances.ts';
import { nodesWithinLimits } from '../../karpenter/instances/pool-limits.ts';
import { normalizeLabel } from '../../karpenter/label-aliases.ts';
import { nodeClassesOf } from '../../karpenter/node-class-reference.ts';
import { isSpotOnly } from '../../karpenter/nodepool.ts';

const archLabel = 'kubernetes.io/arch';
/** What may leave a Graviton type out, and what of it lets the type in. */
const remedies: Readonly<Record<string, (graviton: InstanceType) => string>> = {
  [archLabel]: () => '`arm64`',
  'karpenter.k8s.aws/instance-cpu-manufacturer': () => '`aws`',
  'karpenter.k8s.aws/instance-family': ({ family }) => `Graviton families such as \`${family}\``,
  'node.kubernetes.io/instance-type': ({ name }) => `Graviton types such as \`${name}\``,
  'karpenter.k8s.aws/instance-generation': ({ generation }) => `generation \`${generation}\``,
};

/** Licences that are counted by host or core keep to the processors that they were bought for. */
const tenancyLabel = 'karpenter.k8s.aws/instance-tenancy';

export default defineRule({
  id: 'arm64-excluded',
  group: 'cost',
  severity: 'note',
  preset: 'essential',
  kinds: ['NodePool'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'A general NodePool leaves out arm64 instances.',
  references: ['https://aws.amazon.com/ec2/graviton/', 'https://github.com/aws-samples/karpenter-blueprints/tree/main/blueprints/graviton'],
  *check(pool, context) {
    const instances = poolInstances(pool, context);
    if (instances === undefined || !isGeneral(instances) || context.learn(hasOwnImages, pool)) return;
    if (asksFor(instances, 'kubernetes.io/os', 'windows') || asksFor(instances, tenancyLabel, 'dedicated')) return;
    if (instances.launchable.table.setting.settings.amiFamily.windowsBuild !== undefined) return;
    // A pool in a folder beside this one mostly is of the same cluster.
    if (context.learn(isArmUsed, pool) || isNamedAfterProcessor(pool)) return;
    const found = findExchange(pool, instances);
    if (found === undefined) return;
    const { from, to, saving, at, remedy } = found;
    yield {
      at,
      message: `NodePool \`${pool.name}\` leaves out arm64, and no other pool among these files has it: \`${to.name}\` on Graviton has as many CPUs and as much memory as \`${from.name}\`, and costs ${saving}% less on demand in ${standardRegion}${isSpotOnly(pool) ? ', and is one more source of spot capacity' : ''}.`,
      help: `If the images are built for both architectures, ${remedy}; an image for amd64 alone fails there with \`exec format error\`.`,
    };
  },
});

/** All amd64, and nothing special among them. */
function isGeneral({ types, launchable, isKnown, mayBeNewer }: PoolInstances): boolean {
  if (!isKnown || mayBeNewer || types.length === 0) return false;
  return !launchable.valuesOf(archLabel).has('arm64') && types.some((type) => !hasAccelerator(type) && !type.isMetal);
}

/** Images that are named one by one, none of them for arm64: there first has to be another one. */
const hasOwnImages = new Fact<boolean>({
  learn: (pool, { workspace }) => {
    const classes = nodeClassesOf(workspace, pool);
    return classes.length === 1 && classes.every(namesImages);
  },
  keyOf: (known) => known,
});

function namesImages(nodeClass: Resource): boolean {
  const terms = nodeClass.at('spec', 'amiSelectorTerms')?.items() ?? [];
  const names = terms.map((term) => ((term.at('alias') ?? term.at('tags')) !== undefined ? 'any' : ((term.at('name') ?? term.at('ssmParameter'))?.text ?? '')));
  return names.length > 0 && names.every((name) => name !== 'any' && !/arm64|aarch64/.test(name));
}

/** A type of the pool, what could take its place, and what has to change for it. */
interface Exchange {
  readonly from: InstanceType;
  readonly to: InstanceType;
  /** In percent. */
  readonly saving: number;
  /** The first requirement that leaves arm64 out. */
  readonly at: Value;
  /** What has to change, in words. */
  readonly remedy: string;
}

/** The cheapest type of the pool that Graviton has a cheaper counterpart for. */
function findExchange(pool: Resource, instances: PoolInstances): Exchange | undefined {
  const nodes = nodesWithinLimits(pool);
  for (const from of likelyTypes(instances.launchable)) {
    if (nodes(from) < 1) continue;
    for (const { type: to, saving } of counterpartsOf(from, instances.catalog)) {
      const change = changeFor(to, instances);
      if (change !== undefined) return { from, to, saving, ...change };
    }
  }
  return undefined;
}

/** Karpenter takes the cheapest, but hardly ever one that daemons fill. Pools with the same requirements share the order. */
const likelyTypes = perObject(({ types, table: { catalog } }: Launchable): readonly InstanceType[] => {
  const isSmall = ({ facts }: InstanceType) => facts.vcpus < 2 || facts.memoryMib < 4096;
  const ranked = types.flatMap((type) => {
    const price = type.isMetal || hasAccelerator(type) ? undefined : standardPrice(type, catalog);
    return price === undefined ? [] : [{ type, rank: isSmall(type) ? price + 1000 : price }];
  });
  return ranked.sort((a, b) => a.rank - b.rank).map(({ type }) => type);
});

/** What lets a type in; undefined where something else leaves it out. */
function changeFor(graviton: InstanceType, { launchable, requirements }: PoolInstances): Pick<Exchange, 'at' | 'remedy'> | undefined {
  const keys = launchable.exclusions(graviton).map((exclusion) => (exclusion.kind === 'requirement' ? exclusion.key : undefined));
  const changes = Object.entries(remedies)
    .filter(([label]) => keys.includes(label))
    .flatMap(([label, remedy]) => {
      const own = requirements.find(({ key, operator }) => normalizeLabel(key) === label && (operator === 'In' || operator === 'NotIn'));
      return own === undefined ? [] : [{ at: own.valuesAt ?? own.at, words: remedy(graviton) }];
    });
  const [first] = changes;
  if (first === undefined || changes.length < keys.length) return undefined;
  return { at: first.at, remedy: `allow ${changes.map(({ words }) => words).join(' and ')} as well` };
}

/** Whether any pool among the files may use arm64. */
const isArmUsed = new Fact<boolean>({ learn: (_, world) => hasArmPool(world), keyOf: (known) => known });

const hasArmPool = perObject((world: World) => world.workspace.ofKind('karpenter.sh', 'NodePool').some((pool) => mayUseArm(instancesOf(pool, world))));

function mayUseArm(instances: PoolInstances | undefined): boolean {
  return instances === undefined || instances.launchable.valuesOf(archLabel).has('arm64');
}

function asksFor({ sets }: PoolInstances, label: string, value: string): boolean {
  const set = sets.get(label);
  return set !== undefined && !set.isComplement && set.values.has(value);
}

/** A pool that names its processors is one of several, whose others may be elsewhere, or holds what was built for them. */
function isNamedAfterProcessor(pool: Resource): boolean {
  const labels = pool.at('spec', 'template', 'metadata', 'labels')?.entries() ?? [];
  return [pool.name, ...labels.filter(([key]) => normalizeLabel(key) !== archLabel).flatMap(([key, value]) => [key, value.text ?? ''])].some((name) =>
    /amd64|x86|x64|intel|icelake|skylake/i.test(name),
  );
}
