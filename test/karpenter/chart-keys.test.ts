import { expect, it } from 'vitest';
import { findDeadKey, looksLikeChartValues } from '../../src/karpenter/chart-keys.ts';

it.each([
  ['settings.interruptionQueueName', '1.14', 2, '`settings.interruptionQueue`'],
  ['settings.aws.clusterName', '0.33', 2, 'the same names right below `settings`'],
  ['settings.aws.clusterName', '0.32', undefined, undefined],
  ['settings.aws.interruptionQueueName', '0.33', 3, '`settings.interruptionQueue`'],
  ['settings.aws.interruptionQueueName', '0.31', undefined, undefined],
  ['logConfig.logLevel.global', '0.37', undefined, undefined],
  ['logConfig.logLevel.global', '1.0', 1, '`logLevel`, `logOutputPaths` and `logErrorOutputPaths`'],
  ['webhook.enabled', '1.0', undefined, undefined],
  ['webhook.enabled', undefined, 1, undefined],
  ['clusterName', undefined, 1, '`settings.clusterName`'],
  ['settings.clustername', '1.14', 2, '`settings.clusterName`'],
  ['settings.featureGates.nodeRepairs', '1.14', 3, '`settings.featureGates.nodeRepair`'],
  ['settings.clusterName', '1.14', undefined, undefined],
  ['settings.somethingElse', '1.14', undefined, undefined],
  ['extraObjects.foo', '1.14', undefined, undefined],
])('%s in chart %s', (path, minor, depth, successor) => {
  const dead = findDeadKey(path.split('.'), minor);
  expect(dead?.depth).toBe(depth);
  expect(dead?.successor).toBe(successor);
});

it.each([
  [['settings', 'replicas'], ['clusterName', 'clusterEndpoint'], true],
  [['settings'], ['interruptionQueue', 'featureGates', 'mistyped'], true],
  // Too little to be sure, and what some other chart reads as well.
  [['settings'], ['clusterName'], false],
  [['settings'], ['batchMaxDuration', 'batchIdleDuration'], false],
  [['settings', 'nodePool'], ['clusterName', 'clusterEndpoint'], false],
])('values with %j and settings %j', (keys, settings, areOurs) => {
  expect(looksLikeChartValues(keys, settings)).toBe(areOurs);
});
