import { closest } from '../core/did-you-mean.ts';
import { lazy } from '../core/remembered.ts';
import { domainOf, restrictedDomainOf, wellKnownLabel, wellKnownLabels } from './labels.ts';

const awsNames = lazy(() =>
  [
    ...['category', 'family', 'size', 'generation', 'cpu', 'memory', 'hypervisor', 'local-nvme', 'network-bandwidth', 'ebs-bandwidth'],
    ...['gpu-name', 'gpu-count', 'gpu-manufacturer', 'gpu-memory', 'accelerator-name', 'accelerator-count', 'cpu-manufacturer'],
  ].map((name) => `instance-${name}`),
);

/** Names that look like a well-known label, are none, and are accepted everywhere as custom labels. */
const confusable = lazy(
  (): ReadonlyMap<string, string> =>
    new Map([
      ...awsNames().flatMap((name) =>
        ['node.kubernetes.io', 'kubernetes.io', 'k8s.io'].map((domain) => [`${domain}/${name}`, `karpenter.k8s.aws/${name}`] as const),
      ),
      ...awsNames().map((name) => [name, `karpenter.k8s.aws/${name}`] as const),
      ['instance-type', 'node.kubernetes.io/instance-type'],
      ['kubernetes.io/instance-type', 'node.kubernetes.io/instance-type'],
      ['capacity-type', 'karpenter.sh/capacity-type'],
      ['node.kubernetes.io/capacity-type', 'karpenter.sh/capacity-type'],
      ['kubernetes.io/capacity-type', 'karpenter.sh/capacity-type'],
      ['node.kubernetes.io/arch', 'kubernetes.io/arch'],
      ['node.kubernetes.io/os', 'kubernetes.io/os'],
      ['kubernetes.io/zone', 'topology.kubernetes.io/zone'],
      ['node.kubernetes.io/zone', 'topology.kubernetes.io/zone'],
      ['topology.kubernetes.io/zone-id', 'topology.k8s.aws/zone-id'],
      ['karpenter.k8s.aws/instance-local-nvme-size', 'karpenter.k8s.aws/instance-local-nvme'],
    ]),
);

/** What EKS Auto Mode calls labels that Karpenter's own provider has in another domain. */
const autoModeNames = lazy(
  (): ReadonlyMap<string, string> =>
    new Map([
      ...awsNames().map((name) => [`eks.amazonaws.com/${name}`, `karpenter.k8s.aws/${name}`] as const),
      ['eks.amazonaws.com/capacityType', 'karpenter.sh/capacity-type'],
    ]),
);

/** Domains in which a name near a well-known one is a slip rather than somebody's own label. */
const guarded = ['karpenter.sh', 'karpenter.k8s.aws', 'kubernetes.io', 'node.kubernetes.io', 'topology.kubernetes.io', 'topology.k8s.aws'];

export type LabelReader = 'pool' | 'pods';

/**
 * The well-known label that a custom one is easily taken for; undefined for labels that are well known, and for names that
 * somebody may well have chosen. Pods may mean nodes that Karpenter does not run, so less is confusable there.
 */
export function confusedWith(key: string, minor: string, reader: LabelReader): string | undefined {
  if (wellKnownLabel(key, minor) !== undefined) return undefined;
  // The API server refuses those in a pool.
  if (reader === 'pool' && restrictedDomainOf(key, minor) !== undefined) return undefined;
  const inTable = confusable().get(key) ?? (reader === 'pool' ? autoModeNames().get(key) : undefined);
  if (inTable !== undefined && (reader === 'pool' || key.includes('/'))) return inTable;
  if (!guarded.includes(domainOf(key))) return undefined;
  const guess = closest(key, namesIn(domainOf(key)));
  return guess !== undefined && isNear(key, guess) ? guess : undefined;
}

function namesIn(domain: string): string[] {
  return wellKnownLabels.map(({ key }) => key).filter((key) => domainOf(key) === domain);
}

/** Short names lie near each other by chance. */
function isNear(key: string, guess: string): boolean {
  const name = key.slice(key.indexOf('/') + 1);
  return closest(name, [guess.slice(guess.indexOf('/') + 1)]) !== undefined;
}
