import type { Resource, Value } from '../../core/resource.ts';
import { quote } from '../../schemas/words.ts';
import { knownItems, knownText, lacks } from '../written.ts';
import type { Objection } from './objection.ts';

/** An alias that ends the controller. Source: amiFamilyFromAlias in pkg/apis/v1/ec2nodeclass.go of karpenter-provider-aws. */
export function* checkAlias(nodeClass: Resource): Iterable<Objection> {
  for (const term of nodeClass.at('spec', 'amiSelectorTerms')?.items() ?? []) {
    const alias = term.child('alias');
    const text = knownText(alias);
    if (alias === undefined || text === undefined || text.split('@').length <= 2) continue;
    yield {
      at: alias,
      message: `The alias ${quote(text)} has more than one \`@\`: the API server takes it, but Karpenter ends itself when it reads it, again after each start.`,
      help: 'Write `family@version`, such as `al2023@v20250915`.',
    };
  }
}

/**
 * Mappings that make Karpenter panic. Source: ephemeralStorage in pkg/providers/instancetype/types.go and createLaunchTemplate in
 * pkg/providers/launchtemplate/launchtemplate.go of karpenter-provider-aws.
 */
export function* checkBlockDevices(nodeClass: Resource): Iterable<Objection> {
  const mappings = knownItems(nodeClass.at('spec', 'blockDeviceMappings')) ?? [];
  for (const mapping of mappings) {
    if (!lacks(mapping, 'ebs')) continue;
    const message = `This mapping has no \`ebs\`: ${panic}.`;
    yield { at: nodeClass.anchor(...mapping.path, 'ebs'), message, help: 'Add `ebs` with `volumeSize`, or remove the mapping.' };
  }
  const nameless = findNameless(mappings, nodeClass);
  if (nameless === undefined) return;
  const message = `This mapping has no \`deviceName\`: ${panic}.`;
  yield { at: nodeClass.anchor(...nameless.path, 'deviceName'), message, help: 'Add `deviceName`, such as `/dev/xvda`.' };
}

const panic = 'Karpenter panics when it works out the disks of an instance, so the class never becomes ready and other pools may launch no node either';

/** Where the disk for pods' data may be; the search for it stops there. */
const dataDevices = ['/dev/xvda', '/dev/xvdb', '/dev/sda1'];

/** The first mapping without a name, where Karpenter surely compares its name: no root is marked, and no earlier mapping may be the one. */
function findNameless(mappings: readonly Value[], nodeClass: Resource): Value | undefined {
  const family = nodeClass.at('spec', 'amiFamily');
  if (family?.isUnknown || family?.text === 'Custom') return undefined;
  if (!mappings.every((mapping) => lacks(mapping, 'rootVolume') || mapping.child('rootVolume')?.value === false)) return undefined;
  const index = mappings.findIndex((mapping) => lacks(mapping, 'deviceName'));
  const isSettled = mappings.slice(0, index).some((mapping) => dataDevices.includes(knownText(mapping.child('deviceName')) ?? '/dev/xvda'));
  return isSettled ? undefined : mappings[index];
}
