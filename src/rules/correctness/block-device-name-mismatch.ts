import { replaceScalar } from '../../core/fix.ts';
import type { Fix } from '../../core/fix.ts';
import type { Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { amiFamilyOf, usesAlias } from '../../karpenter/ami-family.ts';
import { knownItems, knownText } from '../../karpenter/written.ts';

export default defineRule({
  id: 'block-device-name-mismatch',
  group: 'correctness',
  severity: { default: 'critical', prod: 'critical', staging: 'improvement', dev: 'improvement' },
  preset: 'recommended',
  kinds: ['EC2NodeClass'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'No mapping is for the disk that holds the data of pods.',
  references: [
    'https://karpenter.sh/docs/concepts/nodeclasses/#specblockdevicemappings',
    'https://github.com/aws/karpenter-provider-aws/blob/main/pkg/providers/instancetype/types.go',
  ],
  fix: 'unsafe',
  yieldsTo: ['controller-rejected', 'api-rejected'],
  *check(nodeClass) {
    const mappings = knownItems(nodeClass.at('spec', 'blockDeviceMappings'));
    const family = amiFamilyOf(nodeClass);
    if (mappings === undefined || mappings.length === 0 || family === undefined) return;
    if (mappings.some((mapping) => mapping.at('rootVolume') !== undefined && mapping.at('rootVolume')?.value !== false)) return;
    // Local disks hold the data where there are some; elsewhere this rule would be a guess.
    if (nodeClass.at('spec', 'instanceStorePolicy')?.isNull === false) return;
    const names = mappings.map((mapping) => knownText(mapping.at('deviceName')));
    if (names.includes(undefined)) return;
    const expected = family.dataDevice;
    const last = mappings.at(-1);
    if (expected === undefined) {
      if (mappings.length > 1 && last !== undefined) yield describeCustom(nodeClass, last);
    } else if (!names.includes(expected)) {
      const disk = { expected, gibibytes: family.dataGibibytes };
      yield usesAlias(nodeClass) ? describe(nodeClass, mappings, disk) : describeOwnImage(nodeClass, mappings, disk);
    }
  },
});

interface DataDisk {
  /** The device that must be mapped. */
  readonly expected: string;
  readonly gibibytes: number;
}

function describe(nodeClass: Resource, mappings: readonly Value[], { expected, gibibytes }: DataDisk) {
  const names = mappings.map((mapping) => `\`${mapping.at('deviceName')?.text ?? ''}\``).join(' and ');
  const at = mappings[0]?.at('deviceName') ?? nodeClass.anchor('spec', 'blockDeviceMappings');
  const fix = makeFix(nodeClass, mappings, expected);
  return {
    at,
    message: `Images, logs and scratch data of pods are on \`${expected}\` with this AMI family, but only ${names} is mapped: Karpenter counts on ${gibibytes}Gi for pods, and the disk written here stays empty or is not theirs.`,
    help: `Name the device \`${expected}\`, or mark the mapping of the root disk with \`rootVolume: true\`.`,
    ...(fix === undefined ? {} : { fix }),
  };
}

/** The disks of an image of one's own may be called otherwise; Karpenter reckons with the names of the family all the same. */
function describeOwnImage(nodeClass: Resource, mappings: readonly Value[], { expected, gibibytes }: DataDisk) {
  const names = mappings.map((mapping) => `\`${mapping.at('deviceName')?.text ?? ''}\``).join(' and ');
  return {
    at: mappings[0]?.at('deviceName') ?? nodeClass.anchor('spec', 'blockDeviceMappings'),
    message: `With this AMI family Karpenter takes \`${expected}\` for the disk of images, logs and scratch data of pods, but only ${names} is mapped: it counts on ${gibibytes}Gi for pods, whatever size is written here.`,
    help: 'If one of them is the root disk of your image, mark its mapping with `rootVolume: true`.',
    severity: 'improvement' as const,
  };
}

/** Of several mappings nobody knows which one is meant. */
function makeFix(nodeClass: Resource, mappings: readonly Value[], expected: string): Fix | undefined {
  const name = mappings[0]?.at('deviceName');
  if (mappings.length > 1 || name === undefined) return undefined;
  return { title: `Name the device \`${expected}\` (replaces nodes)`, safety: 'unsafe', rolls: true, edits: [replaceScalar(nodeClass, name, expected)] };
}

function describeCustom(nodeClass: Resource, last: Value) {
  return {
    at: last,
    message: `With \`amiFamily: Custom\` Karpenter takes the last mapping for the disk that holds the data of pods; EC2NodeClass \`${nodeClass.name}\` does not say which one it is.`,
    help: 'Mark the mapping of the root disk with `rootVolume: true`.',
    severity: 'note' as const,
  };
}
