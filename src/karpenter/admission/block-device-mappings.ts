import type { Value } from '../../core/resource.ts';
import { has, knownText, lacks } from '../written.ts';
import { placesOf } from './rule.ts';
import type { Breach, CelRule, Scope } from './rule.ts';

const path = 'spec.blockDeviceMappings';
const classes = [
  ['EC2NodeClass', 'v1'],
  ['EC2NodeClass', 'v1beta1'],
] as const;

/** https://karpenter.sh/docs/concepts/nodeclasses/#specblockdevicemappings */
export const blockDeviceMappingRules: readonly CelRule[] = [
  {
    places: placesOf(classes, path),
    serverMessage: 'must have only one blockDeviceMappings with rootVolume',
    check: twoRoots,
  },
  {
    places: placesOf(classes, `${path}[].ebs`),
    serverMessage: 'snapshotID or volumeSize must be defined',
    *check(ebs, { resource }) {
      if (!lacks(ebs, 'snapshotID') || !lacks(ebs, 'volumeSize')) return;
      const at = resource.anchor(...ebs.path, 'volumeSize');
      yield { at, message: 'A volume needs `volumeSize` or `snapshotID`: EC2 cannot tell its size otherwise.', help: 'Add `volumeSize`, such as `50Gi`.' };
    },
  },
  {
    places: placesOf([['EC2NodeClass', 'v1']], `${path}[].ebs`, { since: '1.5' }),
    serverMessage: 'snapshotID must be set when volumeInitializationRate is set',
    check: rateWithoutSnapshot,
  },
];

function* twoRoots(mappings: Value): Iterable<Breach> {
  const [first, ...others] = mappings.items().flatMap((mapping) => {
    const root = mapping.child('rootVolume');
    return root?.value === true ? [root] : [];
  });
  if (first === undefined) return;
  for (const root of others) {
    const related = [{ message: 'the first root volume', at: first }];
    yield { at: root, message: 'An instance has one root volume, but this is another mapping with `rootVolume`.', help: 'Remove it here.', related };
  }
}

function* rateWithoutSnapshot(ebs: Value, _scope: Scope): Iterable<Breach> {
  const rate = ebs.child('volumeInitializationRate');
  if (rate === undefined || !has(ebs, 'volumeInitializationRate')) return;
  const isMissing = lacks(ebs, 'snapshotID');
  if (!isMissing && knownText(ebs.child('snapshotID')) !== '') return;
  const message = '`volumeInitializationRate` says how fast a snapshot is loaded, but there is no `snapshotID`.';
  yield { at: rate.keyPlace, message, help: 'Add `snapshotID`, or remove the rate.' };
}
