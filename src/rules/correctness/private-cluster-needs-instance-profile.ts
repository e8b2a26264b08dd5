import { defineRule } from '../../core/rule.ts';
import { karpenterChart } from '../../karpenter/chart.ts';
import { has } from '../../karpenter/written.ts';
import { releasesAround } from '../../kubernetes/chart-release.ts';

export default defineRule({
  id: 'private-cluster-needs-instance-profile',
  group: 'correctness',
  severity: { default: 'improvement', prod: 'improvement', staging: 'improvement', dev: 'note' },
  preset: 'essential',
  kinds: ['EC2NodeClass'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'Karpenter must make an instance profile in a cluster that cannot reach IAM.',
  references: [
    'https://karpenter.sh/docs/concepts/nodeclasses/#specinstanceprofile',
    'https://karpenter.sh/docs/getting-started/getting-started-with-karpenter/#private-clusters',
  ],
  options: {
    privateIam: { type: 'boolean', description: 'Your clusters have no route to the API of IAM.', default: false },
  },
  *check(nodeClass, context) {
    const role = nodeClass.at('spec', 'role');
    if (role === undefined || !has(nodeClass.at('spec'), 'role')) return;
    const isolated = releasesAround(context, nodeClass, karpenterChart).find(({ values }) => isTrue(values.at('settings', 'isolatedVPC')?.value.value));
    if (context.options['privateIam'] !== true && isolated === undefined) return;
    yield {
      at: role.keyPlace,
      message: `Karpenter makes an instance profile for \`role\` through the API of IAM, and ${isolated === undefined ? 'your configuration says that there is no route to it' : '`isolatedVPC: true` suggests that there is no route to it'}: EC2NodeClass \`${nodeClass.name}\` then never gets ready.`,
      help: 'Create the instance profile yourself and name it in `spec.instanceProfile`; `isolatedVPC` only switches off look-ups of prices and the clean-up of profiles.',
      related: isolated === undefined ? [] : [{ message: 'Karpenter is installed here.', resource: isolated.resource, at: isolated.at }],
    };
  },
});

function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}
