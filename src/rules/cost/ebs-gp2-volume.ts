import { replaceScalar } from '../../core/fix.ts';
import type { Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { OwnProblem } from '../../core/rule.ts';
import { has, lacks } from '../../karpenter/written.ts';

export default defineRule({
  id: 'ebs-gp2-volume',
  group: 'cost',
  severity: { default: 'note', prod: 'improvement', staging: 'improvement', dev: 'improvement' },
  preset: 'recommended',
  kinds: ['EC2NodeClass', 'StorageClass'],
  summary: 'Volumes are of the type gp2, which costs more than gp3 and does less.',
  references: ['https://aws.amazon.com/ebs/pricing/', 'https://karpenter.sh/docs/concepts/nodeclasses/#specblockdevicemappings'],
  fix: 'unsafe',
  *check(resource) {
    yield* resource.kind === 'StorageClass' ? checkClass(resource) : checkMappings(resource);
  },
});

function* checkMappings(nodeClass: Resource): Iterable<OwnProblem> {
  for (const mapping of nodeClass.at('spec', 'blockDeviceMappings')?.items() ?? []) {
    const ebs = mapping.at('ebs');
    const type = ebs?.at('volumeType');
    if (type?.text === 'gp2') {
      yield {
        at: type,
        message: `\`volumeType: gp2\` costs about a quarter more than gp3, and its speed depends on its size, where gp3 always has 3,000 operations a second.`,
        help: 'Use `gp3`.',
        fix: { title: 'Set `volumeType: gp3` (replaces nodes)', safety: 'unsafe', rolls: true, edits: [replaceScalar(nodeClass, type, 'gp3')] },
      };
    } else if (ebs !== undefined && lacks(ebs, 'volumeType') && (has(ebs, 'iops') || has(ebs, 'throughput'))) {
      yield {
        at: nodeClass.anchor(...ebs.path, 'volumeType'),
        message: '`iops` or `throughput` is set but no `volumeType`, so the type is that of the image, and gp2 takes neither.',
        help: 'Write `volumeType: gp3`.',
        severity: 'note',
      };
    }
  }
}

/** The class that EKS made, kept and no longer the default. */
function isSetAside(storageClass: Resource): boolean {
  return storageClass.name === 'gp2' && storageClass.at('metadata', 'annotations', 'storageclass.kubernetes.io/is-default-class')?.text === 'false';
}

function* checkClass(storageClass: Resource): Iterable<OwnProblem> {
  const provisioner = storageClass.at('provisioner')?.text;
  if (provisioner !== 'ebs.csi.aws.com' && provisioner !== 'kubernetes.io/aws-ebs' && provisioner !== 'ebs.csi.eks.amazonaws.com') return;
  const type: Value | undefined = storageClass.at('parameters', 'type');
  if (type?.text !== 'gp2' || isSetAside(storageClass)) return;
  yield {
    at: type,
    message: `StorageClass \`${storageClass.name}\` makes volumes of the type gp2, which costs about a quarter more than gp3 and is slower where it is small.`,
    help: 'Use `gp3`. Parameters cannot be changed, so the class must be created anew; volumes that exist keep their type.',
    fix: { title: 'Set `type: gp3` (the class must be created anew)', safety: 'unsafe', edits: [replaceScalar(storageClass, type, 'gp3')] },
  };
}
