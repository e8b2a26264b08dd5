import { closest } from '../../core/did-you-mean.ts';
import { addEntry, replaceScalar } from '../../core/fix.ts';
import type { Fix } from '../../core/fix.ts';
import type { Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { isStaticPool } from '../../karpenter/nodepool.ts';
import { lacks } from '../../karpenter/written.ts';

export default defineRule({
  id: 'limits-missing',
  group: 'correctness',
  severity: { default: 'improvement', prod: 'critical', staging: 'improvement', dev: 'note' },
  preset: 'essential',
  kinds: ['NodePool'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'A NodePool sets no limits, so nothing but the account bounds what it launches.',
  references: ['https://karpenter.sh/docs/concepts/nodepools/#speclimits', 'https://karpenter.sh/docs/reference/threat-model/'],
  options: {
    cpu: { type: 'string', description: 'The CPU limit that the fix writes.', default: '1000' },
    memory: { type: 'string', description: 'The memory limit that the fix writes.', default: '1000Gi' },
    accountQuota: { type: 'boolean', description: 'A quota of the account bounds every instance type that your pools can launch.', default: false },
  },
  fix: 'unsafe',
  *check(pool, { options }) {
    if (pool.at('spec', 'limits')?.entries()[0] !== undefined) return;
    const spec = pool.at('spec');
    // A pool without a template is a patch or refused.
    if (spec?.at('template')?.node.kind !== 'map' || !hasNoLimits(spec) || hasLostLimits(spec)) return;
    const at = pool.anchor('spec', 'limits');
    if (isStaticPool(pool)) {
      yield {
        at,
        message: `The static NodePool \`${pool.name}\` sets no \`limits.nodes\`, so nothing bounds it while drift replaces its nodes, or when somebody raises \`replicas\` by a digit too many.`,
        help: 'Set `limits.nodes` somewhat above `replicas`: drift needs room for one node more.',
        severity: 'note',
      };
      return;
    }
    const fix = makeFix(pool, spec, `cpu: "${String(options['cpu'])}"`, `memory: ${String(options['memory'])}`);
    yield {
      at,
      message: `NodePool \`${pool.name}\` sets no \`limits\`: a runaway workload can grow it, and the bill, up to the quota of the AWS account.`,
      help: 'Set `limits.cpu` and `limits.memory` somewhat above the most that you expect; Karpenter then stops launching, and nothing that runs is touched.',
      ...(options['accountQuota'] === true ? { severity: 'note' } : {}),
      ...(fix === undefined ? {} : { fix }),
    };
  },
});

function hasNoLimits(spec: Value): boolean {
  const limits = spec.at('limits');
  return lacks(spec, 'limits') || (limits?.node.kind === 'map' && limits.node.entries.length === 0);
}

/** Limits that are misspelt or in the wrong block: the unknown field is the finding. */
function hasLostLimits(spec: Value): boolean {
  const template = spec.at('template');
  const blocks = [template, template?.at('spec'), spec.at('disruption')];
  return blocks.some((block) => block?.at('limits') !== undefined) || spec.entries().some(([key]) => closest(key, ['limits']) === 'limits');
}

function makeFix(pool: Resource, spec: Value, cpu: string, memory: string): Fix | undefined {
  const limits = spec.at('limits');
  const isJson = spec.node.kind === 'map' && spec.node.flow;
  if (isJson) return undefined;
  const edit = limits === undefined ? addEntry(pool, spec, 'limits', `\n  ${cpu}\n  ${memory}`) : replaceScalar(pool, limits, `{ ${cpu}, ${memory} }`);
  return edit === undefined ? undefined : { title: `Set limits of ${cpu.slice(6, -1)} CPUs and ${memory.slice(8)} of memory`, safety: 'unsafe', edits: [edit] };
}
