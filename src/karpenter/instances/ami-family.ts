/** What Karpenter assumes of the images of a family. Source: karpenter-provider-aws pkg/providers/amifamily. */
export interface AmiFamily {
  readonly name: string;
  /** The device that holds what pods write; absent for Custom, whose last mapping is taken for it. */
  readonly dataDevice: string | undefined;
  readonly dataVolume: string;
  /** Pods are limited by the addresses of network interfaces; 110 otherwise. */
  readonly limitsPodsByInterfaces: boolean;
  /** Memory is reserved for as many pods as interfaces allow, whatever `maxPods` says. */
  readonly reservesForInterfaces: boolean;
  readonly knowsPodsPerCore: boolean;
  /** The build of Windows; absent for Linux. */
  readonly windowsBuild?: string;
}

const linux = { dataVolume: '20Gi', limitsPodsByInterfaces: true, reservesForInterfaces: true, knowsPodsPerCore: true };
const windows = { dataDevice: '/dev/sda1', dataVolume: '50Gi', limitsPodsByInterfaces: false, reservesForInterfaces: false, knowsPodsPerCore: true };

const amazonLinux2: AmiFamily = { ...linux, name: 'AL2', dataDevice: '/dev/xvda' };

const families: readonly AmiFamily[] = [
  amazonLinux2,
  { ...linux, name: 'AL2023', dataDevice: '/dev/xvda' },
  { ...linux, name: 'Bottlerocket', dataDevice: '/dev/xvdb', reservesForInterfaces: false, knowsPodsPerCore: false },
  { ...linux, name: 'Custom', dataDevice: undefined },
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
