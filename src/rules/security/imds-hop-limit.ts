import { replaceScalar } from '../../core/fix.ts';
import { defineRule } from '../../core/rule.ts';
import { servesMetadata } from '../../karpenter/ec2nodeclass.ts';

export default defineRule({
  id: 'imds-hop-limit',
  group: 'security',
  severity: { default: 'improvement', prod: 'improvement', staging: 'note', dev: 'note' },
  preset: 'essential',
  kinds: ['EC2NodeClass'],
  apiVersions: ['v1'],
  summary: 'Pods can reach the metadata service of their node, and with it the node role.',
  references: [
    'https://karpenter.sh/docs/concepts/nodeclasses/#specmetadataoptions',
    'https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html',
  ],
  options: {
    requireExplicit: { type: 'boolean', description: 'Also note a class that leaves `httpPutResponseHopLimit` to its default, 1.', default: false },
  },
  fix: 'unsafe',
  *check(nodeClass, { options }) {
    if (!servesMetadata(nodeClass)) return;
    const metadata = nodeClass.at('spec', 'metadataOptions');
    const limit = metadata?.at('httpPutResponseHopLimit');
    const hops = limit?.value;
    // EC2 and the API server take 1 to 64.
    if (limit !== undefined && typeof hops === 'number' && Number.isInteger(hops) && hops > 1 && hops <= 64) {
      yield {
        at: limit,
        message: `\`httpPutResponseHopLimit: ${hops}\` opens the metadata service, and with it the credentials of the node role, to every pod on nodes of EC2NodeClass \`${nodeClass.name}\` that no network policy stops.`,
        help: 'Set 1. Controllers that asked the metadata service need EKS Pod Identity or IRSA instead, and their region and VPC id as settings (EBS CSI driver, AWS Load Balancer Controller).',
        fix: {
          title: 'Set `httpPutResponseHopLimit: 1` (replaces nodes)',
          safety: 'unsafe',
          rolls: true,
          edits: [replaceScalar(nodeClass, limit, '1')],
        },
      };
    } else if (options['requireExplicit'] === true && metadata?.isUnknown !== true && (limit === undefined || limit.isNull)) {
      yield {
        at: nodeClass.anchor('spec', 'metadataOptions', 'httpPutResponseHopLimit'),
        message: `EC2NodeClass \`${nodeClass.name}\` leaves \`httpPutResponseHopLimit\` to its default, 1, while your configuration wants it in writing.`,
        help: 'Write `httpPutResponseHopLimit: 1`; that is the default, so no node is replaced.',
        severity: 'note',
      };
    }
  },
});
