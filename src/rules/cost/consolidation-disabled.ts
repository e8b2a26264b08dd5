import { replaceScalar } from '../../core/fix.ts';
import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { isSimulated } from '../../karpenter/other-cloud.ts';

export default defineRule({
  id: 'consolidation-disabled',
  group: 'cost',
  severity: 'improvement',
  preset: 'essential',
  kinds: ['NodePool'],
  apiVersions: ['v1'],
  summary: 'A NodePool never removes empty or underused nodes.',
  references: ['https://karpenter.sh/docs/concepts/disruption/#consolidation'],
  fix: 'unsafe',
  *check(pool) {
    const after = pool.at('spec', 'disruption', 'consolidateAfter');
    if (after?.value !== 'Never') return;
    // A static pool keeps its number of nodes whatever the disruption block says.
    if (pool.at('spec', 'replicas') !== undefined || isSimulated(pool)) return;
    yield {
      at: after,
      message: `\`consolidateAfter: Never\` switches consolidation off: NodePool \`${pool.name}\` keeps even empty nodes ${describeEnd(pool)}, and you pay for them.`,
      help: 'Set a duration such as `5m`; to slow consolidation down rather than stop it, use `disruption.budgets`.',
      ...(isReservedOnly(pool.at('spec', 'template', 'spec', 'requirements')?.value) ? { severity: 'note' } : {}),
      fix: { title: 'Set `consolidateAfter: 5m`', safety: 'unsafe', edits: [replaceScalar(pool, after, '5m')] },
    };
  },
});

/** Only expiry is left to remove a node by itself. https://karpenter.sh/docs/concepts/nodepools/#spectemplatespecexpireafter */
function describeEnd(pool: Resource): string {
  const expiry = pool.at('spec', 'template', 'spec', 'expireAfter');
  if (expiry?.text === 'Never') return 'for ever';
  return `until they expire (${expiry?.text === undefined ? '`expireAfter`, 720h by default' : `\`expireAfter: ${expiry.text}\``})`;
}

/** Reserved capacity is paid for whether it runs or not. */
function isReservedOnly(requirements: unknown): boolean {
  if (!Array.isArray(requirements)) return false;
  return requirements.some(
    (requirement) =>
      requirement?.key === 'karpenter.sh/capacity-type' &&
      requirement.operator === 'In' &&
      Array.isArray(requirement.values) &&
      requirement.values.length > 0 &&
      requirement.values.every((value: unknown) => value === 'reserved'),
  );
}
