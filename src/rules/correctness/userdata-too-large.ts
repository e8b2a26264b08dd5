import { utf8Length } from '../../core/utf8-length.ts';
import { defineRule } from '../../core/rule.ts';
import { userDataOf } from '../../karpenter/user-data.ts';

/** Bytes that EC2 takes, before they are encoded. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-add-user-data.html */
const largest = 16_384;

export default defineRule({
  id: 'userdata-too-large',
  group: 'correctness',
  severity: 'critical',
  preset: 'all',
  kinds: ['EC2NodeClass'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'User data is larger than EC2 takes.',
  references: [
    'https://karpenter.sh/docs/concepts/nodeclasses/#specuserdata',
    'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-add-user-data.html',
  ],
  options: {
    comfortable: {
      type: 'integer',
      description: "The size in bytes from which on a note says that Karpenter's own part may not fit any more.",
      default: 14_000,
      minimum: 0,
    },
  },
  explains: ['controller-rejected'],
  *check(nodeClass, { options }) {
    const userData = userDataOf(nodeClass);
    const size = utf8Length(userData?.text ?? '');
    if (userData === undefined || userData.isPartlyKnown || size <= Number(options['comfortable'])) return;
    const isTooLarge = size > largest;
    yield {
      at: userData.at,
      message: isTooLarge
        ? `\`userData\` has ${size} bytes, but EC2 takes ${largest}, Karpenter's own part included: no node of EC2NodeClass \`${nodeClass.name}\` can be launched.`
        : `\`userData\` has ${size} bytes of the ${largest} that EC2 takes, and Karpenter adds a part of one or two kilobytes.`,
      help: 'Move the script into the image or into a bucket, and fetch it from there.',
      ...(isTooLarge ? {} : { severity: 'note' }),
    };
  },
});
