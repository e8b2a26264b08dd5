import type { InstanceType } from '../../catalog/instance-type.ts';

/** The resource that pods ask for by manufacturer. Source: karpenter-provider-aws pkg/apis/v1/labels.go. */
const resources: Readonly<Record<string, string>> = {
  nvidia: 'nvidia.com/gpu',
  amd: 'amd.com/gpu',
  habana: 'habana.ai/gaudi',
  aws: 'aws.amazon.com/neuron',
};

/** True for a type with GPUs, a part of one, or machine-learning accelerators. */
export function hasAccelerator({ facts, family }: InstanceType): boolean {
  return facts.gpu !== undefined || facts.accelerator !== undefined || /^(?:vt|dl)[0-9]/.test(family);
}

/** The resource of a type's accelerators, such as `nvidia.com/gpu`; undefined where there is none to ask for. */
export function acceleratorResource({ facts }: InstanceType): string | undefined {
  return resources[facts.gpu?.manufacturer ?? facts.accelerator?.manufacturer ?? ''];
}

/** How many of them a node has. */
export function acceleratorCount({ facts }: InstanceType): number {
  return facts.gpu?.count ?? facts.accelerator?.count ?? 0;
}
