import { defineRule } from '../../core/rule.ts';
import { formatSeconds } from '../../karpenter/duration.ts';
import { isStaticPool } from '../../karpenter/nodepool.ts';
import { knownSeconds } from '../../karpenter/written.ts';

/** https://karpenter.sh/docs/concepts/nodepools/#spectemplatespecexpireafter */
const defaultExpiry = 720 * 3600;

export default defineRule({
  id: 'expire-after-before-consolidate-after',
  group: 'reliability',
  severity: { default: 'improvement', prod: 'improvement', staging: 'improvement', dev: 'note' },
  preset: 'recommended',
  kinds: ['NodePool'],
  apiVersions: ['v1'],
  summary: 'Nodes of a NodePool expire before they can be consolidated.',
  references: ['https://karpenter.sh/docs/concepts/disruption/#consolidation', 'https://karpenter.sh/docs/concepts/disruption/#expiration'],
  *check(pool) {
    const after = pool.at('spec', 'disruption', 'consolidateAfter');
    const expiry = pool.at('spec', 'template', 'spec', 'expireAfter');
    const quiet = knownSeconds(after);
    const life = expiry === undefined || expiry.isNull ? defaultExpiry : knownSeconds(expiry);
    if (after === undefined || quiet === undefined || quiet === Infinity || life === undefined || life > quiet || isStaticPool(pool)) return;
    const limit = expiry?.text === undefined ? `the default of \`expireAfter\`, ${formatSeconds(life)},` : `\`expireAfter: ${expiry.text}\``;
    yield {
      at: after,
      message: `\`consolidateAfter: ${after.text}\` waits at least as long as ${limit} lets a node of NodePool \`${pool.name}\` live, so nodes are only ever taken down by force and never consolidated.`,
      help: 'Shorten `consolidateAfter` to minutes, or lengthen `expireAfter`.',
      ...(expiry === undefined ? {} : { related: [{ message: 'Nodes expire after this time.', resource: pool, at: expiry }] }),
    };
  },
});
