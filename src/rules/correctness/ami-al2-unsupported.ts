import { defineRule } from '../../core/rule.ts';
import type { Severities } from '../../core/rule.ts';
import { declaredKubernetes } from '../../karpenter/kubernetes-version.ts';
import { compareVersions } from '../../karpenter/versions.ts';
import { knownText } from '../../karpenter/written.ts';

/** The first Kubernetes minor for which EKS publishes no AL2 image. https://docs.aws.amazon.com/eks/latest/userguide/eks-ami-deprecation-faqs.html */
const lacksImage = '1.33';
const bootstrapOnly: Severities = { default: 'note', prod: 'note', staging: 'note', dev: 'off' };

export default defineRule({
  id: 'ami-al2-unsupported',
  group: 'correctness',
  severity: { default: 'improvement', prod: 'improvement', staging: 'improvement', dev: 'note' },
  preset: 'essential',
  kinds: ['EC2NodeClass'],
  apiVersions: ['v1'],
  summary: 'An EC2NodeClass uses Amazon Linux 2, which EKS no longer builds.',
  references: ['https://karpenter.sh/docs/concepts/nodeclasses/#al2', 'https://docs.aws.amazon.com/eks/latest/userguide/eks-ami-deprecation-faqs.html'],
  options: {
    kubernetesVersion: {
      type: 'string',
      description: 'The Kubernetes minor of your clusters, such as 1.33; an eksctl ClusterConfig says it as well.',
      default: '',
    },
  },
  explains: ['controller-rejected'],
  *check(nodeClass, context) {
    const terms = nodeClass.at('spec', 'amiSelectorTerms')?.items() ?? [];
    const alias = terms.flatMap((term) => term.at('alias') ?? []).find((value) => /^al2@/i.test(knownText(value) ?? ''));
    if (alias !== undefined) {
      const kubernetes = declaredKubernetes(context.workspace, nodeClass, context.options['kubernetesVersion'])?.minor;
      const isGone = kubernetes !== undefined && compareVersions(kubernetes, lacksImage) >= 0;
      yield {
        at: alias,
        message: isGone
          ? `There is no AL2 image for Kubernetes ${kubernetes}, so EC2NodeClass \`${nodeClass.name}\` never gets ready.`
          : `EKS builds AL2 images up to Kubernetes 1.32 only and has stopped updating them: EC2NodeClass \`${nodeClass.name}\` gets no fixes and stands in the way of an upgrade to Kubernetes ${lacksImage}.`,
        help: 'Move to `al2023` or `bottlerocket`; user data and kubelet arguments are written differently there.',
        ...(isGone ? { severity: 'critical' } : {}),
      };
      return;
    }
    const family = nodeClass.at('spec', 'amiFamily');
    if (family?.text !== 'AL2') return;
    yield {
      at: family,
      message: `\`amiFamily: AL2\` sets nodes up as Amazon Linux 2 does, which is at its end; with an image of your own that is fine as long as the image brings \`/etc/eks/bootstrap.sh\`.`,
      help: 'Move to AL2023, or keep it for images such as Ubuntu that are set up like AL2.',
      severity: bootstrapOnly,
    };
  },
});
