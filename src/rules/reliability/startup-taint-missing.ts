import { addEntry } from '../../core/fix.ts';
import type { Fix } from '../../core/fix.ts';
import type { Place, Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { perSurroundings } from '../../core/workspace.ts';
import type { Workspace } from '../../core/workspace.ts';
import { isAutoMode } from '../../karpenter/nodepool.ts';
import { installersAround, releasesOf } from '../../kubernetes/chart-release.ts';
import type { ChartRelease } from '../../kubernetes/chart-release.ts';

export default defineRule({
  id: 'startup-taint-missing',
  group: 'reliability',
  severity: { default: 'improvement', prod: 'improvement', staging: 'note', dev: 'off' },
  preset: 'essential',
  kinds: ['NodePool'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'An agent taints new nodes, or could, and the NodePool does not know of it.',
  references: [
    'https://karpenter.sh/docs/faq/#why-do-i-see-extra-nodes-get-launched-to-schedule-pending-pods-that-remain-empty-and-are-later-removed',
    'https://karpenter.sh/docs/concepts/nodepools/#spectemplatespecstartuptaints',
    'https://docs.cilium.io/en/stable/installation/taints/',
  ],
  fix: 'unsafe',
  *check(pool, context) {
    const agents = agentsAround(context, pool);
    if (agents.length === 0) return;
    const template = pool.at('spec', 'template', 'spec');
    if (template?.node.kind !== 'map' || isAutoMode(pool) || template.at('startupTaints')?.isUnknown) return;
    const written = ['startupTaints', 'taints'].flatMap((field) => template.at(field)?.items() ?? []);
    if (written.some(({ isUnknown }) => isUnknown)) return;
    for (const agent of agents) {
      if (written.some((taint) => taint.at('key')?.text === agent.taint)) continue;
      const fix = agent.taintsNodes ? makeFix(pool, agent.taint) : undefined;
      yield {
        at: template.at('startupTaints')?.keyPlace ?? pool.anchor('spec', 'template', 'spec', 'startupTaints'),
        message: agent.taintsNodes
          ? `${agent.name} taints each new node with \`${agent.taint}\` until it is ready, but NodePool \`${pool.name}\` does not declare that in \`startupTaints\`: Karpenter takes the taint for a lasting one, thinks that no pod fits and launches further nodes.`
          : `A startup taint \`${agent.taint}\` on NodePool \`${pool.name}\` would keep pods with volumes off new nodes until ${agent.name} is ready and takes it off.`,
        help: `Add \`{ key: ${agent.taint}, value: "true", effect: NoExecute }\` to \`startupTaints\`.`,
        related: [{ message: `${agent.name} is installed here.`, resource: agent.resource, at: agent.at }],
        ...(agent.taintsNodes ? {} : { severity: { default: 'note', prod: 'note', staging: 'note', dev: 'off' } }),
        ...(fix === undefined ? {} : { fix }),
      };
    }
  },
});

interface Agent {
  readonly name: string;
  readonly taint: string;
  /** False for agents that only take a taint off. */
  readonly taintsNodes: boolean;
  readonly resource: Resource;
  readonly at: Place;
}

/** Drivers that take off the taint of their name. https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/install.md#configure-node-startup-taint */
const drivers: readonly (readonly [chart: string, daemonSet: string, name: string, taint: string])[] = [
  ['aws-ebs-csi-driver', 'ebs-csi-node', 'the EBS CSI driver', 'ebs.csi.aws.com/agent-not-ready'],
  ['aws-efs-csi-driver', 'efs-csi-node', 'the EFS CSI driver', 'efs.csi.aws.com/agent-not-ready'],
];

const agentsAround = perSurroundings((workspace, pool): readonly Agent[] => {
  const releases = installersAround(workspace, pool).flatMap((installer) => releasesOf(installer, workspace));
  const daemonSets = workspace.around(pool, 'apps', 'DaemonSet');
  const found = drivers.flatMap(([chart, daemonSet, name, taint]): Agent[] => {
    const release = releases.find((candidate) => candidate.chart === chart);
    const resource = release?.resource ?? daemonSets.find((candidate) => candidate.name === daemonSet);
    return resource === undefined ? [] : [{ name, taint, taintsNodes: false, resource, at: release?.at ?? resource.anchor('metadata', 'name') }];
  });
  const cilium = releases.find(({ chart }) => chart === 'cilium');
  return [...(cilium === undefined ? plainCilium(workspace, pool) : chartedCilium(cilium)), ...found];
});

function chartedCilium({ values, resource, at }: ChartRelease): Agent[] {
  const key = values.at('agentNotReadyTaintKey')?.value;
  const isOff = values.at('operator', 'setNodeTaints')?.value.value === false || key?.text === '';
  if (isOff || key?.isUnknown || !values.isComplete) return [];
  return [{ name: 'Cilium', taint: key?.text ?? ciliumTaint, taintsNodes: true, resource, at }];
}

function plainCilium(workspace: Workspace, pool: Resource): Agent[] {
  const operators = workspace.around(pool, 'apps', 'Deployment').filter((deployment) => deployment.name === 'cilium-operator' && setsTaints(deployment));
  return operators
    .slice(0, 1)
    .map((resource) => ({ name: 'Cilium', taint: ciliumTaint, taintsNodes: true, resource, at: resource.anchor('metadata', 'name') }));
}

const ciliumTaint = 'node.cilium.io/agent-not-ready';

/** The flag of the operator. https://docs.cilium.io/en/stable/cmdref/cilium-operator/ */
function setsTaints(operator: Resource): boolean {
  return /--set-cilium-node-taints(?:=true)?(?!=)/.test(JSON.stringify(operator.plain));
}

function makeFix(pool: Resource, key: string): Fix | undefined {
  const template = pool.at('spec', 'template', 'spec');
  if (template === undefined || template.at('startupTaints') !== undefined) return undefined;
  const edit = addEntry(pool, template, 'startupTaints', `\n  - { key: ${key}, value: "true", effect: NoExecute }`);
  return edit && { title: `Declare \`${key}\` (replaces nodes)`, safety: 'unsafe', rolls: true, edits: [edit] };
}
