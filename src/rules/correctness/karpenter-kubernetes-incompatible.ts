import { defineRule } from '../../core/rule.ts';
import { karpenterReleases, minorOf } from '../../karpenter/chart.ts';
import { unsupported } from '../../karpenter/kubernetes-support.ts';
import { declaredKubernetes } from '../../karpenter/kubernetes-version.ts';
import { installerKinds } from '../../kubernetes/delivery-kinds.ts';

export default defineRule({
  id: 'karpenter-kubernetes-incompatible',
  group: 'correctness',
  severity: 'critical',
  preset: 'recommended',
  kinds: installerKinds,
  summary: 'The pinned Karpenter does not support the Kubernetes version of the cluster.',
  references: ['https://karpenter.sh/docs/upgrading/compatibility/'],
  options: {
    kubernetesVersion: {
      type: 'string',
      description: 'The Kubernetes minor of your clusters, such as 1.33; an eksctl ClusterConfig says it as well.',
      default: '',
    },
  },
  pointsElsewhere: true,
  *check(resource, { workspace, options }) {
    const kubernetes = declaredKubernetes(workspace, resource, options['kubernetesVersion']);
    if (kubernetes === undefined) return;
    for (const release of karpenterReleases(resource, workspace)) {
      const minor = minorOf(release);
      const problem = minor === undefined ? undefined : unsupported(minor, kubernetes.minor);
      if (minor === undefined || problem === undefined || release.version === undefined) continue;
      yield {
        resource: release.version.resource,
        at: release.version.value,
        message:
          problem.kind === 'too old'
            ? `Karpenter ${minor} does not support Kubernetes ${kubernetes.minor}: the matrix asks for ${problem.needed} or later.`
            : `Karpenter ${minor} does not support Kubernetes ${kubernetes.minor}: it needs ${problem.oldestKubernetes} or later.`,
        help: problem.kind === 'too old' ? 'Upgrade Karpenter before the cluster.' : 'Upgrade the cluster first, or stay with an older Karpenter.',
        related:
          kubernetes.resource === undefined
            ? []
            : [{ message: 'The Kubernetes version is written here.', resource: kubernetes.resource, at: kubernetes.resource.anchor('metadata', 'version') }],
      };
    }
  },
});
