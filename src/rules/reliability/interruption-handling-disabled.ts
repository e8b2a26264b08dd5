import { addEntry } from '../../core/fix.ts';
import type { Fix } from '../../core/fix.ts';
import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { Severities } from '../../core/rule.ts';
import { karpenterReleases, lintedMinor, minorOf } from '../../karpenter/chart.ts';
import { allowsSpot } from '../../karpenter/nodepool.ts';
import { poolsBeside } from '../../karpenter/placement.ts';
import { compareVersions } from '../../karpenter/versions.ts';
import type { ChartRelease } from '../../kubernetes/chart-release.ts';
import { valuesKinds } from '../../kubernetes/delivery-kinds.ts';

const withoutSpot: Severities = { default: 'improvement', prod: 'improvement', staging: 'improvement', dev: 'note' };
/** From 1.12 on Karpenter asks EC2 for maintenance and failed status checks itself. */
const withoutSpotPolled: Severities = { default: 'note', prod: 'note', staging: 'note', dev: 'off' };

export default defineRule({
  id: 'interruption-handling-disabled',
  group: 'reliability',
  severity: { default: 'critical', prod: 'critical', staging: 'improvement', dev: 'improvement' },
  preset: 'essential',
  kinds: valuesKinds,
  summary: 'Karpenter is installed without a queue for interruptions.',
  references: ['https://karpenter.sh/docs/concepts/disruption/#interruption', 'https://docs.aws.amazon.com/eks/latest/best-practices/karpenter.html'],
  fix: 'unsafe',
  *check(resource, { workspace, karpenter }) {
    for (const release of karpenterReleases(resource, workspace)) {
      const pools = poolsBeside(workspace, resource);
      if (pools.length === 0 || hasQueue(release)) continue;
      const spotPool = pools.find(allowsSpot);
      const misnamed = release.values.at('settings', 'interruptionQueueName') ?? release.values.at('settings', 'aws', 'interruptionQueueName');
      const fix = makeFix(release);
      yield {
        at: misnamed?.place ?? release.values.anchor(['settings', 'interruptionQueue']),
        message: `${resource.kind} \`${resource.name}\` sets no \`settings.interruptionQueue\`${misnamed === undefined ? '' : ' (the chart ignores this old name)'}, so Karpenter ${describeLoss(spotPool)}.`,
        help: 'Set it to the name of the SQS queue that EventBridge sends spot warnings, rebalance, state changes and health events to; the published CloudFormation template names it after the cluster.',
        related:
          spotPool === undefined
            ? []
            : [{ message: 'This NodePool may use spot.', resource: spotPool, at: spotPool.at('metadata', 'name') ?? spotPool.anchor('metadata', 'name') }],
        ...(spotPool === undefined ? { severity: compareVersions(lintedMinor(release, karpenter), '1.12') < 0 ? withoutSpot : withoutSpotPolled } : {}),
        ...(fix === undefined ? {} : { fix }),
      };
    }
  },
});

/** Also where something that is not here may set it. */
function hasQueue(release: ChartRelease): boolean {
  const { values } = release;
  if (values.at('settings', 'aws', 'interruptionQueueName') !== undefined && mayBeOld(release)) return true;
  const queue = values.at('settings', 'interruptionQueue')?.value;
  if (queue !== undefined && !queue.isNull && queue.text !== '') return true;
  if (!values.isComplete || values.at('settings')?.value.isUnknown === true) return true;
  const env = values.at('controller', 'env')?.value;
  return (
    env?.isUnknown === true ||
    env?.items().some((item) => item.at('name')?.text === 'INTERRUPTION_QUEUE') === true ||
    values.at('controller', 'envFrom') !== undefined
  );
}

/** Charts up to 0.31 have the setting under another name. */
function mayBeOld(release: ChartRelease): boolean {
  const minor = minorOf(release);
  return minor === undefined ? release.version?.value.isUnknown === true : compareVersions(minor, '0.32') < 0;
}

function describeLoss(spotPool: Resource | undefined): string {
  return spotPool === undefined
    ? 'does not hear of maintenance, failing hardware and stopped instances, and drains none of them in time'
    : `does not hear that EC2 takes spot nodes of NodePool \`${spotPool.name}\` back, and their pods are killed without being drained`;
}

/** The published template calls the queue like the cluster. */
function makeFix({ resource, values }: ChartRelease): Fix | undefined {
  const name = values.at('settings', 'clusterName')?.value;
  const settings = values.at('settings');
  if (name?.text === undefined || name.isUnknown || settings?.isEditable !== true || values.at('settings', 'interruptionQueue') !== undefined) return undefined;
  const edit = addEntry(resource, settings.value, 'interruptionQueue', name.text);
  return edit && { title: `Set \`settings.interruptionQueue: ${name.text}\` (the queue must exist)`, safety: 'unsafe', edits: [edit] };
}
