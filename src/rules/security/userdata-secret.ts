import { placeInside } from '../../core/text-place.ts';
import { defineRule } from '../../core/rule.ts';
import { findSecrets } from '../../karpenter/secret-text.ts';

export default defineRule({
  id: 'userdata-secret',
  group: 'security',
  severity: 'critical',
  preset: 'recommended',
  kinds: ['EC2NodeClass'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'User data holds what looks like a credential.',
  references: [
    'https://karpenter.sh/docs/concepts/nodeclasses/#specuserdata',
    'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-add-user-data.html',
  ],
  *check(nodeClass) {
    const userData = nodeClass.at('spec', 'userData');
    if (userData?.text === undefined) return;
    for (const { kind, evidence, isCertain } of findSecrets(userData.text)) {
      yield {
        at: placeInside(nodeClass, userData, evidence),
        message: `User data of EC2NodeClass \`${nodeClass.name}\` holds what looks like ${kind}: it can be read through the EC2 API, from the metadata service of every node, and in Git.`,
        help: 'Fetch it at boot from Secrets Manager or SSM Parameter Store with the node role, and replace it if it is real: it has been published.',
        ...(isCertain ? {} : { severity: 'note' }),
      };
    }
  },
});
