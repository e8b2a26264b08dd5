import type { Fix } from '../../core/fix.ts';
import { groupBy } from '../../core/group-by.ts';
import { perObject } from '../../core/remembered.ts';
import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { allowedValues, capacityTypeLabel, requirementsOf } from '../../karpenter/nodepool.ts';
import { isSimulated } from '../../karpenter/other-cloud.ts';
import { lastingTaints } from '../../karpenter/placement.ts';

export default defineRule({
  id: 'spot-no-on-demand-fallback',
  group: 'reliability',
  severity: { default: 'improvement', prod: 'improvement', staging: 'note', dev: 'off' },
  preset: 'recommended',
  kinds: ['NodePool'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'A NodePool has nothing but spot, and no other pool steps in.',
  references: [
    'https://karpenter.sh/docs/faq/#what-if-there-is-no-spot-capacity-will-karpenter-use-on-demand',
    'https://karpenter.sh/docs/concepts/nodepools/#capacity-type',
  ],
  fix: 'unsafe',
  *check(pool, context) {
    const types = allowedValues(pool, capacityTypeLabel);
    const at = requirementsOf(pool).find(({ key }) => key === capacityTypeLabel)?.at;
    if (types === undefined || at === undefined || types.isComplement || types.values.size !== 1 || !types.values.has('spot')) return;
    const { workspace } = context;
    // Of any folder: one that is farther away may belong to the same cluster.
    const lists = [workspace.inScope(pool, 'karpenter.sh', 'NodePool'), workspace.ofKind('karpenter.sh', 'NodePool')];
    const isOther = (other: Resource): boolean => other !== pool && other !== pool.facts.written;
    const stepsIn = (alike: readonly Resource[]): boolean => alike.slice(0, 1).some((one) => takesPodsOf(one, pool)) && alike.some(isOther);
    if (isSimulated(pool) || lists.some((pools) => stepInsAmong(pools).some(stepsIn)) || workspace.mayHold(pool, 'NodePool')) return;
    const isAlone = !lists.some((pools) => pools.some(isOther));
    // A pool that is named after spot seldom is the only one.
    const isOptIn = lastingTaints(pool).length > 0 || (isAlone && /spot/i.test(pool.name));
    const fix = makeFix(pool);
    yield {
      at,
      message: `NodePool \`${pool.name}\` launches nothing but spot, and ${describeOthers(isAlone)} they stay pending when spot runs out.`,
      help: 'Add `on-demand` to the requirement: Karpenter takes the cheapest first, so spot stays the choice as long as there is some. Or add a pool of lower weight.',
      ...(isOptIn ? { severity: { default: 'note', prod: 'note', staging: 'note', dev: 'off' } } : {}),
      ...(fix === undefined ? {} : { fix }),
    };
  },
});

/** The pools that have more than spot, those with the same taints together: every pool of a fleet asks for them. */
const stepInsAmong = perObject((pools: readonly Resource[]): readonly (readonly Resource[])[] => {
  const able = pools.filter((pool) => !isSpotOnly(pool));
  return [...groupBy(able, (pool) => taintsOf(pool).sort().join(' ')).values()];
});

function describeOthers(isAlone: boolean): string {
  return isAlone ? 'no other NodePool is among the linted files: unless something else takes its pods,' : 'no other NodePool here takes its pods:';
}

/** A pool whose taints are among those that the pods must tolerate anyway. */
function takesPodsOf(other: Resource, pool: Resource): boolean {
  const own = taintsOf(pool);
  return taintsOf(other).every((taint) => own.includes(taint));
}

function taintsOf(pool: Resource): string[] {
  return lastingTaints(pool).map(({ key, effect }) => `${key}:${effect}`);
}

function isSpotOnly(pool: Resource): boolean {
  const types = allowedValues(pool, capacityTypeLabel);
  return types !== undefined && !types.isComplement && [...types.values].every((type) => type === 'spot');
}

/** Adds to the one list that names spot. */
function makeFix(pool: Resource): Fix | undefined {
  const named = requirementsOf(pool).filter(({ key, operator }) => key === capacityTypeLabel && operator === 'In');
  const item = named[0]?.at.items()[0];
  if (named.length !== 1 || item === undefined || item.path.includes('labels')) return undefined;
  const { source } = pool;
  const isFlow = named[0]?.at.node.kind === 'list' && named[0].at.node.flow;
  const isJson = source.text.trimStart().startsWith('{');
  const column = source.positionAt(source.text.lastIndexOf('-', item.node.start)).column;
  const text = isFlow ? `, ${isJson ? '"on-demand"' : 'on-demand'}` : `\n${' '.repeat(column - 1)}- on-demand`;
  const edit = { file: pool.file, range: { start: item.node.end, end: item.node.end }, text };
  return { title: 'Allow `on-demand` as well', safety: 'unsafe', edits: [edit] };
}
