import type { Resource } from '../core/resource.ts';
import { knownItems, knownText } from './written.ts';

/** How images start: what their user data is and what their disks are for. https://karpenter.sh/docs/concepts/nodeclasses/#specamifamily */
export type AmiFamilyKind = 'AL2' | 'AL2023' | 'Bottlerocket' | 'Windows' | 'Custom';

/** What Karpenter assumes of the images of a family. Source: karpenter-provider-aws pkg/providers/amifamily. */
export interface AmiFamily {
  readonly name: string;
  readonly kind: AmiFamilyKind;
  /** The device that holds what pods write (EphemeralBlockDevice); absent for Custom, whose last mapping is taken for it. */
  readonly dataDevice: string | undefined;
  /** The disk that pods get where no mapping gives another, in GiB. */
  readonly dataGibibytes: number;
  /** Pods are limited by the addresses of network interfaces; 110 otherwise. */
  readonly limitsPodsByInterfaces: boolean;
  /** Memory is reserved for as many pods as interfaces allow, whatever `maxPods` says. */
  readonly reservesForInterfaces: boolean;
  readonly knowsPodsPerCore: boolean;
  /** The build of Windows; absent for Linux. */
  readonly windowsBuild?: string;
}

const linux = { dataGibibytes: 20, limitsPodsByInterfaces: true, reservesForInterfaces: true, knowsPodsPerCore: true };
const windows = {
  kind: 'Windows',
  dataDevice: '/dev/sda1',
  dataGibibytes: 50,
  limitsPodsByInterfaces: false,
  reservesForInterfaces: false,
  knowsPodsPerCore: true,
} as const;

const amazonLinux2: AmiFamily = { ...linux, name: 'AL2', kind: 'AL2', dataDevice: '/dev/xvda' };

const families: readonly AmiFamily[] = [
  amazonLinux2,
  { ...linux, name: 'AL2023', kind: 'AL2023', dataDevice: '/dev/xvda' },
  { ...linux, name: 'Bottlerocket', kind: 'Bottlerocket', dataDevice: '/dev/xvdb', reservesForInterfaces: false, knowsPodsPerCore: false },
  { ...linux, name: 'Custom', kind: 'Custom', dataDevice: undefined },
  { ...windows, name: 'Windows2019', windowsBuild: '10.0.17763' },
  { ...windows, name: 'Windows2022', windowsBuild: '10.0.20348' },
  { ...windows, name: 'Windows2025', windowsBuild: '10.0.26100' },
];

/** The family of a name; AL2 for one that Karpenter does not know, Ubuntu included. */
export function amiFamilyNamed(name: string): AmiFamily {
  return families.find((family) => family.name === name) ?? amazonLinux2;
}

/** The family of an alias such as `al2023@latest`; undefined for one that Karpenter does not know. */
export function amiFamilyOfAlias(alias: string): AmiFamily | undefined {
  const [family, ...version] = alias.split('@');
  return version.length === 1 ? families.find(({ name }) => name !== 'Custom' && name.toLowerCase() === family) : undefined;
}

/**
 * The family whose bootstrap and disks the nodes of a class have: `amiFamily`, or else the family of the alias. Undefined where
 * neither is written out, or means nothing. Source: AMIFamily in pkg/apis/v1/ec2nodeclass.go of karpenter-provider-aws.
 */
export function amiFamilyOf(nodeClass: Resource): AmiFamily | undefined {
  const written = nodeClass.at('spec', 'amiFamily');
  if (written !== undefined && !written.isNull) return familyLike(knownText(written));
  const aliases = (knownItems(nodeClass.at('spec', 'amiSelectorTerms')) ?? []).flatMap((term) => term.at('alias') ?? []);
  return familyLike(knownText(aliases[0])?.split('@')[0]);
}

/** True where EKS makes the images: with an alias, or in v1beta1 without any selector. */
export function usesAlias(nodeClass: Resource): boolean {
  const terms = nodeClass.at('spec', 'amiSelectorTerms');
  return terms === undefined ? nodeClass.version === 'v1beta1' : terms.items().some((term) => term.at('alias') !== undefined);
}

/** However it is written: what is wrong with the name is told elsewhere. */
function familyLike(text: string | undefined): AmiFamily | undefined {
  return text === undefined ? undefined : families.find(({ name }) => name.toLowerCase() === text.toLowerCase());
}

/** The least size of a disk, and whether the image itself asks for it. */
export interface SmallestDisk {
  readonly gibibytes: number;
  readonly isImage: boolean;
}

/** What a device of a family needs; undefined for further disks and for custom images. The images of Bottlerocket have a disk of their own. */
export function smallestDisk({ kind, dataDevice, dataGibibytes }: AmiFamily, device: string, isRoot: boolean): SmallestDisk | undefined {
  if (kind === 'Bottlerocket') {
    if (device === dataDevice) return { gibibytes: dataGibibytes, isImage: false };
    return device === '/dev/xvda' ? { gibibytes: 2, isImage: true } : undefined;
  }
  return kind !== 'Custom' && (isRoot || device === dataDevice) ? { gibibytes: dataGibibytes, isImage: true } : undefined;
}
