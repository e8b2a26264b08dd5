import { addEntry, replaceScalar } from '../../core/fix.ts';
import type { Fix } from '../../core/fix.ts';
import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { zoneLabel } from '../../karpenter/nodepool.ts';
import { normalizeLabel } from '../../karpenter/label-aliases.ts';

const ebsProvisioners: readonly unknown[] = ['ebs.csi.aws.com', 'ebs.csi.eks.amazonaws.com', 'kubernetes.io/aws-ebs'];

export default defineRule({
  id: 'storageclass-immediate-binding',
  group: 'reliability',
  severity: { default: 'improvement', prod: 'improvement', staging: 'improvement', dev: 'note' },
  preset: 'recommended',
  kinds: ['StorageClass'],
  summary: 'A StorageClass places EBS volumes before it is known where their pods can run.',
  references: [
    'https://karpenter.sh/docs/concepts/scheduling/#persistent-volume-topology',
    'https://kubernetes.io/docs/concepts/storage/storage-classes/#volume-binding-mode',
  ],
  fix: 'unsafe',
  *check(storageClass) {
    const mode = storageClass.at('volumeBindingMode');
    const isAbsent = mode === undefined || mode.isNull;
    if (!ebsProvisioners.includes(storageClass.at('provisioner')?.value) || (!isAbsent && mode.text !== 'Immediate') || isBoundToZone(storageClass)) return;
    const fix = makeFix(storageClass);
    yield {
      at: isAbsent ? storageClass.anchor('volumeBindingMode') : mode,
      message: `StorageClass \`${storageClass.name}\` ${isAbsent ? 'leaves `volumeBindingMode` to its default, `Immediate`, and so' : 'binds immediately: it'} creates an EBS volume in some zone before its pod is scheduled, and the pod stays pending where that zone doesn't suit its NodePool or its spread.`,
      help: 'Use `WaitForFirstConsumer`. A StorageClass is immutable: make a new one, or delete and recreate it; volumes stay as they are.',
      ...(fix === undefined ? {} : { fix }),
    };
  },
});

/** With one zone allowed there is nothing to choose. */
function isBoundToZone(storageClass: Resource): boolean {
  const expressions = (storageClass.at('allowedTopologies')?.items() ?? []).flatMap((term) => term.at('matchLabelExpressions')?.items() ?? []);
  const zones = expressions.filter((expression) => isZoneKey(expression.at('key')?.text)).flatMap((expression) => expression.at('values')?.items() ?? []);
  return zones.length === 1;
}

function isZoneKey(key: string | undefined): boolean {
  return key !== undefined && normalizeLabel(key) === zoneLabel;
}

function makeFix(storageClass: Resource): Fix | undefined {
  const mode = storageClass.at('volumeBindingMode');
  const edit =
    mode === undefined
      ? addEntry(storageClass, storageClass.root, 'volumeBindingMode', 'WaitForFirstConsumer')
      : replaceScalar(storageClass, mode, 'WaitForFirstConsumer');
  return edit && { title: 'Set `volumeBindingMode: WaitForFirstConsumer` (the class must be recreated)', safety: 'unsafe', edits: [edit] };
}
