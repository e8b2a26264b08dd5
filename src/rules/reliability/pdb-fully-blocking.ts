import { renameKey } from '../../core/fix.ts';
import type { Fix } from '../../core/fix.ts';
import type { Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { Workspace } from '../../core/workspace.ts';
import { poolsBeside } from '../../karpenter/placement.ts';
import { has } from '../../karpenter/written.ts';
import { replicaRange } from '../../kubernetes/autoscalers.ts';
import { coversNothing, reachIn } from '../../kubernetes/disruption-budgets.ts';

export default defineRule({
  id: 'pdb-fully-blocking',
  group: 'reliability',
  severity: { default: 'improvement', prod: 'critical', staging: 'improvement', dev: 'note' },
  preset: 'essential',
  kinds: ['PodDisruptionBudget'],
  summary: 'A PodDisruptionBudget never allows an eviction.',
  references: [
    'https://karpenter.sh/docs/concepts/disruption/#pod-level-controls',
    'https://github.com/kubernetes-sigs/karpenter/blob/v1.14.1/pkg/utils/pdb/pdb.go',
    'https://kubernetes.io/docs/tasks/run-application/configure-pdb/',
  ],
  fix: 'unsafe',
  *check(budget, { workspace }) {
    if (isDrainedByOperator(budget)) return;
    const block = findBlock(workspace, budget);
    if (block === undefined) return;
    const { at } = block;
    yield {
      at,
      message: `PodDisruptionBudget \`${budget.name}\` ${describeBlock(block)}: a node with one of its pods cannot be consolidated, and ${describeEnd(workspace, budget)}.`,
      help: 'Set `maxUnavailable: 1`, and run at least two replicas where an eviction must not mean an absence.',
      // At its minimum the service is the least busy, and it blocks no longer than that.
      ...(block.isScaled === true ? { severity: { default: 'improvement', prod: 'improvement', staging: 'note', dev: 'note' } } : {}),
      fix: makeFix(budget, at),
    };
  },
});

interface Block {
  readonly at: Value;
  /** Absent where the value blocks whatever the number. */
  readonly replicas?: number;
  /** True where an autoscaler may make more of them. */
  readonly isScaled?: boolean;
}

function describeBlock({ at, replicas, isScaled }: Block): string {
  const value = `\`${at.path.at(-1)}: ${at.text ?? String(at.value)}\``;
  if (replicas === undefined) return `never allows an eviction (${value})`;
  const count = `${replicas} replica${replicas === 1 ? '' : 's'}`;
  return isScaled === true
    ? `allows no eviction while the autoscaler is at its minimum of ${count} (${value})`
    : `never allows an eviction (${value} of ${count})`;
}

/** Karpenter waits for ever, unless its pools set an end. */
function describeEnd(workspace: Workspace, budget: Resource): string {
  const beside = poolsBeside(workspace, budget);
  const pools = beside.length > 0 ? beside : workspace.ofKind('karpenter.sh', 'NodePool');
  const isEnded = pools.length > 0 && pools.every((pool) => has(pool.at('spec', 'template', 'spec'), 'terminationGracePeriod'));
  return isEnded ? 'an expired one is only drained when `terminationGracePeriod` ends, by force' : 'does not drain when it expires';
}

/** Kafka and other pods of Strimzi are moved by its Drain Cleaner, which needs such a budget. https://github.com/strimzi/drain-cleaner */
function isDrainedByOperator(budget: Resource): boolean {
  const labels = budget.at('metadata', 'labels');
  return (
    labels?.entries().some(([key]) => key.startsWith('strimzi.io/')) === true ||
    budget.at('spec', 'selector', 'matchLabels', 'strimzi.io/cluster') !== undefined
  );
}

function findBlock(workspace: Workspace, budget: Resource): Block | undefined {
  const reaches = workspace.scopesOf(budget).map((scope) => reachIn(scope, budget));
  if (reaches.length > 0 && reaches.every(coversNothing)) return undefined;
  const most = budget.at('spec', 'maxUnavailable');
  if (most !== undefined && !most.isNull) return most.value === 0 || /^0+%$/.test(most.text ?? '') ? { at: most } : undefined;
  const least = budget.at('spec', 'minAvailable');
  if (least === undefined || least.isNull) return undefined;
  if (least.text === '100%') return { at: least };
  for (const { covered, isOpen } of reaches) {
    const ranges = covered.map((workload) => replicaRange(workspace, workload));
    const replicas = ranges
      .map(({ least: count }) => count)
      .reduce<number | undefined>((sum, count) => (sum === undefined || count === undefined ? undefined : sum + count), 0);
    // No pods at all are nobody's to block.
    if (isOpen || replicas === undefined || replicas === 0) continue;
    if (wanted(least, replicas) >= replicas) return { at: least, replicas, isScaled: ranges.some(({ autoscaler }) => autoscaler !== undefined) };
  }
  return undefined;
}

/** How many pods must stay; percentages round up. */
function wanted({ value, text }: Value, replicas: number): number {
  if (typeof value === 'number') return value;
  const percent = Number(/^([0-9]+)%$/.exec(text ?? '')?.[1]);
  return Number.isNaN(percent) ? 0 : Math.ceil((replicas * percent) / 100);
}

/** The number takes no quotes, whatever the old value had. */
function makeFix(budget: Resource, at: Value): Fix {
  const key = at.path.at(-1) === 'minAvailable' ? renameKey(budget, at, 'maxUnavailable') : undefined;
  const number = { file: budget.file, range: { start: at.node.start, end: at.node.end }, text: '1' };
  return { title: 'Set `maxUnavailable: 1`', safety: 'unsafe', edits: key === undefined ? [number] : [key, number] };
}
