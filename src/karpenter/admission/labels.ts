import type { Value } from '../../core/resource.ts';
import { choose, quote } from '../../schemas/words.ts';
import { holdsIn } from '../../schemas/project.ts';
import { closestLabel, hostnameLabel, nodePoolLabel, wellKnownLabels } from '../labels.ts';
import { knownEntries, knownText } from '../written.ts';
import { overlayPlaces, requirementPlaces } from './requirements.ts';
import { placesOf } from './rule.ts';
import type { Breach, CelPlace, CelRule, Scope } from './rule.ts';

const templateLabels: readonly CelPlace[] = placesOf(
  [
    ['NodePool', 'v1'],
    ['NodePool', 'v1beta1'],
  ],
  'spec.template.metadata.labels',
);
const keys: readonly CelPlace[] = [...requirementPlaces, ...overlayPlaces].map((place) => ({ ...place, path: `${place.path}[].key` }));
const anywhere: readonly CelPlace[] = [...templateLabels, ...keys];
const untilOpened = anywhere.map((place) => ({ ...place, until: '1.9' }));
const inPools = anywhere.filter(({ kind }) => kind === 'NodePool');

/**
 * Which keys the template's labels and requirements may use. The server compares the end of the domain as bare text.
 * https://karpenter.sh/docs/concepts/scheduling/#well-known-labels
 */
export const labelRules: readonly CelRule[] = [
  domainRule('karpenter.sh', anywhere, (key) => key === 'karpenter.sh/capacity-type' || key === nodePoolLabel),
  domainRule('karpenter.k8s.aws', anywhere, isAwsLabel),
  domainRule('kubernetes.io', untilOpened, isKubernetesLabel),
  domainRule('k8s.io', untilOpened, (key) => domainIn(key).endsWith('kops.k8s.io')),
  {
    places: anywhere,
    serverMessage: `label "${hostnameLabel}" is restricted`,
    check: (self) => refuseKey(self, hostnameLabel, 'names a single node, and the nodes that Karpenter launches have no names yet'),
  },
  {
    places: inPools,
    serverMessage: `label "${nodePoolLabel}" is restricted`,
    check: (self) => refuseKey(self, nodePoolLabel, 'is set by Karpenter on every node of this pool'),
  },
];

type Admits = (key: string, kind: string, minor: string) => boolean;

function domainRule(domain: string, places: readonly CelPlace[], admits: Admits): CelRule {
  return {
    places,
    serverMessage: `label domain "${domain}" is restricted`,
    *check(self, { resource, minor }: Scope): Iterable<Breach> {
      for (const { key, at } of keysOf(self)) {
        if (!domainIn(key).endsWith(domain) || key === hostnameLabel || admits(key, resource.kind, minor)) continue;
        yield { at, ...describeDomain(key, domain, minor) };
      }
    },
  };
}

function* refuseKey(self: Value, refused: string, reason: string): Iterable<Breach> {
  for (const { key, at } of keysOf(self)) {
    if (key === refused) yield { at, message: `The label \`${key}\` cannot be used here: it ${reason}.`, help: 'Remove it.' };
  }
}

/** The one key of a requirement, or the keys of a map of labels. */
function keysOf(self: Value): { readonly key: string; readonly at: Value | Value['keyPlace'] }[] {
  const text = knownText(self);
  if (text !== undefined) return [{ key: text, at: self }];
  return knownEntries(self).map(([key, value]) => ({ key, at: value.keyPlace }));
}

/** The text before the first slash: all of it where there is none, nothing where it comes first. */
function domainIn(key: string): string {
  return key.split('/', 1)[0] ?? '';
}

/** NodeClaims of 1.0 know two labels that NodePools learn with 1.1; overlays never learn those that say how capacity was bought. */
function isAwsLabel(key: string, kind: string, minor: string): boolean {
  if (kind === 'NodeOverlay' && /\/(?:instance-tenancy|capacity-reservation-.*|placement-group-.*)$/.test(key)) return false;
  const early = kind === 'NodeClaim' && minor === '1.0' ? '1.1' : minor;
  if (key === 'karpenter.k8s.aws/ec2nodeclass') return holdsIn({ since: '1.1' }, early);
  return wellKnownLabels.some((label) => label.key === key && holdsIn(label, early));
}

const kubernetesLabels: ReadonlySet<string> = new Set([
  ...['beta.kubernetes.io/instance-type', 'beta.kubernetes.io/os', 'beta.kubernetes.io/arch', 'kubernetes.io/arch', 'kubernetes.io/os'],
  ...['failure-domain.beta.kubernetes.io/region', 'failure-domain.beta.kubernetes.io/zone'],
  ...['topology.kubernetes.io/zone', 'topology.kubernetes.io/region'],
]);

function isKubernetesLabel(key: string): boolean {
  const domain = domainIn(key);
  return kubernetesLabels.has(key) || domain.endsWith('node.kubernetes.io') || domain.endsWith('node-restriction.kubernetes.io');
}

function describeDomain(key: string, domain: string, minor: string): { readonly message: string; readonly help: string } {
  const own = domainIn(key);
  const later = wellKnownLabels.find((label) => label.key === key && label.since !== undefined && !holdsIn(label, minor))?.since;
  if (later !== undefined) {
    return { message: `The label \`${key}\` is known from Karpenter ${later} on, so this version refuses it.`, help: 'Upgrade Karpenter, or remove it.' };
  }
  if (domain.endsWith('k8s.io') || domain === 'kubernetes.io') {
    const message = `${quote(key)} lies in \`${domain}\`, where Karpenter takes only its well-known labels up to 1.8; 1.9 and later take any.`;
    return { message, help: 'Use a domain of your own, such as `example.com/role`.' };
  }
  const meant = closestLabel(key, minor);
  const help = meant === undefined ? `Use a well-known label or a domain of your own.` : `Did you mean ${choose([meant])}?`;
  const isOther = own !== domain && !own.endsWith(`.${domain}`);
  if (isOther) return { message: `${quote(key)} has a domain that ends in \`${domain}\`, and the API server refuses all such keys, even of others.`, help };
  return { message: `${quote(key)} is not a label that Karpenter knows, and it keeps the domain \`${domain}\` for those it knows.`, help };
}
