import { groupBy } from '../../core/group-by.ts';
import { perResource } from '../../core/resource.ts';
import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { perScope } from '../../core/scope.ts';
import { allowedValues, capacityTypeLabel, requirementsOf } from '../../karpenter/nodepool.ts';
import { isChosenByName } from '../../karpenter/placement.ts';
import { purposeOf } from '../../karpenter/pool-purpose.ts';

export default defineRule({
  id: 'spot-fallback-split-pools',
  group: 'cost',
  severity: 'note',
  preset: 'recommended',
  kinds: ['NodePool'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'Two NodePools differ in nothing but spot and on-demand.',
  references: [
    'https://karpenter.sh/docs/concepts/nodepools/#capacity-type',
    'https://github.com/kubernetes-sigs/karpenter/blob/v1.14.1/pkg/controllers/disruption/consolidation.go',
    'https://github.com/kubernetes-sigs/karpenter/issues/1829',
    'https://github.com/aws/karpenter-provider-aws/issues/7490',
    'https://github.com/aws/karpenter-provider-aws/issues/8420',
  ],
  yieldsTo: ['requirements-unsatisfiable'],
  *check(pool, context) {
    const at = requirementsOf(pool).find(({ key }) => key === capacityTypeLabel)?.at;
    if (at === undefined || !hasOnly(pool, 'on-demand')) return;
    const rivals = context.workspace.scopesOf(pool).flatMap((scope) => spotPoolsByClass(scope).get(classNameOf(pool)) ?? []);
    const spot = rivals.find((other) => isHeavier(other, pool) && (keepsNodes(pool) || isAlike(other, pool)) && hasSamePurpose(other, pool));
    if (spot === undefined || isChosenByName(context.workspace, pool)) return;
    const { name } = pool;
    const stays = keepsNodes(pool) ? `; as \`${name}\` does not consolidate, what once fell back to on-demand stays there, at its price` : '';
    yield {
      at,
      message: `NodePools \`${spot.name}\` and \`${name}\` differ only in their capacity type, and one pool with both types does the same, with one set of limits and budgets${stays}.`,
      help: keepsNodes(pool)
        ? `Let \`${name}\` consolidate when underused, or make them one pool with \`spot\` and \`on-demand\` that does.`
        : 'Both layouts work. In one pool with `spot` and `on-demand`, Karpenter takes spot first and falls back by itself.',
      related: [{ message: `NodePool \`${spot.name}\` is here.`, resource: spot, at: spot.at('metadata', 'name') ?? spot.anchor('metadata', 'name') }],
      ...(keepsNodes(pool) ? { severity: { default: 'improvement', prod: 'improvement', staging: 'note', dev: 'off' } } : {}),
    };
  },
});

/** What a pool is for is a long text; pools of one class are few. */
const spotPoolsByClass = perScope((scope) =>
  groupBy(
    scope.ofKind('karpenter.sh', 'NodePool').filter((pool) => hasOnly(pool, 'spot')),
    classNameOf,
  ),
);

function classNameOf(pool: Resource): string | undefined {
  return pool.at('spec', 'template', 'spec', 'nodeClassRef', 'name')?.text;
}

function hasSamePurpose(a: Resource, b: Resource): boolean {
  const purpose = purposeOf(a);
  return purpose !== undefined && purpose === purposeOf(b);
}

function hasOnly(pool: Resource, capacityType: string): boolean {
  const types = allowedValues(pool, capacityTypeLabel);
  return types !== undefined && !types.isComplement && types.values.size === 1 && types.values.has(capacityType);
}

function isHeavier(a: Resource, b: Resource): boolean {
  const [first, second] = [weightOf(a), weightOf(b)];
  return first !== undefined && second !== undefined && first > second;
}

const weightOf = perResource((pool): number | undefined => {
  const weight = pool.at('spec', 'weight')?.value ?? 0;
  return typeof weight === 'number' ? weight : undefined;
});

/** True for a pool whose nodes consolidation never exchanges for cheaper ones. */
function keepsNodes(pool: Resource): boolean {
  return consolidationOf(pool).some((word) => word === 'WhenEmpty' || word === 'Never');
}

function isAlike(a: Resource, b: Resource): boolean {
  return String(consolidationOf(a)) === String(consolidationOf(b));
}

/** Policy and delay with the defaults of the API. */
function consolidationOf(pool: Resource): readonly unknown[] {
  const disruption = pool.at('spec', 'disruption');
  const [policy, after] = pool.version === 'v1beta1' ? ['WhenUnderutilized', undefined] : ['WhenEmptyOrUnderutilized', '0s'];
  return [disruption?.at('consolidationPolicy')?.value ?? policy, disruption?.at('consolidateAfter')?.value ?? after];
}
