import { replaceScalar } from '../../core/fix.ts';
import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { Severities } from '../../core/rule.ts';
import type { Workspace } from '../../core/workspace.ts';
import { karpenterChart } from '../../karpenter/chart.ts';
import { cheapestTypes } from '../../karpenter/instances/cheapest.ts';
import { poolInstances } from '../../karpenter/instances/pool-instances.ts';
import type { PoolInstances } from '../../karpenter/instances/pool-instances.ts';
import { normalizeLabel } from '../../karpenter/label-aliases.ts';
import { wellKnownLabels } from '../../karpenter/labels.ts';
import { allowsSpot } from '../../karpenter/nodepool.ts';
import type { WrittenRequirement } from '../../karpenter/written-requirements.ts';
import { releasesAround } from '../../kubernetes/chart-release.ts';

/** What the controller does its best about, or what only prices bring about. */
const softened: Severities = { default: 'improvement', prod: 'improvement', staging: 'improvement', dev: 'note' };

/** To how many of the cheapest types Karpenter cuts a launch. */
const launchTypes = 60;

export default defineRule({
  id: 'min-values-unachievable',
  group: 'correctness',
  severity: 'critical',
  preset: 'recommended',
  kinds: ['NodePool'],
  apiVersions: ['v1', 'v1beta1'],
  summary: '`minValues` asks for more values than the instance types have.',
  references: ['https://karpenter.sh/docs/concepts/nodepools/#min-values', 'https://karpenter.sh/docs/upgrading/upgrade-guide/#upgrading-to-160'],
  fix: 'unsafe',
  yieldsTo: ['api-rejected', 'controller-rejected'],
  *check(pool, context) {
    const asks = (pool.at('spec', 'template', 'spec', 'requirements')?.items() ?? []).some((item) => item.at('minValues') !== undefined);
    const instances = asks ? poolInstances(pool, context) : undefined;
    if (instances === undefined || instances.types.length === 0 || instances.mayBeNewer) return;
    const severity = isBestEffort(context.workspace, pool) ? softened : undefined;
    for (const requirement of instances.requirements) {
      const unmet = isOpen(requirement, instances) ? undefined : findUnmet(pool, requirement, instances);
      if (unmet === undefined) continue;
      const own = unmet.where === '' ? severity : softened;
      yield { ...describe(pool, requirement, unmet), ...(own === undefined ? {} : { severity: own }) };
    }
  },
});

/** The values that are left where there are too few; undefined where there are enough. */
function findUnmet(pool: Resource, requirement: WrittenRequirement, instances: PoolInstances): Rest | undefined {
  const least = requirement.minValues ?? 0;
  const key = normalizeLabel(requirement.key);
  const values = instances.launchable.valuesOf(key);
  if (values.size < least) return { values, where: '' };
  // Spot prices change, so nobody can say which types a launch with spot is cut to.
  const isCut = least > 0 && instances.isKnown && key.startsWith('karpenter.k8s.aws/instance-') && !allowsSpot(pool);
  const cheapest = isCut ? cheapestTypes(instances, launchTypes) : undefined;
  const left = cheapest && new Set(cheapest.flatMap((type) => type.label(key) ?? []));
  if (left === undefined || left.size >= least) return undefined;
  return { values: left, where: ` among the ${launchTypes} cheapest types, to which Karpenter cuts a launch` };
}

/** Zones and the like depend on the account; nothing is known of how many there are. */
function isOpen({ key }: WrittenRequirement, { launchable }: PoolInstances): boolean {
  const label = normalizeLabel(key);
  return launchable.table.label(label) === undefined && wellKnownLabels.some((known) => known.key === label);
}

interface Rest {
  readonly values: ReadonlySet<string>;
  /** Where these values are counted; empty for all types. */
  readonly where: string;
}

function describe(pool: Resource, requirement: WrittenRequirement, { values, where }: Rest) {
  const { size } = values;
  const named = [...values]
    .sort()
    .slice(0, 5)
    .map((value) => `\`${value}\``);
  const list = size === 0 ? '' : ` (${named.join(', ')}${size > named.length ? ', …' : ''})`;
  const rest = size === 0 ? 'no value is left' : `only ${size} ${size === 1 ? 'value is' : 'values are'} left${list}`;
  const written = requirement.at.at('minValues');
  const fix = { title: `Ask for ${size}`, safety: 'unsafe' as const, edits: written === undefined ? [] : [replaceScalar(pool, written, String(size))] };
  return {
    at: written ?? requirement.at,
    message: `\`minValues: ${requirement.minValues ?? 0}\` on \`${requirement.key}\` cannot be met: ${rest}${where}, so NodePool \`${pool.name}\` launches nothing.`,
    help: 'Lower `minValues`, or loosen the requirements that leave so few instance types.',
    ...(size === 0 || written === undefined ? {} : { fix }),
  };
}

/** https://karpenter.sh/docs/reference/settings/ */
function isBestEffort(workspace: Workspace, pool: Resource): boolean {
  return releasesAround(workspace, pool, karpenterChart).some(({ values }) => values.at('settings', 'minValuesPolicy')?.value.text === 'BestEffort');
}
