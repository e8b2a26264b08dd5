import { perResource } from '../core/resource.ts';
import type { Resource, Value } from '../core/resource.ts';
import { domainOf } from './labels.ts';
import { knownText } from './written.ts';

const ownGroups: ReadonlySet<string> = new Set(['karpenter.sh', 'karpenter.k8s.aws', 'eks.amazonaws.com']);

/** The group of Karpenter's provider for nodes that only pretend to run. https://github.com/kubernetes-sigs/karpenter/tree/main/kwok */
const simulated = 'karpenter.kwok.sh';

/** The API group of the provider that a pool is for, where that is neither AWS nor left open: by its class, or by labels that only this provider has. */
export const otherCloudOf = perResource((pool: Resource): string | undefined => {
  const reference = (field: string): Value | undefined => pool.at('spec', 'template', 'spec', 'nodeClassRef', field);
  const group = knownText(reference('group')) ?? knownText(reference('apiVersion'))?.split('/')[0];
  if (group !== undefined) return ownGroups.has(group) ? undefined : group;
  // The examples of v1beta1 for simulated nodes.
  if (reference('name')?.text === 'nil') return simulated;
  const domains = (pool.at('spec', 'template', 'spec', 'requirements')?.items() ?? []).map((requirement) => domainOf(knownText(requirement.at('key')) ?? ''));
  return domains.find((domain) => domain.startsWith('karpenter.') && !ownGroups.has(domain));
});

/** True for a pool whose nodes cost nothing, hold no data and never age. */
export function isSimulated(pool: Resource): boolean {
  return otherCloudOf(pool) === simulated;
}
