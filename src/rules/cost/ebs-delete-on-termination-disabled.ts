import { replaceScalar } from '../../core/fix.ts';
import { defineRule } from '../../core/rule.ts';
import { knownText } from '../../karpenter/written.ts';

export default defineRule({
  id: 'ebs-delete-on-termination-disabled',
  group: 'cost',
  severity: 'improvement',
  preset: 'recommended',
  kinds: ['EC2NodeClass'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'The disk of a node stays when the node goes.',
  references: [
    'https://karpenter.sh/docs/concepts/nodeclasses/#specblockdevicemappings',
    'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_EbsBlockDevice.html',
  ],
  fix: 'unsafe',
  *check(nodeClass) {
    for (const mapping of nodeClass.at('spec', 'blockDeviceMappings')?.items() ?? []) {
      const flag = mapping.at('ebs', 'deleteOnTermination');
      if (flag?.value !== false) continue;
      const device = knownText(mapping.at('deviceName')) ?? 'the disk';
      yield {
        at: flag,
        message: `\`deleteOnTermination: false\` leaves \`${device}\` of each node of EC2NodeClass \`${nodeClass.name}\` behind when Karpenter replaces it; nobody uses these volumes again, and every one is paid for.`,
        help: 'Set `true`. What must outlive a node belongs into a PersistentVolume.',
        fix: {
          title: 'Set `deleteOnTermination: true` (replaces nodes)',
          safety: 'unsafe',
          rolls: true,
          edits: [replaceScalar(nodeClass, flag, 'true')],
        },
      };
    }
  },
});
