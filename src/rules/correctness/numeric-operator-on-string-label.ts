import { defineRule } from '../../core/rule.ts';
import { normalizeLabel } from '../../karpenter/label-aliases.ts';
import { requirementItems } from '../../karpenter/label-uses.ts';
import { knownText } from '../../karpenter/written.ts';

/** The labels that hold words, with a value that shows it. */
const examples: ReadonlyMap<string, string> = new Map([
  ['node.kubernetes.io/instance-type', 'm7i.large'],
  ['karpenter.k8s.aws/instance-family', 'm7i'],
  ['karpenter.k8s.aws/instance-size', '2xlarge'],
  ['karpenter.k8s.aws/instance-category', 'm'],
  ['karpenter.k8s.aws/instance-cpu-manufacturer', 'intel'],
  ['karpenter.k8s.aws/instance-hypervisor', 'nitro'],
  ['karpenter.k8s.aws/instance-gpu-name', 'l4'],
  ['karpenter.k8s.aws/instance-gpu-manufacturer', 'nvidia'],
  ['karpenter.k8s.aws/instance-accelerator-name', 'inferentia2'],
  ['karpenter.k8s.aws/instance-accelerator-manufacturer', 'aws'],
  ['karpenter.k8s.aws/instance-encryption-in-transit-supported', 'true'],
  ['karpenter.k8s.aws/instance-capability-flex', 'false'],
  ['karpenter.k8s.aws/instance-tenancy', 'default'],
  ['karpenter.sh/capacity-type', 'spot'],
  ['kubernetes.io/arch', 'arm64'],
  ['kubernetes.io/os', 'linux'],
  ['topology.kubernetes.io/zone', 'us-east-1a'],
  ['topology.kubernetes.io/region', 'us-east-1'],
  ['topology.k8s.aws/zone-id', 'use1-az1'],
]);

/** The number that may be meant. */
const numericSiblings: Readonly<Record<string, string>> = {
  'karpenter.k8s.aws/instance-size': 'karpenter.k8s.aws/instance-cpu` or `karpenter.k8s.aws/instance-memory',
  'karpenter.k8s.aws/instance-family': 'karpenter.k8s.aws/instance-generation',
  'node.kubernetes.io/instance-type': 'karpenter.k8s.aws/instance-cpu` or `karpenter.k8s.aws/instance-generation',
  'karpenter.k8s.aws/instance-category': 'karpenter.k8s.aws/instance-generation',
  'karpenter.k8s.aws/instance-gpu-name': 'karpenter.k8s.aws/instance-gpu-count',
  'karpenter.k8s.aws/instance-accelerator-name': 'karpenter.k8s.aws/instance-accelerator-count',
};

export default defineRule({
  id: 'numeric-operator-on-string-label',
  group: 'correctness',
  severity: 'critical',
  preset: 'recommended',
  kinds: ['NodePool', 'NodeClaim'],
  summary: 'A numeric operator compares a label whose values are words.',
  references: [
    'https://karpenter.sh/docs/concepts/scheduling/#well-known-labels',
    'https://github.com/kubernetes-sigs/karpenter/blob/main/pkg/scheduling/requirement.go',
  ],
  yieldsTo: ['api-rejected'],
  *check(resource) {
    for (const item of requirementItems(resource)) {
      const [key, operator] = [knownText(item.at('key')), item.at('operator')];
      const example = examples.get(normalizeLabel(key ?? ''));
      if (key === undefined || example === undefined || operator?.text === undefined || !/^[GL]te?$/.test(operator.text)) continue;
      const sibling = numericSiblings[normalizeLabel(key)];
      yield {
        at: operator,
        message: `\`${operator.text}\` compares numbers, but \`${key}\` has values such as \`${example}\`, so no node of ${resource.kind} \`${resource.name}\` can meet it.`,
        help: `List the values by \`In\` or \`NotIn\`${sibling === undefined ? '' : `, or compare \`${sibling}\``}.`,
      };
    }
  },
});
