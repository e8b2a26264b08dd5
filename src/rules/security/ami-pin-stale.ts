import { defineRule } from '../../core/rule.ts';
import { releaseOfAlias } from '../../karpenter/ami-release.ts';
import { selectorTermsOf } from '../../karpenter/selector-terms.ts';

const day = 86_400_000;

export default defineRule({
  id: 'ami-pin-stale',
  group: 'security',
  severity: { default: 'note', prod: 'improvement', staging: 'note', dev: 'off' },
  preset: 'recommended',
  kinds: ['EC2NodeClass'],
  apiVersions: ['v1'],
  summary: 'The pinned AMI release is months old.',
  references: [
    'https://karpenter.sh/docs/tasks/managing-amis/',
    'https://github.com/aws/karpenter-provider-aws/issues/7544',
    'https://docs.aws.amazon.com/eks/latest/best-practices/protecting-the-infrastructure.html',
  ],
  options: { maxAge: { type: 'integer', description: 'The age in days up to which a release is no finding.', default: 90, minimum: 1 } },
  *check(nodeClass, { now, options }) {
    for (const term of selectorTermsOf(nodeClass, 'amiSelectorTerms')) {
      const alias = term.text('alias');
      const at = term.at.at('alias');
      const release = alias === undefined ? undefined : releaseOfAlias(alias);
      if (release === undefined || at === undefined) continue;
      const days = Math.floor((now.getTime() - release.date.getTime()) / day);
      if (days <= Number(options['maxAge'])) continue;
      yield {
        at,
        message: `\`${alias}\` is ${release.isExact ? '' : 'at least '}${days} days old: nodes of EC2NodeClass \`${nodeClass.name}\` lack the kernel and security fixes since, and AWS publishes a release only for the Kubernetes versions of its day, so the pin may not be found after an upgrade of the cluster.`,
        help: 'Test a newer release and move the pin on; let a bot such as Renovate propose it.',
      };
    }
  },
});
