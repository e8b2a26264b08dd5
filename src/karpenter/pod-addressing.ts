import type { Resource } from '../core/resource.ts';
import type { Workspace } from '../core/workspace.ts';
import { installersAround, releasesOf } from '../kubernetes/chart-release.ts';

/** How pods get their addresses: one by one from the VPC, by prefixes of sixteen, or from another network; unknown where nothing says. */
export type PodAddressing = 'addresses' | 'prefixes' | 'other' | 'unknown';

/** What the files around an object say of the network of pods. https://github.com/aws/amazon-vpc-cni-k8s#enable_prefix_delegation-v190 */
export function addressingAround(workspace: Workspace, resource: Resource): PodAddressing {
  const releases = installersAround(workspace, resource).flatMap((installer) => releasesOf(installer, workspace));
  if (releases.some(({ chart }) => otherNetworks.test(chart))) return 'other';
  const cni = releases.find(({ chart }) => chart === 'aws-vpc-cni');
  const setting = cni?.values.at('env', 'ENABLE_PREFIX_DELEGATION')?.value.value ?? envOfDaemonSet(workspace, resource);
  if (setting === undefined) return cni?.values.isComplete === true ? 'addresses' : 'unknown';
  return String(setting) === 'true' ? 'prefixes' : 'addresses';
}

const otherNetworks = /^(?:cilium|calico|tigera-operator|antrea|weave)/;

/** The manifest of the CNI that AWS publishes. */
function envOfDaemonSet(workspace: Workspace, resource: Resource): unknown {
  const cni = workspace.around(resource, 'apps', 'DaemonSet').find(({ name }) => name === 'aws-node');
  const containers = cni?.at('spec', 'template', 'spec', 'containers')?.items() ?? [];
  const variables = containers.flatMap((container) => container.at('env')?.items() ?? []);
  const variable = variables.find((item) => item.at('name')?.text === 'ENABLE_PREFIX_DELEGATION');
  return variable === undefined ? (cni === undefined ? undefined : false) : variable.at('value')?.value;
}
