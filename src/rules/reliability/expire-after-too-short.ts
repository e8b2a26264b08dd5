import { defineRule } from '../../core/rule.ts';
import { formatSeconds, optionSeconds } from '../../karpenter/duration.ts';
import { isAutoMode } from '../../karpenter/nodepool.ts';
import { knownSeconds } from '../../karpenter/written.ts';

export default defineRule({
  id: 'expire-after-too-short',
  group: 'reliability',
  severity: { default: 'improvement', prod: 'improvement', staging: 'improvement', dev: 'note' },
  preset: 'recommended',
  kinds: ['NodePool'],
  apiVersions: ['v1'],
  summary: 'Nodes of a NodePool expire after less than a day.',
  references: [
    'https://karpenter.sh/docs/concepts/disruption/#automated-forceful-methods',
    'https://karpenter.sh/docs/concepts/disruption/#nodepool-disruption-budgets',
  ],
  options: { min: { type: 'string', description: 'The shortest life of a node that is no finding.', default: '24h' } },
  *check(pool, { options }) {
    const at = pool.at('spec', 'template', 'spec', 'expireAfter');
    const seconds = knownSeconds(at);
    const least = optionSeconds(options['min']);
    if (at === undefined || seconds === undefined || !(seconds < least) || isAutoMode(pool)) return;
    yield {
      at,
      message: `\`expireAfter: ${at.text}\` takes down every node of NodePool \`${pool.name}\` by force after ${formatSeconds(seconds)}: expiry ignores disruption budgets and starts no replacement beforehand, so the pool never comes to rest.`,
      help: `Set \`${formatSeconds(least)}\` or more; 720h is the default. To replace nodes gently after a change, rely on drift, which keeps to the budgets.`,
      ...(seconds < 3600 ? { severity: { default: 'improvement', prod: 'critical', staging: 'improvement', dev: 'note' } } : {}),
    };
  },
});
