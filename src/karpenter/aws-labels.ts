import type { WellKnownLabel } from './well-known-label.ts';

/** The labels that the AWS provider adds. Source: pkg/apis/v1/labels.go of karpenter-provider-aws, by version. */
export const awsLabels: readonly WellKnownLabel[] = [
  {
    key: 'topology.k8s.aws/zone-id',
    since: '0.37',
    description: 'The id of the availability zone, which is the same in every account.',
    value: { form: 'text' },
  },
  ...inAwsDomain([
    { key: 'instance-category', description: 'The letters that an instance type begins with, such as `c`, `m` or `r`.', value: { form: 'text' } },
    { key: 'instance-generation', description: 'The first number in the name of an instance type.', value: { form: 'integer' } },
    { key: 'instance-family', description: 'The part of an instance type before its dot, such as `m7i`.', value: { form: 'text' } },
    { key: 'instance-size', description: 'The part of an instance type after its dot, such as `2xlarge`.', value: { form: 'text' } },
    { key: 'instance-cpu', description: 'The number of vCPUs.', value: { form: 'integer' } },
    { key: 'instance-memory', description: 'The memory of the instance.', value: { form: 'integer', unit: 'MiB' } },
    { key: 'instance-hypervisor', description: 'The hypervisor; empty on bare metal.', value: { form: 'text', known: ['nitro', 'xen', ''] } },
    {
      key: 'instance-encryption-in-transit-supported',
      description: 'Whether traffic between instances is encrypted by the network.',
      value: { form: 'text', known: ['true', 'false'] },
    },
    { key: 'instance-local-nvme', description: 'The size of the local NVMe disks.', value: { form: 'integer', unit: 'GB' } },
    { key: 'instance-network-bandwidth', description: 'The baseline network bandwidth.', value: { form: 'integer', unit: 'Mbit/s' } },
    { key: 'instance-gpu-name', description: 'The name of the GPU, such as `t4` or `a10g`.', value: { form: 'text' } },
    { key: 'instance-gpu-manufacturer', description: 'Who makes the GPU.', value: { form: 'text', known: ['nvidia', 'amd', 'habana'] } },
    { key: 'instance-gpu-count', description: 'The number of GPUs.', value: { form: 'integer' } },
    { key: 'instance-gpu-memory', description: 'The memory of one GPU.', value: { form: 'integer', unit: 'MiB' } },
    { key: 'instance-accelerator-name', description: 'The name of the accelerator, such as `inferentia2` or `trainium`.', value: { form: 'text' } },
    { key: 'instance-accelerator-manufacturer', description: 'Who makes the accelerator.', value: { form: 'text', known: ['aws'] } },
    { key: 'instance-accelerator-count', description: 'The number of accelerators.', value: { form: 'integer' } },
    { key: 'instance-cpu-manufacturer', since: '0.36', description: 'Who makes the processor.', value: { form: 'text', known: ['aws', 'intel', 'amd'] } },
    { key: 'instance-ebs-bandwidth', since: '0.37', description: 'The largest bandwidth to EBS volumes.', value: { form: 'integer', unit: 'Mbit/s' } },
    {
      key: 'instance-cpu-sustained-clock-speed-mhz',
      since: '1.1',
      description: 'The clock speed that the processor can hold.',
      value: { form: 'integer', unit: 'MHz' },
    },
    { key: 'capacity-reservation-id', since: '1.3', description: 'The capacity reservation that the node runs in.', value: { form: 'text' } },
    {
      key: 'capacity-reservation-type',
      since: '1.6',
      description: 'The type of the capacity reservation that the node runs in.',
      value: { form: 'text', known: ['default', 'capacity-block'] },
    },
    {
      key: 'instance-capability-flex',
      since: '1.7',
      description: 'Whether the instance is of a `-flex` family.',
      value: { form: 'text', known: ['true', 'false'] },
    },
    {
      key: 'instance-tenancy',
      since: '1.9',
      description: 'Whether the host is shared with other accounts.',
      value: { form: 'closed', values: [{ value: 'default' }, { value: 'dedicated' }] },
    },
    {
      key: 'capacity-reservation-interruptible',
      since: '1.10',
      description: 'Whether the owner of the capacity reservation may take it back.',
      value: { form: 'text', known: ['true', 'false'] },
    },
    { key: 'placement-group-id', since: '1.11', description: 'The placement group that the node runs in.', value: { form: 'text' } },
    { key: 'placement-group-partition', since: '1.11', description: 'The partition of its placement group, from 1 to 7.', value: { form: 'integer' } },
  ]),
];

function inAwsDomain(labels: readonly WellKnownLabel[]): WellKnownLabel[] {
  return labels.map((label) => ({ ...label, key: `karpenter.k8s.aws/${label.key}` }));
}
