import { Fact } from '../../core/fact.ts';
import { defineRule } from '../../core/rule.ts';
import { nodeSettingsOf } from '../../karpenter/instances/node-settings.ts';
import { normalizeLabel } from '../../karpenter/label-aliases.ts';
import { nodeClassesOf } from '../../karpenter/node-class-reference.ts';
import { admits, combine } from '../../karpenter/requirements.ts';
import { readRequirements } from '../../karpenter/written-requirements.ts';

const osLabel = 'kubernetes.io/os';
const archLabel = 'kubernetes.io/arch';
const buildLabel = 'node.kubernetes.io/windows-build';

export default defineRule({
  id: 'os-ami-family-mismatch',
  group: 'correctness',
  severity: 'critical',
  preset: 'recommended',
  kinds: ['NodePool'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'A NodePool asks for another operating system than its EC2NodeClass boots.',
  references: [
    'https://karpenter.sh/docs/faq/#which-operating-system-nodes-does-karpenter-deploy',
    'https://karpenter.sh/docs/concepts/scheduling/#well-known-labels',
    'https://github.com/aws/karpenter-provider-aws/blob/main/pkg/providers/instancetype/types.go',
  ],
  yieldsTo: ['api-rejected', 'controller-rejected', 'requirement-conflict', 'requirement-value-unknown'],
  *check(pool, context) {
    const { requirements } = readRequirements(pool);
    const asked = requirements.filter(({ key }) => [osLabel, archLabel, buildLabel].includes(normalizeLabel(key)));
    const classes = asked.length === 0 ? [] : context.learn(familiesOfClasses, pool);
    for (const { nodeClass, amiFamily, isKnown } of classes) {
      if (!isKnown) continue;
      const build = amiFamily.windowsBuild;
      const sets = combine(asked);
      const offered = new Map([
        [osLabel, [build === undefined ? 'linux' : 'windows']],
        [buildLabel, build === undefined ? [] : [build]],
        [archLabel, build === undefined ? ['amd64', 'arm64'] : ['amd64']],
      ]);
      const [key] = [...sets].flatMap(([label, set]) => (admits(set, offered.get(label) ?? []) ? [] : [label]));
      const at = asked.filter((one) => normalizeLabel(one.key) === key).at(-1);
      if (key === undefined || at === undefined) continue;
      const boots = build === undefined ? 'Linux' : `Windows ${build} on amd64`;
      yield {
        at: at.valuesAt ?? at.at,
        message: `NodePool \`${pool.name}\` asks for ${at.values.map((value) => `\`${value}\``).join(', ') || `\`${at.operator}\``} on \`${at.key}\`, but EC2NodeClass \`${nodeClass.name}\` (${amiFamily.name}) boots ${boots}, so no instance type is left.`,
        help: 'The family of the images decides the operating system: refer to a class with a fitting `amiFamily` or alias, or change the requirement.',
        related: [
          {
            message: `EC2NodeClass \`${nodeClass.name}\` is here.`,
            resource: nodeClass,
            at: nodeClass.at('metadata', 'name') ?? nodeClass.anchor('metadata', 'name'),
          },
        ],
      };
      return;
    }
  },
});

/** The families of the images that the classes of a pool boot. */
const familiesOfClasses = new Fact({
  learn: (pool, { workspace }) =>
    nodeClassesOf(workspace, pool).map((nodeClass) => {
      const { amiFamily, isKnown } = nodeSettingsOf(nodeClass);
      return { nodeClass, amiFamily, isKnown };
    }),
  keyOf: (families) => families.map(({ amiFamily, isKnown }) => `${amiFamily.name} ${isKnown}`).join(),
});
