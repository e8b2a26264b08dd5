import { closest } from '../core/did-you-mean.ts';
import { groupBy } from '../core/group-by.ts';
import type { MinorRange } from '../schemas/authored.ts';
import { holdsIn } from '../schemas/project.ts';
import { normalizeLabel } from './label-aliases.ts';
import { awsLabels } from './aws-labels.ts';
import type { WellKnownLabel } from './well-known-label.ts';

export const nodePoolLabel = 'karpenter.sh/nodepool';
export const hostnameLabel = 'kubernetes.io/hostname';

const coreLabels: readonly WellKnownLabel[] = [
  { key: nodePoolLabel, description: 'The NodePool that launched the node.', value: { form: 'text' } },
  {
    key: 'karpenter.sh/capacity-type',
    description: 'How the instance is paid for.',
    value: { form: 'closed', values: [{ value: 'on-demand' }, { value: 'spot' }, { value: 'reserved', since: '1.3' }] },
  },
  { key: 'topology.kubernetes.io/zone', description: 'The availability zone, such as `us-east-1a`.', value: { form: 'text' } },
  { key: 'topology.kubernetes.io/region', description: 'The AWS region, such as `us-east-1`.', value: { form: 'text' } },
  { key: 'node.kubernetes.io/instance-type', description: 'The EC2 instance type, such as `m7i.large`.', value: { form: 'text' } },
  { key: 'kubernetes.io/arch', description: 'The processor architecture.', value: { form: 'text', known: ['amd64', 'arm64'] } },
  { key: 'kubernetes.io/os', description: 'The operating system.', value: { form: 'text', known: ['linux', 'windows'] } },
  {
    key: 'node.kubernetes.io/windows-build',
    description: 'The build of Windows: 2019, 2022 or 2025.',
    value: { form: 'text', known: ['10.0.17763', '10.0.20348', '10.0.26100'] },
  },
];

/** Every label that some minor knows. https://karpenter.sh/docs/concepts/scheduling/#well-known-labels */
export const wellKnownLabels: readonly WellKnownLabel[] = [...coreLabels, ...awsLabels];

const labelsByKey: ReadonlyMap<string, readonly WellKnownLabel[]> = groupBy(wellKnownLabels, ({ key }) => key);

/** The well-known label of a key in one minor, deprecated names replaced. */
export function wellKnownLabel(key: string, minor: string): WellKnownLabel | undefined {
  return (labelsByKey.get(normalizeLabel(key)) ?? []).find((label) => holdsIn(label, minor));
}

/** The values that one minor knows of a label with a closed set. */
export function knownValues(key: string, minor: string): readonly string[] | undefined {
  const form = wellKnownLabel(key, minor)?.value;
  return form?.form === 'closed' ? form.values.filter((value) => holdsIn(value, minor)).map(({ value }) => value) : undefined;
}

/** The well-known label that somebody most likely meant. */
export function closestLabel(key: string, minor: string): string | undefined {
  return closest(
    key,
    wellKnownLabels.filter((label) => holdsIn(label, minor)).map((label) => label.key),
  );
}

/** The part of a key before its slash; empty where it has none. */
export function domainOf(key: string): string {
  return key.includes('/') ? key.slice(0, key.indexOf('/')) : '';
}

/** A domain whose labels Karpenter keeps for itself and for Kubernetes, the well-known ones apart. */
export interface RestrictedDomain extends MinorRange {
  readonly domain: string;
  /** Subdomains that are free all the same. */
  readonly except?: readonly string[];
}

/** The domains that Karpenter's own validation refuses. Source: RestrictedLabelDomains in pkg/apis of both repositories. */
export const restrictedDomains: readonly RestrictedDomain[] = [
  { domain: 'karpenter.sh' },
  { domain: 'karpenter.k8s.aws' },
  { domain: 'kubernetes.io', until: '1.9', except: ['node.kubernetes.io', 'node-restriction.kubernetes.io'] },
  { domain: 'k8s.io', until: '1.9', except: ['kops.k8s.io'] },
];

/** The restricted domain that a key lies in, unless one minor knows the label; from 1.9 on by whole parts of the name, before by its end. */
export function restrictedDomainOf(key: string, minor: string): string | undefined {
  const domain = domainOf(key);
  if (domain === '' || wellKnownLabel(key, minor) !== undefined) return undefined;
  const wholeParts = holdsIn({ since: '1.9' }, minor);
  const isWithin = (parent: string): boolean => domain === parent || domain.endsWith(wholeParts ? `.${parent}` : parent);
  return restrictedDomains.find((entry) => holdsIn(entry, minor) && isWithin(entry.domain) && entry.except?.some(isWithin) !== true)?.domain;
}
