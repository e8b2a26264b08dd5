import { replaceScalar } from '../../core/fix.ts';
import type { Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { amiFamilyOf, smallestDisk, usesAlias } from '../../karpenter/ami-family.ts';
import type { SmallestDisk } from '../../karpenter/ami-family.ts';
import { knownText } from '../../karpenter/written.ts';
import { parseQuantity } from '../../kubernetes/quantity.ts';

const gibibyte = 2 ** 30;

export default defineRule({
  id: 'block-device-volume-too-small',
  group: 'correctness',
  severity: { default: 'critical', prod: 'critical', staging: 'critical', dev: 'improvement' },
  preset: 'recommended',
  kinds: ['EC2NodeClass'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'A disk of a node is smaller than the image that it starts from.',
  references: [
    'https://karpenter.sh/docs/concepts/nodeclasses/#specblockdevicemappings',
    'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html',
  ],
  fix: 'unsafe',
  yieldsTo: ['api-rejected', 'controller-rejected'],
  *check(nodeClass) {
    const family = amiFamilyOf(nodeClass);
    if (family === undefined) return;
    for (const mapping of nodeClass.at('spec', 'blockDeviceMappings')?.items() ?? []) {
      const size = mapping.at('ebs', 'volumeSize');
      const bytes = parseQuantity(knownText(size) ?? size?.value);
      const device = knownText(mapping.at('deviceName')) ?? '';
      const disk = smallestDisk(family, device, mapping.at('rootVolume')?.value === true);
      if (size === undefined || bytes === undefined || disk === undefined || bytes >= disk.gibibytes * gibibyte) continue;
      if (hasOwnSize(nodeClass, mapping, disk)) continue;
      const wanted = `${disk.gibibytes}Gi`;
      yield {
        at: size,
        message: disk.isImage
          ? `\`${device}\` has ${String(size.value)}, but the image of this AMI family takes ${wanted}, and EC2 launches nothing with a disk that is smaller than its image.`
          : `\`${device}\` has ${String(size.value)} for images, logs and scratch data of all pods, which is soon full: the kubelet then evicts pods for want of disk.`,
        help: `Use at least ${wanted}.`,
        ...(disk.isImage ? {} : { severity: 'improvement' }),
        fix: { title: `Set ${wanted} (replaces nodes)`, safety: 'unsafe', rolls: true, edits: [replaceScalar(nodeClass, size, wanted)] },
      };
    }
  },
});

/** A snapshot or an image of your own may be smaller than those of EKS. */
function hasOwnSize(nodeClass: Resource, mapping: Value, { isImage }: SmallestDisk): boolean {
  return mapping.at('ebs', 'snapshotID') !== undefined || (isImage && !usesAlias(nodeClass));
}
