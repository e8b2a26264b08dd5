import type { InstanceType } from '../../catalog/instance-type.ts';
import type { PodRequests } from '../../kubernetes/pod-requests.ts';
import type { PoolInstances } from './pool-instances.ts';

/** What a node of a type leaves for pods. */
export interface Room {
  readonly type: InstanceType;
  readonly cpu: number;
  readonly memory: number;
}

/** What each type of a pool leaves for pods beside its DaemonSets; CPUs and bytes. */
export function roomsOf({ types, launchable }: PoolInstances, daemons: PodRequests): Room[] {
  return types.map((type) => {
    const { allocatable } = launchable.resources(type);
    return { type, cpu: allocatable.cpuMilli / 1000 - daemons.cpu, memory: allocatable.memoryBytes - daemons.memory };
  });
}

export function fits({ cpu, memory }: PodRequests, room: Room): boolean {
  return cpu <= room.cpu && memory <= room.memory;
}

/** The type that leaves most of what a pod is short of; undefined for a pool without types. */
export function roomiest(rooms: readonly Room[], by: 'cpu' | 'memory'): Room | undefined {
  return rooms.reduce<Room | undefined>((best, room) => (best === undefined || room[by] > best[by] ? room : best), undefined);
}

/** `3.5Gi`, `512Mi`. */
export function formatMemory(bytes: number): string {
  const gibibytes = bytes / 2 ** 30;
  return gibibytes >= 1 ? `${Math.floor(gibibytes * 10) / 10}Gi` : `${Math.floor(bytes / 2 ** 20)}Mi`;
}

export function formatCpu(cpus: number): string {
  return String(Math.floor(cpus * 100) / 100);
}
