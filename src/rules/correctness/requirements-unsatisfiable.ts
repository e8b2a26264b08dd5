import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { emptyCore } from '../../karpenter/instances/empty-core.ts';
import { describeRequirements } from '../../karpenter/instances/explain-exclusion.ts';
import { poolInstances } from '../../karpenter/instances/pool-instances.ts';
import type { PoolInstances } from '../../karpenter/instances/pool-instances.ts';
import { normalizeLabel } from '../../karpenter/label-aliases.ts';
import { ec2NodeClassName } from '../../karpenter/node-class-reference.ts';

export default defineRule({
  id: 'requirements-unsatisfiable',
  group: 'correctness',
  severity: 'critical',
  preset: 'essential',
  kinds: ['NodePool'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'No EC2 instance type meets all requirements of a NodePool.',
  references: [
    'https://karpenter.sh/docs/troubleshooting/#no-instance-type-met-the-scheduling-requirements-or-had-a-required-offering',
    'https://karpenter.sh/docs/concepts/nodepools/#spectemplatespecrequirements',
  ],
  yieldsTo: [
    'api-rejected',
    'controller-rejected',
    'requirement-conflict',
    'numeric-operator-on-string-label',
    'numeric-bound-on-sparse-label',
    'template-label-conflict',
    'os-ami-family-mismatch',
    'zone-region-mismatch',
    'reserved-without-selector',
    'min-values-unachievable',
    'requirement-value-unknown',
    'capacity-type-unknown-value',
    'label-domain-confusable',
  ],
  *check(pool, context) {
    const instances = poolInstances(pool, context);
    if (instances === undefined || instances.types.length > 0 || instances.mayBeNewer) return;
    const { launchable, requirements, sets, catalog } = instances;
    const core = emptyCore(launchable.table, sets);
    const reason = core.map((key) => `\`${describeRequirements(key, requirements)}\``).join(' with ');
    const known = `The catalogue of ${catalog.date} holds ${catalog.types.length} types`;
    yield {
      at: placeOf(pool, core, instances),
      message: `No EC2 instance type meets ${core.length === 0 ? `what EC2NodeClass \`${ec2NodeClassName(pool)?.text ?? ''}\` asks for` : reason}, so NodePool \`${pool.name}\` never launches a node and the pods that need it stay pending.`,
      help: `${known}; \`karplint instances --nodepool ${pool.name} --why <type>\` says what keeps a type out.`,
      related:
        core.length < 2
          ? []
          : requirements.flatMap((one) => (core.includes(normalizeLabel(one.key)) ? [{ message: 'One of them is here.', resource: pool, at: one.at }] : [])),
    };
  },
});

/** The one requirement that leaves nothing; the whole list where several do it together, or one label is spoken of more than once. */
function placeOf(pool: Resource, core: readonly string[], { requirements }: PoolInstances) {
  const own = requirements.filter(({ key }) => core.includes(normalizeLabel(key)));
  const [only] = own;
  const list = pool.at('spec', 'template', 'spec', 'requirements');
  if (own.length === 1 && only !== undefined) return only.at;
  return list?.keyPlace ?? pool.anchor('spec', 'template', 'spec', 'requirements');
}
