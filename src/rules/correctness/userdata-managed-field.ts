import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { OwnProblem } from '../../core/rule.ts';
import { amiFamilyOf } from '../../karpenter/ami-family.ts';
import { managedInNodeConfig, managedInToml } from '../../karpenter/managed-user-data.ts';
import type { ManagedSetting } from '../../karpenter/managed-user-data.ts';
import { placeIn, userDataOf } from '../../karpenter/user-data.ts';
import type { UserData } from '../../karpenter/user-data.ts';

/** The script as a command, not as an argument of another one. */
const bootstrapCall = /(?:^|[;&|]\s*)(?:(?:sudo|exec|bash|sh|source|\.|-\w+)\s+)*\/etc\/eks\/bootstrap\.sh(?=\s|$)/;

export default defineRule({
  id: 'userdata-managed-field',
  group: 'correctness',
  severity: { default: 'improvement', prod: 'improvement', staging: 'improvement', dev: 'note' },
  preset: 'essential',
  kinds: ['EC2NodeClass'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'User data sets what Karpenter sets itself, and then Karpenter wins.',
  references: [
    'https://karpenter.sh/docs/concepts/nodeclasses/#specuserdata',
    'https://github.com/aws/karpenter-provider-aws/tree/main/pkg/providers/amifamily/bootstrap',
  ],
  yieldsTo: ['userdata-format-mismatch'],
  *check(nodeClass, { karpenter }) {
    const userData = userDataOf(nodeClass);
    const family = amiFamilyOf(nodeClass)?.kind;
    if (userData === undefined) return;
    if (family === 'AL2') yield* checkBootstrap(nodeClass, userData);
    for (const part of userData.parts) {
      const settings =
        family === 'AL2023' && part.form === 'nodeconfig'
          ? managedInNodeConfig(part)
          : family === 'Bottlerocket' && part.form === 'toml'
            ? managedInToml(part, karpenter)
            : [];
      for (const setting of settings) yield describe(nodeClass, userData, setting);
    }
  },
});

function* checkBootstrap(nodeClass: Resource, userData: UserData): Iterable<OwnProblem> {
  const call = userData.text.split('\n').find((line) => bootstrapCall.test(line.trim()));
  if (call === undefined) return;
  yield {
    at: placeIn(nodeClass, userData, call.trim()),
    message: `The script calls \`/etc/eks/bootstrap.sh\`, and so does Karpenter after it: the node is set up twice, with your arguments first, and may never join.`,
    help: 'Remove the call; set kubelet arguments through `spec.kubelet` of the EC2NodeClass, labels and taints through the NodePool.',
    severity: 'critical',
  };
}

function describe(nodeClass: Resource, userData: UserData, { name, words, home, isMerged }: ManagedSetting): OwnProblem {
  return {
    at: placeIn(nodeClass, userData, words),
    message: isMerged
      ? `\`userData\` sets \`${name}\`, of which Karpenter knows nothing: it places pods and chooses instances as if it were not there.`
      : `\`userData\` sets \`${name}\`, which Karpenter sets itself: its value replaces this one, so the line has no effect.`,
    help: `Remove it; it belongs into ${home}.`,
    ...(isMerged ? { severity: 'note' } : {}),
  };
}
