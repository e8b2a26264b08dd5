import { addEntry, replaceScalar } from '../../core/fix.ts';
import type { Fix } from '../../core/fix.ts';
import type { Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';

export default defineRule({
  id: 'ebs-unencrypted',
  group: 'security',
  severity: { default: 'critical', prod: 'critical', staging: 'improvement', dev: 'improvement' },
  preset: 'essential',
  kinds: ['EC2NodeClass'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'A volume of a node is not encrypted, or leaves that to the settings of the account.',
  references: ['https://karpenter.sh/docs/concepts/nodeclasses/#specblockdevicemappings'],
  options: {
    ebsEncryptionByDefault: {
      type: 'boolean',
      description: 'Your AWS accounts encrypt new EBS volumes by default, so an absent `encrypted` is no finding.',
      default: false,
    },
  },
  fix: 'unsafe',
  *check(nodeClass, { options }) {
    const isCustom = nodeClass.at('spec', 'amiFamily')?.text === 'Custom';
    for (const mapping of nodeClass.at('spec', 'blockDeviceMappings')?.items() ?? []) {
      const ebs = mapping.at('ebs');
      if (ebs?.node.kind !== 'map') continue;
      const encrypted = ebs.at('encrypted');
      if (encrypted?.value === false) {
        yield {
          at: encrypted,
          message: `${describe(nodeClass, mapping)} is not encrypted, so images, secrets and scratch data of pods lie on its disk in clear.`,
          ...remedy(nodeClass, ebs),
        };
      } else if (encrypted === undefined || encrypted.isNull) {
        // A snapshot brings its own encryption, which cannot be seen from here.
        if (options['ebsEncryptionByDefault'] === true || ebs.at('snapshotID') !== undefined) continue;
        yield {
          at: nodeClass.anchor(...ebs.path, 'encrypted'),
          message: `${describe(nodeClass, mapping)} does not set \`encrypted: true\`: ${isCustom ? 'the family Custom has no encrypted default' : "a mapping of your own replaces Karpenter's encrypted default"}, so the account's EBS setting decides.`,
          severity: { default: 'improvement', prod: 'critical', staging: 'improvement', dev: 'note' },
          ...remedy(nodeClass, ebs),
        };
      }
    }
  },
});

function describe({ name }: Resource, mapping: Value): string {
  return `Volume \`${mapping.at('deviceName')?.text ?? `blockDeviceMappings[${mapping.path.at(-1)}]`}\` of EC2NodeClass \`${name}\``;
}

function remedy(nodeClass: Resource, ebs: Value): { readonly help: string; readonly fix?: Fix } {
  const help = ebs.at('kmsKeyID') === undefined ? 'Set `encrypted: true`.' : 'Set `encrypted: true`; a `kmsKeyID` does not imply it.';
  const encrypted = ebs.at('encrypted');
  const edit = encrypted === undefined ? addEntry(nodeClass, ebs, 'encrypted', 'true') : replaceScalar(nodeClass, encrypted, 'true');
  if (edit === undefined) return { help };
  return { help, fix: { title: 'Set `encrypted: true` (replaces nodes)', safety: 'unsafe', rolls: true, edits: [edit] } };
}
