import { replaceScalar } from '../../core/fix.ts';
import { defineRule } from '../../core/rule.ts';
import { knownCount } from '../../karpenter/written.ts';

export default defineRule({
  id: 'static-pool-no-surge',
  group: 'reliability',
  severity: { default: 'improvement', prod: 'improvement', staging: 'improvement', dev: 'note' },
  preset: 'recommended',
  kinds: ['NodePool'],
  apiVersions: ['v1'],
  since: '1.8',
  summary: 'The node limit of a static NodePool leaves no room to replace a drifted node.',
  references: ['https://karpenter.sh/docs/concepts/nodepools/#static-nodepool', 'https://karpenter.sh/docs/concepts/nodepools/#speclimits'],
  fix: 'unsafe',
  *check(pool) {
    const limit = pool.at('spec', 'limits', 'nodes');
    const nodes = knownCount(limit);
    const replicas = knownCount(pool.at('spec', 'replicas'));
    if (limit === undefined || nodes === undefined || replicas === undefined || replicas === 0 || nodes > replicas) return;
    const room = String(replicas + 1);
    yield {
      at: limit,
      message: `\`limits.nodes: ${nodes}\` of static NodePool \`${pool.name}\` leaves no room above its ${replicas} replica${replicas === 1 ? '' : 's'}, so drift can't start a replacement and AMI and security updates never reach the pool.`,
      help: `Allow at least one node more: \`${room}\`.`,
      fix: { title: `Set \`limits.nodes: ${room}\``, safety: 'unsafe', edits: [replaceScalar(pool, limit, room)] },
    };
  },
});
