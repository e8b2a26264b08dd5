import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { replaceScalar } from '../../core/fix.ts';
import type { Workspace } from '../../core/workspace.ts';
import { poolsBeside } from '../../karpenter/placement.ts';
import { releasesOf } from '../../kubernetes/chart-release.ts';
import { installerKinds } from '../../kubernetes/delivery-kinds.ts';
import { toWorkload } from '../../kubernetes/workload.ts';

export default defineRule({
  id: 'cluster-autoscaler-coexists',
  group: 'cost',
  severity: { default: 'improvement', prod: 'improvement', staging: 'improvement', dev: 'note' },
  preset: 'essential',
  kinds: ['Deployment', ...installerKinds],
  summary: 'Cluster Autoscaler and Karpenter both launch nodes for the same pods.',
  references: ['https://karpenter.sh/docs/getting-started/migrating-from-cas/', 'https://karpenter.sh/docs/faq/'],
  fix: 'unsafe',
  *check(resource, { workspace }) {
    if (poolsBeside(workspace, resource).length === 0 || hasOwnNodes(workspace, resource)) return;
    const at = resource.kind === 'Deployment' ? deployed(resource) : installed(resource, workspace);
    if (at === undefined) return;
    const replicas = resource.kind === 'Deployment' ? resource.at('spec', 'replicas') : undefined;
    yield {
      at,
      message: `Cluster Autoscaler runs beside Karpenter: both see the same pending pods, and both may launch nodes for them, so a peak can cost twice the capacity.`,
      help: 'Scale it to 0 once Karpenter has taken over, or keep its node groups apart by taints and labels.',
      ...(replicas === undefined ? {} : { fix: { title: 'Set `replicas: 0`', safety: 'unsafe', edits: [replaceScalar(resource, replicas, '0')] } }),
    };
  },
});

/** The image of a Deployment that is not scaled to 0. */
function deployed(deployment: Resource) {
  const workload = toWorkload(deployment);
  if (workload === undefined || workload.replicas === 0) return undefined;
  return workload.template.containers.map(({ at }) => at.at('image')).find((image) => /(?:^|\/)cluster-autoscaler(?:[:@]|$)/.test(image?.text ?? ''));
}

function installed(resource: Resource, workspace: Workspace) {
  return releasesOf(resource, workspace).find(({ chart, values }) => {
    const replicas = values.at('replicaCount')?.value.value;
    return chart === 'cluster-autoscaler' && replicas !== 0 && replicas !== '0';
  })?.at;
}

/** Node groups whose taints keep ordinary pods away are no rivals. */
function hasOwnNodes(workspace: Workspace, resource: Resource): boolean {
  const groups = workspace
    .around(resource, 'eksctl.io', 'ClusterConfig')
    .flatMap((config) => ['managedNodeGroups', 'nodeGroups'].flatMap((field) => config.at(field)?.items() ?? []));
  return groups.length > 0 && groups.every((group) => group.at('taints') !== undefined);
}
