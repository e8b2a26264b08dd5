import { replaceScalar } from '../../core/fix.ts';
import { defineRule } from '../../core/rule.ts';
import { servesMetadata } from '../../karpenter/ec2nodeclass.ts';

export default defineRule({
  id: 'imdsv1-allowed',
  group: 'security',
  severity: { default: 'critical', prod: 'critical', staging: 'improvement', dev: 'improvement' },
  preset: 'essential',
  kinds: ['EC2NodeClass'],
  apiVersions: ['v1'],
  summary: 'Nodes answer metadata requests without a session token (IMDSv1).',
  references: [
    'https://karpenter.sh/docs/concepts/nodeclasses/#specmetadataoptions',
    'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html',
  ],
  options: { requireExplicit: { type: 'boolean', description: 'Also note a class that leaves `httpTokens` to its default, `required`.', default: false } },
  fix: 'unsafe',
  *check(nodeClass, { options }) {
    if (!servesMetadata(nodeClass)) return;
    const metadata = nodeClass.at('spec', 'metadataOptions');
    const tokens = metadata?.at('httpTokens');
    if (tokens?.text === 'optional') {
      yield {
        at: tokens,
        message: `\`httpTokens: optional\` lets nodes of EC2NodeClass \`${nodeClass.name}\` answer IMDSv1 requests, so one request forged through a pod (SSRF) is enough to steal the node role's credentials.`,
        help: 'Set `httpTokens: required`, or leave the field out: that is the default.',
        fix: {
          title: 'Set `httpTokens: required` (replaces nodes)',
          safety: 'unsafe',
          rolls: true,
          edits: [replaceScalar(nodeClass, tokens, 'required')],
        },
      };
    } else if (options['requireExplicit'] === true && metadata?.isUnknown !== true && (tokens === undefined || tokens.isNull)) {
      yield {
        at: nodeClass.anchor('spec', 'metadataOptions', 'httpTokens'),
        message: `EC2NodeClass \`${nodeClass.name}\` leaves \`httpTokens\` to its default, \`required\`, while your configuration wants it in writing.`,
        help: 'Write `httpTokens: required`; that is the default, so no node is replaced.',
        severity: 'note',
      };
    }
  },
});
