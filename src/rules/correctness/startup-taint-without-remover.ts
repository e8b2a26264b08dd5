import type { Resource, Value } from '../../core/resource.ts';
import type { Scope } from '../../core/scope.ts';
import { defineRule } from '../../core/rule.ts';
import type { Severities } from '../../core/rule.ts';
import { hasKnownRemover, isEphemeralTaint } from '../../karpenter/startup-taints.ts';
import { domainOf } from '../../karpenter/labels.ts';
import { knownText } from '../../karpenter/written.ts';
import { workloadsIn } from '../../kubernetes/workload.ts';

/** Some software of Kubernetes' own may set and remove such a taint. */
const reserved: Severities = { default: 'improvement', prod: 'improvement', staging: 'improvement', dev: 'note' };

export default defineRule({
  id: 'startup-taint-without-remover',
  group: 'correctness',
  severity: { default: 'improvement', prod: 'critical', staging: 'improvement', dev: 'note' },
  preset: 'essential',
  kinds: ['NodePool'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'A startup taint that nothing is known to remove.',
  references: [
    'https://karpenter.sh/docs/concepts/nodepools/#spectemplatespecstartuptaints',
    'https://karpenter.sh/docs/troubleshooting/#nodepool-startup-taints-are-removed',
  ],
  options: {
    knownStartupTaints: { type: 'array', description: 'Keys that a controller of yours removes.', default: [], items: { type: 'string' } },
  },
  *check(pool, context) {
    const own = context.options['knownStartupTaints'] as readonly string[];
    for (const taint of pool.at('spec', 'template', 'spec', 'startupTaints')?.items() ?? []) {
      const key = knownText(taint.at('key'));
      if (key === undefined || own.includes(key) || hasKnownRemover(key) || isEphemeralTaint(key, context.karpenter)) continue;
      const isOurs = key === 'karpenter.sh/not-ready';
      if (!isOurs && (hasStory(pool, taint, key) || context.workspace.scopesOf(pool).some((scope) => mayRemove(scope, key)))) continue;
      yield {
        at: taint.at('key') ?? taint,
        message: `Nothing ${isOurs ? '' : 'that is known here '}removes the startup taint \`${key}\`, and Karpenter does not either: until it is gone, a node of NodePool \`${pool.name}\` counts as starting, takes only pods that tolerate it, and is never consolidated.`,
        help: isOurs
          ? 'Remove it: Karpenter itself keeps pods away from a node until it is registered.'
          : 'Make sure that a controller removes it and name the key in `knownStartupTaints`, or write it under `taints`.',
        severity: isOurs ? 'critical' : isReserved(key) ? reserved : 'note',
      };
    }
  },
});

function isReserved(key: string): boolean {
  return ['karpenter.sh', 'karpenter.k8s.aws', 'kubernetes.io', 'node.kubernetes.io'].includes(domainOf(key));
}

/** True where a comment in the list, or right above it, or one that names the taint, speaks of what removes it. */
function hasStory(pool: Resource, taint: Value, key: string): boolean {
  const { text } = pool.source;
  const [name = key] = key.split('/').slice(-1);
  if (text.includes('#') && text.split('\n').some((line) => line.includes(name) && story.test(line))) return true;
  const list = pool.at('spec', 'template', 'spec', 'startupTaints');
  const lines = text.slice(0, taint.node.end).split('\n');
  const first = text.slice(0, list?.keyPlace.range.start ?? taint.node.start).split('\n').length - 1;
  const above = lines.slice(0, first).reverse();
  const comments = above.findIndex((line) => !line.trimStart().startsWith('#'));
  return lines.slice(first - Math.max(0, comments)).some((line) => story.test(line));
}

const story = /#.*\b(?:controller|daemon(?:set)?|operator|remov(?:e[ds]?|ing)|untaint\w*)\b/i;

/** A workload that tolerates the taint or names it otherwise may be the one that takes it off. */
function mayRemove(scope: Scope, key: string): boolean {
  if (scope.mayHold('DaemonSet')) return true;
  return workloadsIn(scope).some(({ template }) => template.tolerations.some((toleration) => toleration.key === key) || mentions(template.at.value, key));
}

function mentions(value: unknown, word: string): boolean {
  if (typeof value === 'string') return value.includes(word);
  return typeof value === 'object' && value !== null && Object.values(value).some((child) => mentions(child, word));
}
