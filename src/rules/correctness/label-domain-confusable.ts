import type { Fix } from '../../core/fix.ts';
import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { Workspace } from '../../core/workspace.ts';
import { confusedWith } from '../../karpenter/confusable-labels.ts';
import { labelUsesOf, renameLabel, requirementItems } from '../../karpenter/label-uses.ts';
import type { LabelUse } from '../../karpenter/label-uses.ts';
import { restrictedDomainOf } from '../../karpenter/labels.ts';
import { isAutoMode } from '../../karpenter/nodepool.ts';
import { podOwnerKinds } from '../../kubernetes/kinds.ts';

export default defineRule({
  id: 'label-domain-confusable',
  group: 'correctness',
  severity: { default: 'critical', prod: 'critical', staging: 'improvement', dev: 'improvement' },
  preset: 'recommended',
  kinds: ['NodePool', ...podOwnerKinds],
  summary: 'A label looks like a well-known one but is not, so it constrains nothing.',
  references: ['https://karpenter.sh/docs/concepts/scheduling/#labels', 'https://karpenter.sh/docs/concepts/scheduling/#well-known-labels'],
  fix: 'unsafe',
  yieldsTo: ['api-rejected'],
  *check(resource, context) {
    const isPool = resource.kind === 'NodePool';
    if (isPool && isAutoMode(resource)) return;
    for (const use of labelUsesOf(resource)) {
      const guess = confusedWith(use.key, context.karpenter, isPool ? 'pool' : 'pods');
      if (guess === undefined || use.place === 'topologyKey' || isOwn(context.workspace, resource, use.key)) continue;
      const fix = makeFix(resource, use, guess);
      yield {
        at: use.keyAt,
        message: isPool
          ? `\`${use.key}\` is no label that Karpenter knows: it writes it on any instance as a label of your own, and constrains nothing.`
          : `\`${use.key}\` is no label that Karpenter knows, so it launches no node for pods that ask for it${isOpen(use, context.karpenter) ? ', unless a pool defines it' : ''}.`,
        help: `Did you mean \`${guess}\`?`,
        // A pool that is not among the files may define it, and another alternative may hold.
        ...(isPool || (use.isAlternative !== true && use.place !== 'preference' && !isOpen(use, context.karpenter)) ? {} : { severity: 'improvement' }),
        ...(fix === undefined ? {} : { fix }),
      };
    }
  },
});

/** True outside of the domains that Karpenter keeps for itself. */
function isOpen({ key }: LabelUse, karpenter: string): boolean {
  return restrictedDomainOf(key, karpenter) === undefined;
}

/** A label that a pool's template sets is custom on purpose. Pools that cannot be read may set any. */
function isOwn(workspace: Workspace, resource: Resource, key: string): boolean {
  const isSetBy = (pool: Resource): boolean => pool.at('spec', 'template', 'metadata', 'labels', key) !== undefined;
  if (resource.kind === 'NodePool') return isSetBy(resource) || workspace.inScope(resource, 'karpenter.sh', 'NodePool').some(isSetBy);
  return workspace.ofKind('karpenter.sh', 'NodePool').some((pool) => isSetBy(pool) || requirementItems(pool).some((item) => item.at('key')?.text === key));
}

function makeFix(resource: Resource, use: LabelUse, guess: string): Fix | undefined {
  const edit = renameLabel(resource, use, guess);
  const isPool = resource.kind === 'NodePool';
  const title = `Write \`${guess}\`${isPool ? ' (may replace nodes)' : ' (restarts the pods)'}`;
  return edit === undefined ? undefined : { title, safety: 'unsafe', ...(isPool ? { rolls: true } : {}), edits: [edit] };
}
