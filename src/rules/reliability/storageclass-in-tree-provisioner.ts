import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';

export default defineRule({
  id: 'storageclass-in-tree-provisioner',
  group: 'reliability',
  severity: { default: 'note', prod: 'improvement', staging: 'note', dev: 'off' },
  preset: 'recommended',
  kinds: ['StorageClass', 'PersistentVolume'],
  summary: 'Storage uses the EBS plugin that Kubernetes has removed.',
  references: [
    'https://kubernetes.io/docs/concepts/storage/volumes/#awselasticblockstore',
    'https://docs.aws.amazon.com/eks/latest/userguide/ebs-csi-migration-faq.html',
  ],
  *check(resource) {
    const at = inTreePlace(resource);
    if (at === undefined) return;
    yield {
      at,
      message: `${resource.kind} \`${resource.name}\` uses the EBS plugin that left Kubernetes with 1.27, so it works only as long as the EBS CSI driver is installed and calls are migrated to it.`,
      help: 'Use the provisioner `ebs.csi.aws.com` in a new StorageClass; existing volumes go on working.',
    };
  },
});

function inTreePlace(resource: Resource) {
  if (resource.kind === 'PersistentVolume') {
    const source = resource.at('spec', 'awsElasticBlockStore');
    return source === undefined || source.isNull ? undefined : source.keyPlace;
  }
  const provisioner = resource.at('provisioner');
  return provisioner?.text === 'kubernetes.io/aws-ebs' ? provisioner : undefined;
}
