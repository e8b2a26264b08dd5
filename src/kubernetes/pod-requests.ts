import { parseQuantity } from './quantity.ts';
import { requestOf } from './pod-template.ts';
import type { Container, PodTemplate } from './pod-template.ts';

/** What a pod asks of a node: CPUs, bytes. What is not written, or filled in later, counts as nothing. */
export interface PodRequests {
  readonly cpu: number;
  readonly memory: number;
}

export const noRequests: PodRequests = { cpu: 0, memory: 0 };

/**
 * The requests that the scheduler reserves for one pod: its containers and sidecars together, or an init container beside the sidecars
 * that began before it, whichever is more; then the overhead. Requests of the whole pod take the place of those of its containers.
 * https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#resource-sharing-within-containers
 */
export function requestsOf(template: PodTemplate): PodRequests {
  return { cpu: amountOf(template, 'cpu'), memory: amountOf(template, 'memory') };
}

export function addRequests(a: PodRequests, b: PodRequests): PodRequests {
  return { cpu: a.cpu + b.cpu, memory: a.memory + b.memory };
}

function amountOf(template: PodTemplate, resource: 'cpu' | 'memory'): number {
  const { spec, containers } = template;
  const overhead = parseQuantity(spec?.at('overhead', resource)?.value) ?? 0;
  const ofPod = parseQuantity((spec?.at('resources', 'requests', resource) ?? spec?.at('resources', 'limits', resource))?.value);
  return overhead + (ofPod ?? sumOf(containers, resource));
}

function sumOf(containers: readonly Container[], resource: string): number {
  const amount = (container: Container): number => requestOf(container, resource) ?? 0;
  let sidecars = 0;
  let startup = 0;
  for (const container of containers.filter(({ role }) => role !== 'container')) {
    if (container.role === 'sidecar') sidecars += amount(container);
    else startup = Math.max(startup, sidecars + amount(container));
  }
  const running = containers.filter(({ role }) => role === 'container').reduce((sum, container) => sum + amount(container), sidecars);
  return Math.max(running, startup);
}
