import type { InstanceType } from '../../catalog/instance-type.ts';
import { addEntry } from '../../core/fix.ts';
import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { Severities } from '../../core/rule.ts';
import { acceleratorResource, hasAccelerator } from '../../karpenter/instances/accelerators.ts';
import { placeOfNarrowest } from '../../karpenter/instances/narrowest.ts';
import { poolInstances } from '../../karpenter/instances/pool-instances.ts';
import { lastingTaints } from '../../karpenter/placement.ts';

const mixed: Severities = { default: 'note', prod: 'note', staging: 'note', dev: 'off' };

export default defineRule({
  id: 'gpu-pool-untainted',
  group: 'cost',
  severity: { default: 'improvement', prod: 'critical', staging: 'improvement', dev: 'note' },
  preset: 'essential',
  kinds: ['NodePool'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'A NodePool of accelerated instances has no taint.',
  references: [
    'https://karpenter.sh/docs/concepts/nodepools/#isolating-expensive-hardware',
    'https://docs.aws.amazon.com/eks/latest/best-practices/karpenter.html',
    'https://github.com/aws/karpenter-provider-aws/blob/main/pkg/providers/instance/filter/filter.go',
  ],
  fix: 'unsafe',
  yieldsTo: ['numeric-bound-on-sparse-label', 'api-rejected', 'controller-rejected'],
  *check(pool, context) {
    if (lastingTaints(pool).length > 0 || mayHaveTaints(pool)) return;
    const instances = poolInstances(pool, context);
    if (instances === undefined || instances.mayBeNewer) return;
    const accelerated = instances.types.filter(hasAccelerator);
    const [example] = accelerated;
    if (example === undefined) return;
    const isMixed = accelerated.length < instances.types.length;
    // At launch Karpenter leaves accelerated types out where others are left, unless something asks for a number of values.
    if (isMixed && !(instances.isKnown && instances.requirements.some(({ minValues = 0 }) => minValues > 0))) return;
    const fix = isMixed ? undefined : makeFix(pool, commonResource(accelerated));
    yield {
      at: placeOfNarrowest(pool, instances),
      message: isMixed
        ? `NodePool \`${pool.name}\` has no taint, and its \`minValues\` switches off the filter that keeps ordinary pods off accelerated types such as \`${example.name}\`.`
        : `NodePool \`${pool.name}\` launches accelerated instances only (\`${example.name}\`) and has no taint, so any pod may land there, fill them and keep them from being removed.`,
      help: 'Add a `NoSchedule` taint that only the pods with the hardware in their requests tolerate.',
      ...(isMixed ? { severity: mixed } : {}),
      ...(fix === undefined ? {} : { fix }),
    };
  },
});

/** The resource that most of the types have. */
function commonResource(types: readonly InstanceType[]): string {
  const resources = types.flatMap((type) => acceleratorResource(type) ?? []);
  const count = (resource: string): number => resources.filter((other) => other === resource).length;
  return [...new Set(resources)].sort((a, b) => count(b) - count(a))[0] ?? 'nvidia.com/gpu';
}

function mayHaveTaints(pool: Resource): boolean {
  const taints = pool.at('spec', 'template', 'spec', 'taints');
  return taints?.isUnknown === true || (taints?.items() ?? []).some((taint) => taint.isUnknown || taint.at('effect')?.isUnknown === true);
}

function makeFix(pool: Resource, resource: string) {
  const spec = pool.at('spec', 'template', 'spec');
  if (spec === undefined || spec.at('taints') !== undefined) return undefined;
  const edit = addEntry(pool, spec, 'taints', `\n  - key: ${resource}\n    value: "true"\n    effect: NoSchedule`);
  const title = `Taint the nodes with \`${resource}\` (replaces nodes; pods need a toleration)`;
  return edit === undefined ? undefined : { title, safety: 'unsafe' as const, rolls: true, edits: [edit] };
}
