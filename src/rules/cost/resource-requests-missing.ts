import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { Workspace } from '../../core/workspace.ts';
import { poolsFor } from '../../karpenter/placement.ts';
import { podOwnerKinds } from '../../kubernetes/kinds.ts';
import type { Container } from '../../kubernetes/pod-template.ts';
import { toWorkload } from '../../kubernetes/workload.ts';

export default defineRule({
  id: 'resource-requests-missing',
  group: 'cost',
  severity: { default: 'improvement', prod: 'improvement', staging: 'improvement', dev: 'note' },
  preset: 'recommended',
  kinds: podOwnerKinds,
  summary: 'A container asks for no CPU or memory, so Karpenter sizes nodes as if it needed none.',
  references: [
    'https://karpenter.sh/docs/troubleshooting/#unspecified-resource-requests-cause-schedulingbin-pack-failures',
    'https://docs.aws.amazon.com/eks/latest/best-practices/karpenter.html',
  ],
  *check(resource, { workspace }) {
    const workload = toWorkload(resource);
    if (workload === undefined || poolsFor(workspace, workload).length === 0 || isSizedElsewhere(resource, workspace)) return;
    const ofPod = workload.template.spec?.at('resources', 'requests') ?? workload.template.spec?.at('resources', 'limits');
    for (const container of workload.template.containers) {
      if (container.role === 'init') continue;
      const missing = ['cpu', 'memory'].filter((name) => ofPod?.at(name) === undefined && lacksRequest(container, name));
      if (missing.length === 0) continue;
      yield {
        at: resource.anchor(...container.at.path, 'resources', 'requests'),
        message: `Container \`${container.name}\` of ${resource.kind} \`${resource.name}\` has no ${missing.map((name) => `\`${name}\``).join(' and no ')} request, and requests are all that Karpenter sizes nodes by: pods crowd onto nodes that are too small, are starved of CPU, or run out of memory.`,
        help: 'Set `resources.requests` to what the container usually needs.',
        // A bare Pod mostly is a test that somebody runs by hand.
        ...(resource.kind === 'DaemonSet' || resource.kind === 'Pod' ? { severity: 'note' } : {}),
      };
    }
  },
});

/** A limit without a request is the request. Whatever is filled in later may hold it. */
function lacksRequest({ at }: Container, name: string): boolean {
  const resources = at.at('resources');
  const maps = [resources, resources?.at('requests'), resources?.at('limits')];
  if (at.isUnknown || maps.some((map) => map?.isUnknown === true || map?.entries().some(([key]) => key.includes('${')) === true)) return false;
  return resources?.at('requests', name) === undefined && resources?.at('limits', name) === undefined;
}

/** A LimitRange with defaults, or an autoscaler that writes requests. */
function isSizedElsewhere(resource: Resource, workspace: Workspace): boolean {
  const ranges = workspace.around(resource, '', 'LimitRange').filter(({ namespace }) => namespace === resource.namespace);
  const hasDefaults = ranges.some((range) =>
    (range.at('spec', 'limits')?.items() ?? []).some(
      (limit) => limit.at('type')?.text === 'Container' && (limit.at('defaultRequest') ?? limit.at('default')) !== undefined,
    ),
  );
  return hasDefaults || workspace.around(resource, 'autoscaling.k8s.io', 'VerticalPodAutoscaler').some((scaler) => scales(scaler, resource));
}

function scales(scaler: Resource, { kind, name, namespace }: Resource): boolean {
  const target = scaler.at('spec', 'targetRef');
  if (target?.at('name')?.text !== name || target.at('kind')?.text !== kind || scaler.namespace !== namespace) return false;
  const mode = scaler.at('spec', 'updatePolicy', 'updateMode');
  return mode?.value !== false && mode?.text !== 'Off';
}
