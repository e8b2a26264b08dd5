import { defineRule } from '../../core/rule.ts';
import { doNotDisrupt } from '../../karpenter/annotations.ts';

export default defineRule({
  id: 'nodepool-template-do-not-disrupt',
  group: 'reliability',
  severity: { default: 'improvement', prod: 'improvement', staging: 'improvement', dev: 'note' },
  preset: 'all',
  kinds: ['NodePool'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'The template of a NodePool forbids the disruption of all its nodes.',
  references: [
    'https://karpenter.sh/docs/concepts/disruption/#node-level-controls',
    'https://github.com/kubernetes-sigs/karpenter/blob/v1.14.1/pkg/controllers/state/statenode.go',
  ],
  *check(pool) {
    const at = pool.at('spec', 'template', 'metadata', 'annotations', doNotDisrupt);
    if (at?.text !== 'true') return;
    yield {
      at,
      message: `\`${doNotDisrupt}: "true"\` is copied to every node of NodePool \`${pool.name}\`, which stops consolidation and drift for good and can't be seen in the disruption block; nodes keep it even after the template is corrected.`,
      help: 'Remove it and use `disruption.budgets`: a budget of `"0"` with a schedule, or for some reasons only.',
    };
  },
});
