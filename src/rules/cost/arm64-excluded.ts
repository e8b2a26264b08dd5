import { perKey, perObject } from '../../core/remembered.ts';
import type { Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { Context } from '../../core/rule.ts';
import type { Workspace } from '../../core/workspace.ts';
import { hasAccelerator } from '../../karpenter/instances/accelerators.ts';
import { poolInstances } from '../../karpenter/instances/pool-instances.ts';
import type { PoolInstances } from '../../karpenter/instances/pool-instances.ts';
import { normalizeLabel } from '../../karpenter/label-aliases.ts';
import { admits } from '../../karpenter/requirements.ts';

const archLabel = 'kubernetes.io/arch';
/** What may leave arm64 out, and what lets it in. */
const remedies: Readonly<Record<string, string>> = {
  [archLabel]: '`arm64`',
  'karpenter.k8s.aws/instance-cpu-manufacturer': '`aws`',
  'karpenter.k8s.aws/instance-family': 'Graviton families such as `m7g`',
  'node.kubernetes.io/instance-type': 'Graviton types such as `m7g.xlarge`',
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
    if (instances === undefined || !isGeneral(instances) || hasOwnImages(instances.nodeClass)) return;
    if (asksFor(instances, 'kubernetes.io/os', 'windows') || asksFor(instances, tenancyLabel, 'dedicated') || isNamedAfterProcessor(pool)) return;
    if (instances.launchable.table.setting.settings.amiFamily.windowsBuild !== undefined) return;
    // A pool in a folder beside this one mostly is of the same cluster.
    if (firstArmPool(context.workspace)(context.data) !== undefined) return;
    const place = placeOf(instances);
    if (place === undefined) return;
    yield {
      at: place.at,
      message: `NodePool \`${pool.name}\` leaves out arm64, and no other pool among these files has it: Graviton instances usually cost about a fifth less for the same work.`,
      help: `If the images are built for both architectures, ${place.remedy}; an image for amd64 alone fails there with \`exec format error\`.`,
    };
  },
});

/** All amd64, and nothing special among them. */
function isGeneral({ types, launchable, isKnown, mayBeNewer }: PoolInstances): boolean {
  if (!isKnown || mayBeNewer || types.length === 0) return false;
  return !launchable.valuesOf(archLabel).has('arm64') && types.some((type) => !hasAccelerator(type) && !type.isMetal);
}

/** Images that are named one by one, none of them for arm64: there first has to be another one. */
function hasOwnImages(nodeClass: Resource | undefined): boolean {
  const terms = nodeClass?.at('spec', 'amiSelectorTerms')?.items() ?? [];
  const names = terms.map((term) => ((term.at('alias') ?? term.at('tags')) !== undefined ? 'any' : ((term.at('name') ?? term.at('ssmParameter'))?.text ?? '')));
  return names.length > 0 && names.every((name) => name !== 'any' && !/arm64|aarch64/.test(name));
}

interface Place {
  readonly at: Value;
  /** What has to change, in words. */
  readonly remedy: string;
}

/** The first requirement that leaves arm64 out, and what each of them takes to let it in. */
function placeOf(instances: PoolInstances): Place | undefined {
  const excluding = Object.entries(remedies).flatMap(([label, remedy]) => {
    const own = instances.requirements.find(({ key, operator }) => normalizeLabel(key) === label && (operator === 'In' || operator === 'NotIn'));
    return own !== undefined && leavesOutArm(label, instances) ? [{ at: own.valuesAt ?? own.at, remedy }] : [];
  });
  const [first] = excluding;
  return first && { at: first.at, remedy: `allow ${excluding.map(({ remedy }) => remedy).join(' and ')} as well` };
}

function leavesOutArm(label: string, { catalog, launchable, sets }: PoolInstances): boolean {
  const set = sets.get(label);
  const column = launchable.table.label(label);
  if (set === undefined || column === undefined) return false;
  return catalog.types.every(({ facts, position }) => facts.arch !== 'arm64' || !admits(set, column.values[column.index[position] ?? 0] ?? []));
}

const firstArmPool = perObject((workspace: Workspace) =>
  perKey((data: Context['data']) => workspace.ofKind('karpenter.sh', 'NodePool').find((pool) => mayUseArm(poolInstances(pool, { data, workspace })))),
);

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
