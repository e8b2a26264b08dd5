import { defineRule } from '../../core/rule.ts';
import { doNotDisrupt } from '../../karpenter/annotations.ts';
import { knownText } from '../../karpenter/written.ts';

export default defineRule({
  id: 'node-annotation-duration',
  group: 'reliability',
  severity: { default: 'improvement', prod: 'improvement', staging: 'improvement', dev: 'note' },
  preset: 'recommended',
  kinds: ['NodePool'],
  apiVersions: ['v1'],
  summary: "An annotation is to protect nodes of a NodePool, but nodes don't read its value.",
  references: [
    'https://karpenter.sh/docs/concepts/disruption/#node-level-controls',
    'https://github.com/kubernetes-sigs/karpenter/blob/v1.14.1/pkg/controllers/state/statenode.go',
  ],
  *check(pool) {
    const at = pool.at('spec', 'template', 'metadata', 'annotations', doNotDisrupt);
    const value = knownText(at);
    if (at === undefined || value === undefined || value === 'true') return;
    yield {
      at,
      message: `\`${doNotDisrupt}: "${value}"\` does nothing on nodes of NodePool \`${pool.name}\`: nodes read nothing but \`"true"\`, and durations work on pods only.`,
      help: 'Remove it, and use `disruption.budgets` to hold disruption off.',
      ...(value === 'false' ? { severity: 'note' } : {}),
    };
  },
});
