import type { Place, Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { Context } from '../../core/rule.ts';
import { daemonOverhead } from '../../karpenter/daemon-overhead.ts';
import { fits, formatCpu, formatMemory, roomiest, roomsOf } from '../../karpenter/instances/fit.ts';
import type { Room } from '../../karpenter/instances/fit.ts';
import { poolInstances } from '../../karpenter/instances/pool-instances.ts';
import { isStaticPool } from '../../karpenter/nodepool.ts';
import { poolsFor } from '../../karpenter/placement.ts';
import { podOwnerKinds } from '../../kubernetes/kinds.ts';
import { requestsOf } from '../../kubernetes/pod-requests.ts';
import type { PodRequests } from '../../kubernetes/pod-requests.ts';
import { requestOf } from '../../kubernetes/pod-template.ts';
import type { PodTemplate } from '../../kubernetes/pod-template.ts';
import { toWorkload } from '../../kubernetes/workload.ts';
import type { Workload } from '../../kubernetes/workload.ts';

export default defineRule({
  id: 'pod-exceeds-largest-instance',
  group: 'correctness',
  severity: { default: 'critical', prod: 'critical', staging: 'critical', dev: 'improvement' },
  preset: 'recommended',
  kinds: podOwnerKinds.filter((kind) => kind !== 'DaemonSet'),
  summary: 'A pod asks for more than any instance that its NodePools allow has left.',
  references: [
    'https://karpenter.sh/docs/troubleshooting/#karpenter-incorrectly-computes-available-resources-for-a-node',
    'https://karpenter.sh/docs/concepts/scheduling/#resource-requests',
  ],
  yieldsTo: ['pod-no-matching-nodepool'],
  *check(resource, context) {
    const workload = toWorkload(resource);
    if (workload === undefined || context.workspace.mayHold(resource, 'NodePool')) return;
    const requests = requestsOf(workload.template);
    if (requests.cpu < 1 && requests.memory < 2 ** 30) return;
    const offers = offersFor(workload, context);
    if (offers === undefined || offers.length === 0 || offers.some(({ rooms }) => rooms.some((room) => fits(requests, room)))) return;
    const short = shortOf(requests, offers);
    const offer = offers.map(({ pool, rooms }) => ({ pool, room: roomiest(rooms, short) })).sort((a, b) => (b.room?.[short] ?? 0) - (a.room?.[short] ?? 0))[0];
    if (offer?.room === undefined) return;
    yield {
      at: placeOf(resource, workload.template, short),
      message: `A pod of ${resource.kind} \`${resource.name}\` asks for ${describe(requests)}, and the largest instance of NodePool \`${offer.pool.name}\`, \`${offer.room.type.name}\`, leaves ${describe(offer.room)} beside its DaemonSets, so the pods stay pending.`,
      help: 'Ask for less, or let a pool use larger instances.',
      related: [{ message: `NodePool \`${offer.pool.name}\` is here.`, resource: offer.pool, at: offer.pool.anchor('metadata', 'name') }],
    };
  },
});

interface Offer {
  readonly pool: Resource;
  readonly rooms: readonly Room[];
}

/** Undefined where some pool may allow instances that are not known here. */
function offersFor(workload: Workload, context: Context): Offer[] | undefined {
  const offers: Offer[] = [];
  for (const pool of poolsFor(context.workspace, workload)) {
    if (isStaticPool(pool)) continue;
    const instances = poolInstances(pool, context);
    if (instances === undefined || instances.mayBeNewer) return undefined;
    // A pool without any type has a finding of its own.
    if (instances.types.length === 0) return undefined;
    offers.push({ pool, rooms: roomsOf(instances, daemonOverhead(pool, context.workspace)) });
  }
  return offers;
}

/** What no instance has enough of; where each has enough of one of the two, the memory, which costs more. */
function shortOf(requests: PodRequests, offers: readonly Offer[]): 'cpu' | 'memory' {
  return offers.every(({ rooms }) => rooms.every(({ cpu }) => cpu < requests.cpu)) ? 'cpu' : 'memory';
}

function describe({ cpu, memory }: PodRequests): string {
  return `${formatCpu(cpu)} CPUs and ${formatMemory(memory)}`;
}

/** The request of the container that asks for most. */
function placeOf(resource: Resource, template: PodTemplate, short: 'cpu' | 'memory'): Place {
  const [largest] = [...template.containers].sort((a, b) => (requestOf(b, short) ?? 0) - (requestOf(a, short) ?? 0));
  const written = largest?.at.at('resources', 'requests', short) ?? largest?.at.at('resources', 'limits', short);
  return written ?? template.spec?.at('resources', 'requests', short) ?? resource.anchor(...(template.spec?.path ?? []));
}
