import { removeEntry } from '../../core/fix.ts';
import { defineRule } from '../../core/rule.ts';
import { normalizeLabel } from '../../karpenter/label-aliases.ts';
import { requirementItems } from '../../karpenter/label-uses.ts';
import { knownNumber, knownText } from '../../karpenter/written.ts';

const zoneLabels = ['topology.kubernetes.io/zone', 'topology.k8s.aws/zone-id'];

export default defineRule({
  id: 'min-values-on-zone',
  group: 'correctness',
  severity: { default: 'improvement', prod: 'improvement', staging: 'improvement', dev: 'note' },
  preset: 'all',
  kinds: ['NodePool'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'A NodePool asks for several zones at once, which pods that need one zone cannot get.',
  references: ['https://github.com/kubernetes-sigs/karpenter/issues/2999', 'https://karpenter.sh/docs/concepts/nodepools/#min-values'],
  fix: 'unsafe',
  *check(pool) {
    for (const item of requirementItems(pool)) {
      const key = normalizeLabel(knownText(item.at('key')) ?? '');
      const minValues = item.at('minValues');
      const least = knownNumber(minValues);
      if (!zoneLabels.includes(key) || minValues === undefined || least === undefined || least < 2) continue;
      const removal = removeEntry(pool, minValues);
      yield {
        at: minValues,
        message: `\`minValues: ${least}\` on \`${key}\` cannot hold for a pod that a volume or a spread constraint ties to one zone, and the API server then refuses the NodeClaim that Karpenter makes for it.`,
        help: 'Remove `minValues` here. To use several zones, leave them all in the requirement and spread the pods.',
        ...(removal === undefined ? {} : { fix: { title: 'Remove `minValues`', safety: 'unsafe', edits: [removal] } }),
      };
    }
  },
});
