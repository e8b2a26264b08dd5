import type { Resource } from '../core/resource.ts';
import { knownItems, knownText } from './written.ts';

/** https://karpenter.sh/docs/concepts/nodeclasses/#specamifamily */
export type AmiFamily = 'AL2' | 'AL2023' | 'Bottlerocket' | 'Windows' | 'Custom';

const families: Readonly<Record<string, AmiFamily>> = {
  al2: 'AL2',
  al2023: 'AL2023',
  bottlerocket: 'Bottlerocket',
  windows2019: 'Windows',
  windows2022: 'Windows',
  windows2025: 'Windows',
  custom: 'Custom',
};

/**
 * The family whose bootstrap and disks the nodes of a class have: `amiFamily`, or else the family of the alias. Undefined where
 * neither is written out. Source: AMIFamily in pkg/apis/v1/ec2nodeclass.go of karpenter-provider-aws.
 */
export function amiFamilyOf(nodeClass: Resource): AmiFamily | undefined {
  const written = nodeClass.at('spec', 'amiFamily');
  if (written !== undefined && !written.isNull) return familyNamed(knownText(written));
  const aliases = (knownItems(nodeClass.at('spec', 'amiSelectorTerms')) ?? []).flatMap((term) => term.at('alias') ?? []);
  return familyNamed(knownText(aliases[0])?.split('@')[0]);
}

function familyNamed(name: string | undefined): AmiFamily | undefined {
  return name === undefined ? undefined : families[name.toLowerCase()];
}

/** The device that holds the data of pods; undefined for a custom image. Source: EphemeralBlockDevice in pkg/providers/amifamily of karpenter-provider-aws. */
export function dataDeviceOf(family: AmiFamily): string | undefined {
  return dataDevices[family];
}

const dataDevices: Readonly<Partial<Record<AmiFamily, string>>> = {
  AL2: '/dev/xvda',
  AL2023: '/dev/xvda',
  Bottlerocket: '/dev/xvdb',
  Windows: '/dev/sda1',
};

/** The least size of a disk, and whether the image itself asks for it. */
export interface SmallestDisk {
  readonly gibibytes: number;
  readonly isImage: boolean;
}

/** What a device of a family needs; undefined for further disks and for custom images. */
export function smallestDisk(family: AmiFamily, device: string, isRoot: boolean): SmallestDisk | undefined {
  if (family === 'Bottlerocket') {
    if (device === '/dev/xvdb') return { gibibytes: 20, isImage: false };
    return device === '/dev/xvda' ? { gibibytes: 2, isImage: true } : undefined;
  }
  const gibibytes = imageSizes[family];
  return gibibytes !== undefined && (isRoot || device === dataDevices[family]) ? { gibibytes, isImage: true } : undefined;
}

const imageSizes: Readonly<Partial<Record<AmiFamily, number>>> = { AL2: 20, AL2023: 20, Windows: 50 };
