import { defineRule } from '../../core/rule.ts';
import { amiFamilyOf } from '../../karpenter/ami-family.ts';
import { userDataOf } from '../../karpenter/user-data.ts';

const taint = 'karpenter.sh/unregistered';

export default defineRule({
  id: 'userdata-missing-registration-taint',
  group: 'correctness',
  severity: { default: 'improvement', prod: 'improvement', staging: 'improvement', dev: 'note' },
  preset: 'recommended',
  kinds: ['EC2NodeClass'],
  apiVersions: ['v1'],
  summary: 'Nodes of a custom AMI register without the taint that keeps pods away until Karpenter is done.',
  references: [
    'https://karpenter.sh/docs/concepts/nodeclasses/#custom',
    'https://github.com/kubernetes-sigs/karpenter/blob/main/pkg/controllers/nodeclaim/lifecycle/registration.go',
  ],
  *check(nodeClass) {
    if (amiFamilyOf(nodeClass)?.kind !== 'Custom') return;
    const userData = userDataOf(nodeClass);
    if (userData?.text.includes(taint) === true) return;
    // The image may bring it.
    const isOpaque = userData === undefined || userData.isPartlyKnown;
    yield {
      at: userData?.at ?? nodeClass.anchor('spec', 'userData'),
      message: `Nothing in \`userData\` registers the kubelet with \`${taint}:NoExecute\`, so pods may land on a node of EC2NodeClass \`${nodeClass.name}\` before Karpenter has put its labels and taints there.`,
      help: 'Start the kubelet with `--register-with-taints=karpenter.sh/unregistered=:NoExecute`; Karpenter takes the taint off when the node is registered.',
      ...(isOpaque ? { severity: 'note' } : {}),
    };
  },
});
