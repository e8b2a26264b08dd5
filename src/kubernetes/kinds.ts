import { companionKinds } from './companions.ts';
import { deliveryKinds } from './delivery-kinds.ts';
import { workloadKinds } from './workload.ts';

/** Kinds of other projects that rules read. */
const others: Readonly<Record<string, string>> = {
  ClusterPolicy: 'kyverno.io',
  Policy: 'kyverno.io',
  ClusterConfig: 'eksctl.io',
};

/** The API group of each kind of Kubernetes and its companions that rules read. */
export const groupOfKubernetesKind: Readonly<Record<string, string>> = Object.fromEntries([
  ...Object.entries(others),
  ...workloadKinds.map(({ group, kind }) => [kind, group] as const),
  ...[...Object.values(companionKinds), ...Object.values(deliveryKinds)].map(([group, kind]) => [kind, group] as const),
]);

/** The kinds that hold a Pod template. */
export const podOwnerKinds: readonly string[] = workloadKinds.map(({ kind }) => kind);
