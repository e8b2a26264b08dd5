import { replaceScalar } from '../../core/fix.ts';
import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { isAcceleratorPool, isAutoMode } from '../../karpenter/nodepool.ts';
import { isSimulated } from '../../karpenter/other-cloud.ts';

export default defineRule({
  id: 'expire-after-disabled',
  group: 'reliability',
  severity: { default: 'improvement', prod: 'improvement', staging: 'improvement', dev: 'note' },
  preset: 'essential',
  kinds: ['NodePool'],
  apiVersions: ['v1'],
  summary: 'A NodePool lets its nodes live without bound.',
  references: ['https://karpenter.sh/docs/concepts/disruption/#expiration'],
  options: { requireExplicit: { type: 'boolean', description: 'Also note a pool that leaves `expireAfter` to its default, 720h.', default: false } },
  fix: 'unsafe',
  *check(pool, { options }) {
    // Auto Mode replaces its nodes after 21 days, whatever is written. https://docs.aws.amazon.com/eks/latest/userguide/automode.html
    if (isAutoMode(pool) || isSimulated(pool)) return;
    const expireAfter = pool.at('spec', 'template', 'spec', 'expireAfter');
    if (expireAfter?.text === 'Never') {
      yield {
        at: expireAfter,
        message: `\`expireAfter: Never\` lets nodes of NodePool \`${pool.name}\` age without bound: a quiet pool keeps old kernels, leaks and certificates until something drifts.`,
        help: 'Set `720h`, which is the default, or the longest age that you want to answer for.',
        ...(isAcceleratorPool(pool) ? { severity: 'note' } : {}),
        fix: {
          title: 'Set `expireAfter: 720h` (replaces nodes)',
          safety: 'unsafe',
          rolls: true,
          edits: [replaceScalar(pool, expireAfter, '720h')],
        },
      };
    } else if (options['requireExplicit'] === true && lacksExpiry(pool)) {
      yield {
        at: pool.anchor('spec', 'template', 'spec', 'expireAfter'),
        message: `NodePool \`${pool.name}\` leaves \`expireAfter\` to its default, 720h, while your configuration wants the age of nodes in writing.`,
        help: 'Write `expireAfter: 720h`; that is the default, so no node is replaced.',
        severity: 'note',
      };
    }
  },
});

function lacksExpiry(pool: Resource): boolean {
  const template = pool.at('spec', 'template', 'spec');
  const expireAfter = template?.at('expireAfter');
  return template?.node.kind === 'map' && (expireAfter === undefined || expireAfter.isNull);
}
