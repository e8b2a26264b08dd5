import { closest } from '../core/did-you-mean.ts';
import { compareVersions } from './versions.ts';

/** A key of the chart's values that it does not read any more. */
interface RemovedKey {
  /** The beginning of the path. */
  readonly path: readonly string[];
  /** The first minor without it; undefined for keys that no release since 0.32 has. */
  readonly gone: string | undefined;
  /** Where it went, in words. */
  readonly successor: string | undefined;
  /** True for a key that no release ever read. */
  readonly isNever?: true;
}

/** After charts/karpenter/values.yaml of each minor, https://github.com/aws/karpenter-provider-aws */
const removedKeys: readonly RemovedKey[] = [
  { path: ['settings', 'aws', 'interruptionQueueName'], gone: undefined, successor: '`settings.interruptionQueue`' },
  { path: ['settings', 'aws', 'defaultInstanceProfile'], gone: '0.33', successor: '`role` or `instanceProfile` of each EC2NodeClass' },
  { path: ['settings', 'aws'], gone: '0.33', successor: 'the same names right below `settings`' },
  { path: ['settings', 'interruptionQueueName'], gone: undefined, successor: '`settings.interruptionQueue`', isNever: true },
  { path: ['settings', 'defaultInstanceProfile'], gone: undefined, successor: '`role` or `instanceProfile` of each EC2NodeClass', isNever: true },
  { path: ['settings', 'assumeRoleARN'], gone: '1.0', successor: undefined },
  { path: ['settings', 'assumeRoleDuration'], gone: '1.0', successor: undefined },
  { path: ['settings', 'featureGates', 'drift'], gone: '1.0', successor: undefined },
  { path: ['settings', 'featureGates', 'driftEnabled'], gone: '0.33', successor: undefined },
  { path: ['logConfig'], gone: '1.0', successor: '`logLevel`, `logOutputPaths` and `logErrorOutputPaths`' },
  { path: ['webhook'], gone: '1.1', successor: undefined },
  { path: ['clusterName'], gone: undefined, successor: '`settings.clusterName`' },
  { path: ['clusterEndpoint'], gone: undefined, successor: '`settings.clusterEndpoint`' },
  { path: ['interruptionQueue'], gone: undefined, successor: '`settings.interruptionQueue`', isNever: true },
  { path: ['aws', 'defaultInstanceProfile'], gone: undefined, successor: '`role` or `instanceProfile` of each EC2NodeClass' },
  { path: ['controller', 'batchMaxDuration'], gone: undefined, successor: '`settings.batchMaxDuration`' },
  { path: ['controller', 'batchIdleDuration'], gone: undefined, successor: '`settings.batchIdleDuration`' },
];

/** Every key right below `settings` and `settings.featureGates` that some release since 0.32 has. */
const settings = [
  ...['batchMaxDuration', 'batchIdleDuration', 'preferencePolicy', 'minValuesPolicy', 'clusterCABundle', 'clusterName', 'clusterEndpoint', 'isolatedVPC'],
  ...['eksControlPlane', 'vmMemoryOverheadPercent', 'interruptionQueue', 'enableZonalShift', 'reservedENIs', 'ignoreDRARequests', 'disableDryRun'],
  ...['disableClusterStateObservability', 'amiRefreshInterval', 'subnetRefreshInterval', 'featureGates', 'aws', 'assumeRoleARN', 'assumeRoleDuration'],
];
const featureGates = ['nodeRepair', 'nodeOverlay', 'reservedCapacity', 'spotToSpotConsolidation', 'staticCapacity', 'capacityBuffer', 'drift', 'driftEnabled'];

/** Every key at the top of the chart's values that some release since 0.32 has. */
const topLevel: ReadonlySet<string> = new Set([
  ...['additionalAnnotations', 'additionalClusterRoleRules', 'additionalLabels', 'affinity', 'controller', 'dnsConfig', 'dnsPolicy', 'extraVolumes'],
  ...['fullnameOverride', 'global', 'hostNetwork', 'imagePullPolicy', 'imagePullSecrets', 'initContainers', 'logConfig', 'logEncoding', 'logErrorOutputPaths'],
  ...['logLevel', 'logOutputPaths', 'nameOverride', 'nodeSelector', 'podAnnotations', 'podDisruptionBudget', 'podLabels', 'podSecurityContext'],
  ...['priorityClassName', 'replicas', 'revisionHistoryLimit', 'schedulerName', 'service', 'serviceAccount', 'serviceMonitor', 'settings', 'strategy'],
  ...['terminationGracePeriodSeconds', 'tolerations', 'topologySpreadConstraints', 'webhook'],
]);

/** True for the keys of values, and of their `settings`, that can only be meant for Karpenter's chart. */
export function looksLikeChartValues(keys: readonly string[], settingKeys: readonly string[]): boolean {
  const own = settingKeys.filter((key) => settings.includes(key));
  return keys.every((key) => topLevel.has(key)) && own.length > 1 && own.some((key) => key === 'clusterName' || key === 'interruptionQueue');
}

/** Why a value does nothing. `depth` is how much of the path is the culprit. */
export interface DeadKey {
  readonly depth: number;
  readonly successor: string | undefined;
  /** True where the chart of some release reads it. */
  readonly wasRead: boolean;
}

/** Says whether the chart of a minor reads a path; without a minor only what no release since 1.1 reads counts as dead. */
export function findDeadKey(path: readonly string[], minor: string | undefined): DeadKey | undefined {
  const removed = removedKeys.find((key) => key.path.every((part, index) => path[index] === part));
  if (removed !== undefined) {
    const isGone = minor === undefined || compareVersions(minor, removed.gone ?? '0.32') >= 0;
    return isGone ? { depth: removed.path.length, successor: removed.successor, wasRead: removed.isNever !== true } : undefined;
  }
  const isGate = path[0] === 'settings' && path[1] === 'featureGates' && path.length > 2;
  const known = isGate ? featureGates : settings;
  const key = path[isGate ? 2 : 1];
  if (path[0] !== 'settings' || key === undefined || known.includes(key)) return undefined;
  const guess = closest(key, known);
  return guess === undefined
    ? undefined
    : { depth: isGate ? 3 : 2, successor: `\`${isGate ? 'settings.featureGates' : 'settings'}.${guess}\``, wasRead: false };
}
