import { defineRule } from '../../core/rule.ts';
import type { Workspace } from '../../core/workspace.ts';
import type { Resource } from '../../core/resource.ts';
import { compareVersions } from '../../karpenter/versions.ts';
import { knownText } from '../../karpenter/written.ts';
import { releasesAround } from '../../kubernetes/chart-release.ts';

/** The first driver that makes volumes with the common label of zones. https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/CHANGELOG.md */
const usesCommonKey = '1.33';

export default defineRule({
  id: 'storageclass-topology-key',
  group: 'correctness',
  severity: { default: 'note', prod: 'note', staging: 'note', dev: 'off' },
  preset: 'all',
  kinds: ['StorageClass'],
  summary: 'A StorageClass is bound to zones by a label that its driver or Karpenter does not read.',
  references: ['https://karpenter.sh/docs/concepts/scheduling/#persistent-volume-topology', 'https://github.com/kubernetes-sigs/aws-ebs-csi-driver/issues/729'],
  *check(storageClass, { workspace }) {
    if (storageClass.at('provisioner')?.text !== 'ebs.csi.aws.com') return;
    const expressions = (storageClass.at('allowedTopologies')?.items() ?? []).flatMap((term) => term.at('matchLabelExpressions')?.items() ?? []);
    for (const expression of expressions) {
      const key = expression.at('key');
      const text = knownText(key);
      if (key === undefined || text === undefined) continue;
      if (text === 'topology.kubernetes.io/region') {
        yield {
          at: key,
          message: `Karpenter does not support \`${text}\` in a StorageClass: it does not see that pods with such a volume are bound to a region.`,
          help: 'Name zones instead, or leave `allowedTopologies` out: a cluster lies in one region.',
        };
      } else if (text === 'topology.kubernetes.io/zone' && hasOldDriver(workspace, storageClass)) {
        yield {
          at: key,
          message: `The EBS driver that is pinned here makes volumes with \`topology.ebs.csi.aws.com/zone\`, so \`${text}\` fits none of them.`,
          help: `Write \`topology.ebs.csi.aws.com/zone\`, or use driver ${usesCommonKey} or later.`,
        };
      }
    }
  },
});

/** The chart 2.x brings the driver 1.x. */
function hasOldDriver(workspace: Workspace, storageClass: Resource): boolean {
  return releasesAround(workspace, storageClass, 'aws-ebs-csi-driver').some(({ version }) => {
    const minor = /^v?2\.([0-9]+)\.[0-9]+$/.exec(knownText(version?.value) ?? '')?.[1];
    return minor !== undefined && compareVersions(`1.${minor}`, usesCommonKey) < 0;
  });
}
