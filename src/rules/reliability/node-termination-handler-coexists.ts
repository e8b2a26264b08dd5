import { defineRule } from '../../core/rule.ts';
import type { Place, Resource } from '../../core/resource.ts';
import type { Workspace } from '../../core/workspace.ts';
import { karpenterChart } from '../../karpenter/chart.ts';
import { releasesAround, releasesOf } from '../../kubernetes/chart-release.ts';
import type { ChartValues } from '../../kubernetes/chart-values.ts';
import { installerKinds } from '../../kubernetes/delivery-kinds.ts';
import { toWorkload } from '../../kubernetes/workload.ts';

const handler = 'aws-node-termination-handler';

export default defineRule({
  id: 'node-termination-handler-coexists',
  group: 'reliability',
  severity: { default: 'improvement', prod: 'improvement', staging: 'note', dev: 'off' },
  preset: 'recommended',
  kinds: [...installerKinds, 'DaemonSet'],
  summary: 'The Node Termination Handler reaches nodes whose interruptions Karpenter handles.',
  references: [
    'https://karpenter.sh/docs/faq/#interruption-handling',
    'https://karpenter.sh/docs/troubleshooting/#aws-node-termination-handler-nth-interactions',
  ],
  *check(resource, { workspace }) {
    const found = findHandler(resource, workspace);
    if (found === undefined || !handlesInterruptions(workspace, resource)) return;
    yield {
      at: found.at,
      message: `${resource.kind} \`${resource.name}\` runs the Node Termination Handler on nodes of Karpenter, which handles the same interruptions by its queue: both drain a node at once${found.rebalances ? ', and reacting to rebalance recommendations makes Karpenter launch the same type again and again' : ''}.`,
      help: 'Keep the handler on managed node groups by a node selector or affinity, or remove it where all nodes come from Karpenter.',
    };
  },
});

interface Handler {
  readonly at: Place;
  readonly rebalances: boolean;
}

function findHandler(resource: Resource, workspace: Workspace): Handler | undefined {
  if (resource.kind === 'DaemonSet') {
    const template = toWorkload(resource)?.template;
    if (template === undefined || !resource.name.includes(handler) || isNarrowed([...template.nodeSelector.keys()], template.requiredNodeTerms.length))
      return undefined;
    return {
      at: resource.at('metadata', 'name') ?? resource.anchor(),
      rebalances: /"ENABLE_REBALANCE_DRAINING","value":"true"/.test(JSON.stringify(resource.plain)),
    };
  }
  const release = releasesOf(resource, workspace).find(({ chart }) => chart === handler);
  if (release === undefined || !release.values.isComplete || !reachesKarpenter(release.values)) return undefined;
  return { at: release.at, rebalances: isOn(release.values, 'enableRebalanceDraining') };
}

/** In queue mode the handler leaves instances alone that don't carry its tag, unless it is told not to look. */
function reachesKarpenter(values: ChartValues): boolean {
  if (isOn(values, 'enableSqsTerminationDraining'))
    return ['checkTagBeforeDraining', 'checkASGTagBeforeDraining'].some((name) => values.at(name)?.value.value === false);
  const isIdle = ['enableSpotInterruptionDraining', 'enableScheduledEventDraining'].every((name) => values.at(name)?.value.value === false);
  const keys = ['nodeSelector', 'daemonsetNodeSelector', 'linuxNodeSelector'].flatMap((name) => (values.at(name)?.value.entries() ?? []).map(([key]) => key));
  const affinities = ['affinity', 'daemonsetAffinity', 'linuxAffinity'].filter((name) => (values.at(name)?.value.entries() ?? []).length > 0);
  return !isIdle && !isNarrowed(keys, affinities.length);
}

function isNarrowed(selectorKeys: readonly string[], terms: number): boolean {
  return terms > 0 || selectorKeys.some((key) => !/^(?:kubernetes\.io\/(?:os|arch)|lifecycle)$/.test(key));
}

function isOn(values: ChartValues, name: string): boolean {
  return String(values.at(name)?.value.value) === 'true';
}

/** Only Karpenter's own queue makes two of them. */
function handlesInterruptions(workspace: Workspace, resource: Resource): boolean {
  return releasesAround(workspace, resource, karpenterChart).some(({ values }) => {
    const queue = values.at('settings', 'interruptionQueue')?.value;
    return queue !== undefined && !queue.isNull && queue.text !== '';
  });
}
