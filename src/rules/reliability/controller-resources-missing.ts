import type { Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { Workspace } from '../../core/workspace.ts';
import type { Resource } from '../../core/resource.ts';
import { addEntry } from '../../core/fix.ts';
import type { Fix } from '../../core/fix.ts';
import { karpenterReleases } from '../../karpenter/chart.ts';
import type { ChartRelease } from '../../kubernetes/chart-release.ts';
import { valuesKinds } from '../../kubernetes/delivery-kinds.ts';
import { parseQuantity } from '../../kubernetes/quantity.ts';

const needed = ['requests.cpu', 'requests.memory', 'limits.memory'] as const;
const gibibyte = 2 ** 30;

export default defineRule({
  id: 'controller-resources-missing',
  group: 'reliability',
  severity: { default: 'improvement', prod: 'improvement', staging: 'note', dev: 'off' },
  preset: 'recommended',
  kinds: valuesKinds,
  summary: 'The Karpenter controller has no resources of its own, or too few.',
  references: ['https://karpenter.sh/docs/reference/settings/', 'https://github.com/aws/karpenter-provider-aws/blob/main/charts/karpenter/values.yaml'],
  fix: 'unsafe',
  *check(resource, { workspace, environment }) {
    for (const release of karpenterReleases(resource, workspace)) {
      const { values } = release;
      const resources = values.at('controller', 'resources');
      if (resources === undefined ? !values.isComplete : resources.value.isUnknown) continue;
      const problem = findProblem(resources?.value, environment === 'prod');
      if (problem === undefined || isScaledVertically(workspace, resource)) continue;
      const fix = makeFix(release);
      yield {
        at: resources?.place ?? values.anchor(['controller', 'resources']),
        message: `\`controller.resources\` of ${resource.kind} \`${resource.name}\` ${problem}, just when nodes are needed.`,
        help: 'Set requests and limits of 1 CPU and 1Gi, and more for clusters of hundreds of nodes.',
        ...(fix === undefined ? {} : { fix }),
      };
    }
  },
});

const withoutLimit = "the chart sets none, and without a memory limit Go's collector never holds back, so the controller is killed or evicted under load";
const withoutRequests =
  'the chart sets none, and without requests the controller gets what others leave, and is among the first to be evicted from a full node';
const tooSmall = "which Karpenter's own guide sets: with hundreds of nodes the controller is slow, or killed for its memory";

/** Completes "`controller.resources` …, just when nodes are needed". */
function findProblem(resources: Value | undefined, isProd: boolean): string | undefined {
  if (resources === undefined || resources.isNull || resources.entries().length === 0) return `is not set: ${withoutLimit}`;
  const missing = needed.filter((path) => {
    const value = resources.at(...path.split('.'));
    return value === undefined || value.isNull;
  });
  // A limit without a request is the request.
  const lacking = missing.filter((path) => !path.startsWith('requests.') || resources.at('limits', path.slice('requests.'.length)) === undefined);
  if (lacking.length > 0)
    return `lacks ${lacking.map((path) => `\`${path}\``).join(' and ')}: ${lacking.includes('limits.memory') ? withoutLimit : withoutRequests}`;
  const cpu = parseQuantity((resources.at('requests', 'cpu') ?? resources.at('limits', 'cpu'))?.value);
  const memory = parseQuantity(resources.at('limits', 'memory')?.value);
  return isProd && ((cpu ?? 1) < 1 || (memory ?? gibibyte) < gibibyte) ? `is below 1 CPU and 1Gi, ${tooSmall}` : undefined;
}

/** https://github.com/kubernetes/autoscaler/tree/master/vertical-pod-autoscaler */
function isScaledVertically(workspace: Workspace, resource: Resource): boolean {
  return workspace
    .around(resource, 'autoscaling.k8s.io', 'VerticalPodAutoscaler')
    .some((scaler) => scaler.at('spec', 'targetRef', 'name')?.text?.includes('karpenter'));
}

const text = '\n  requests: { cpu: "1", memory: 1Gi }\n  limits: { cpu: "1", memory: 1Gi }';

/** Only where nothing is written yet. */
function makeFix({ resource, values }: ChartRelease): Fix | undefined {
  if (values.map === undefined || values.at('controller', 'resources') !== undefined) return undefined;
  const controller = values.map.at('controller');
  const edit =
    controller === undefined
      ? addEntry(resource, values.map, 'controller', `\n  resources:${text.replaceAll('\n', '\n  ')}`)
      : addEntry(resource, controller, 'resources', text);
  return edit && { title: 'Set requests and limits of 1 CPU and 1Gi (restarts the controller)', safety: 'unsafe', edits: [edit] };
}
