import type { Resource } from '../core/resource.ts';
import type { Surroundings } from '../core/workspace.ts';
import { addRequests, noRequests, requestsOf } from '../kubernetes/pod-requests.ts';
import type { PodRequests } from '../kubernetes/pod-requests.ts';
import { toWorkload } from '../kubernetes/workload.ts';
import { labelUsesOf } from './label-uses.ts';
import { canHost } from './placement.ts';

/** What the DaemonSets beside a pool surely ask of each of its nodes; one that is meant for some instances only is left out. */
export function daemonOverhead(pool: Resource, around: Surroundings): PodRequests {
  return around
    .lookAround(pool)
    .inScope(pool, 'apps', 'DaemonSet')
    .filter((daemonSet) => {
      const template = toWorkload(daemonSet)?.template;
      return template !== undefined && canHost(pool, template) === true && runsOnAll(daemonSet);
    })
    .reduce((sum, daemonSet) => {
      const template = toWorkload(daemonSet)?.template;
      return template === undefined ? sum : addRequests(sum, requestsOf(template));
    }, noRequests);
}

function runsOnAll(daemonSet: Resource): boolean {
  return labelUsesOf(daemonSet).every(({ place, key }) => (place !== 'nodeSelector' && place !== 'affinity') || key === 'kubernetes.io/os');
}
