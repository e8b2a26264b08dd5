import { addEntry, replaceScalar } from '../../core/fix.ts';
import type { Fix } from '../../core/fix.ts';
import type { Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { Severities } from '../../core/rule.ts';
import { findDrainBlockers } from '../../karpenter/drain-blockers.ts';
import type { DrainBlocker } from '../../karpenter/drain-blockers.ts';
import { isAutoMode } from '../../karpenter/nodepool.ts';
import { isSimulated } from '../../karpenter/other-cloud.ts';

const withBlockers: Severities = { default: 'improvement', prod: 'critical', staging: 'note', dev: 'off' };
const withoutExpiry: Severities = { default: 'note', prod: 'note', staging: 'note', dev: 'off' };

export default defineRule({
  id: 'termination-grace-period-missing',
  group: 'reliability',
  severity: { default: 'improvement', prod: 'improvement', staging: 'note', dev: 'off' },
  preset: 'essential',
  kinds: ['NodePool'],
  apiVersions: ['v1'],
  summary: 'A NodePool sets no end to the draining of a node.',
  references: ['https://karpenter.sh/docs/concepts/disruption/#terminationgraceperiod', 'https://karpenter.sh/docs/concepts/disruption/#pod-level-controls'],
  options: { default: { type: 'string', description: 'The value that the fix writes.', default: '48h' } },
  fix: 'unsafe',
  *check(pool, context) {
    const written = pool.at('spec', 'template', 'spec', 'terminationGracePeriod');
    // Auto Mode has a default of its own.
    if ((written !== undefined && !written.isNull) || isAutoMode(pool) || isSimulated(pool)) return;
    const template = pool.at('spec', 'template', 'spec');
    // A pool without a template is a patch or refused.
    if (template?.node.kind !== 'map') return;
    const found = findDrainBlockers(context.workspace, pool);
    // A job ends by itself.
    const blockers = found.every(({ resource }) => resource.kind === 'Job' || resource.kind === 'CronJob') ? [] : found;
    const neverExpires = template.at('expireAfter')?.text === 'Never';
    const severity = blockers.length > 0 ? withBlockers : neverExpires ? withoutExpiry : undefined;
    const fix = makeFix(pool, template, String(context.options['default']));
    yield {
      at: pool.anchor('spec', 'template', 'spec', 'terminationGracePeriod'),
      message: `NodePool \`${pool.name}\` sets no \`terminationGracePeriod\`, and the default is to wait for ever: ${describeBlockers(blockers)} can hold ${neverExpires ? 'a node that is being removed' : 'an expired node'}, tainted and paid for, without end.`,
      help: `Set \`terminationGracePeriod: ${String(context.options['default'])}\`, or longer than your longest pod needs to finish; by its end all pods are deleted, past PodDisruptionBudgets and \`karpenter.sh/do-not-disrupt\`.`,
      related: blockers.slice(0, 3).map(({ resource, at }) => ({ message: 'This can keep a node from being drained.', resource, at })),
      ...(severity === undefined ? {} : { severity }),
      ...(fix === undefined ? {} : { fix }),
    };
  },
});

function describeBlockers([first, ...others]: readonly DrainBlocker[]): string {
  if (first === undefined) return 'a pod that must not be disrupted, or a PodDisruptionBudget that allows no eviction,';
  const name = `\`${[first.resource.kind, first.resource.name].join(' ')}\``;
  if (others.length === 0) return name;
  return `${name} and ${others.length === 1 ? 'one other object' : `${others.length} other objects`}`;
}

function makeFix(pool: Resource, template: Value, duration: string): Fix | undefined {
  if (!/^(?:[0-9]+[smh])+$/.test(duration)) return undefined;
  const written = template.at('terminationGracePeriod');
  const edit = written === undefined ? addEntry(pool, template, 'terminationGracePeriod', duration) : replaceScalar(pool, written, duration);
  if (edit === undefined) return undefined;
  return { title: `Set \`terminationGracePeriod: ${duration}\` (replaces nodes)`, safety: 'unsafe', rolls: true, edits: [edit] };
}
