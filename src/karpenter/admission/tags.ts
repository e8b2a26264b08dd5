import { knownEntries } from '../written.ts';
import type { MinorRange } from '../../schemas/authored.ts';
import { placesOf } from './rule.ts';
import type { CelPlace, CelRule } from './rule.ts';

const path = 'spec.tags';
const anyVersion: readonly CelPlace[] = placesOf(
  [
    ['EC2NodeClass', 'v1'],
    ['EC2NodeClass', 'v1beta1'],
  ],
  path,
);

/** https://karpenter.sh/docs/concepts/nodeclasses/#spectags */
export const tagRules: readonly CelRule[] = [
  {
    places: anyVersion,
    serverMessage: "empty tag keys aren't supported",
    *check(tags) {
      for (const [key, value] of knownEntries(tags)) if (key === '') yield { at: value.keyPlace, message: 'A tag needs a key.' };
    },
  },
  {
    places: anyVersion,
    serverMessage: 'tag contains a restricted tag matching kubernetes.io/cluster/',
    *check(tags) {
      for (const [key, value] of knownEntries(tags)) {
        if (!key.startsWith('kubernetes.io/cluster')) continue;
        const message = `The tag \`${key}\` cannot be set: Karpenter sets the tags under \`kubernetes.io/cluster\` itself.`;
        yield { at: value.keyPlace, message, help: 'Remove it.' };
      }
    },
  },
  reserved('karpenter.sh/nodepool', anyVersion),
  reserved('karpenter.sh/nodeclaim', [...inV1(), ...inBeta({ since: '0.35' })]),
  reserved('karpenter.k8s.aws/ec2nodeclass', [...inV1(), ...inBeta({ since: '0.35' })]),
  reserved('eks:eks-cluster-name', inV1()),
  reserved('karpenter.sh/managed-by', inBeta()),
  reserved('karpenter.sh/provisioner-name', inBeta({ until: '0.35' })),
];

function inV1(): CelPlace[] {
  return placesOf([['EC2NodeClass', 'v1']], path);
}

function inBeta(range: MinorRange = {}): CelPlace[] {
  return placesOf([['EC2NodeClass', 'v1beta1']], path, range);
}

/** A tag that Karpenter writes on every instance. */
function reserved(tag: string, places: readonly CelPlace[]): CelRule {
  return {
    places,
    serverMessage: `tag contains a restricted tag matching ${tag}`,
    *check(tags) {
      for (const [key, value] of knownEntries(tags)) {
        if (key !== tag) continue;
        yield { at: value.keyPlace, message: `The tag \`${tag}\` cannot be set: Karpenter sets it itself on every instance.`, help: 'Remove it.' };
      }
    },
  };
}
