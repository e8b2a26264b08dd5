import { replaceScalar } from '../../core/fix.ts';
import type { Fix } from '../../core/fix.ts';
import type { Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { nodeClassKind } from '../../karpenter/node-class-reference.ts';
import { knownText } from '../../karpenter/written.ts';

export default defineRule({
  id: 'nodeclass-ref-group-kind',
  group: 'correctness',
  severity: 'critical',
  preset: 'recommended',
  kinds: ['NodePool', 'NodeClaim'],
  apiVersions: ['v1'],
  summary: 'A NodePool or NodeClaim refers to a class of a group and kind that do not go together.',
  references: [
    'https://karpenter.sh/docs/concepts/nodepools/#spectemplatespecnodeclassref',
    'https://karpenter.sh/docs/upgrading/upgrade-guide/#upgrading-to-110',
  ],
  fix: 'unsafe',
  yieldsTo: ['api-rejected', 'unknown-field'],
  *check(resource) {
    const reference = resource.at('spec', ...(resource.kind === 'NodePool' ? ['template', 'spec'] : []), 'nodeClassRef');
    const [group, kind] = [reference?.at('group'), reference?.at('kind')];
    const names = { group: knownText(group), kind: knownText(kind) };
    if (group === undefined || kind === undefined || !names.group || !names.kind || !isMistaken(names.group, names.kind)) return;
    const fix = isAws(names.group, names.kind) ? makeFix(resource, group, kind) : undefined;
    yield {
      at: isGroup(names.group) ? kind : group,
      message: `\`nodeClassRef\` names the kind \`${names.kind}\` of the group \`${names.group}\`, which does not exist: Karpenter ignores ${resource.kind} \`${resource.name}\` without a word, not even in its status.`,
      help:
        fix === undefined
          ? 'Write group `karpenter.k8s.aws` with kind `EC2NodeClass`, or, in EKS Auto Mode, group `eks.amazonaws.com` with kind `NodeClass`.'
          : 'Write group `karpenter.k8s.aws` and kind `EC2NodeClass`. Both are immutable on a live object, so it must be created anew.',
      ...(fix === undefined ? {} : { fix }),
    };
  },
});

/** The classes of the two groups of AWS; other providers have theirs. */
const kindOf: Readonly<Record<string, string>> = { [nodeClassKind.group]: nodeClassKind.kind, 'eks.amazonaws.com': 'NodeClass' };

function isGroup(group: string): boolean {
  return Object.hasOwn(kindOf, group);
}

function isMistaken(group: string, kind: string): boolean {
  if (isGroup(group)) return kindOf[group] !== kind;
  return kind === nodeClassKind.kind || group === 'karpenter.sh' || isGroup(group.split('/')[0] ?? '');
}

/** True where an EC2NodeClass is evidently meant. */
function isAws(group: string, kind: string): boolean {
  return kind.toLowerCase() === nodeClassKind.kind.toLowerCase() ? group !== 'eks.amazonaws.com' : group === nodeClassKind.group;
}

function makeFix(resource: Resource, group: Value, kind: Value): Fix {
  const edits = [
    ...(group.text === nodeClassKind.group ? [] : [replaceScalar(resource, group, nodeClassKind.group)]),
    ...(kind.text === nodeClassKind.kind ? [] : [replaceScalar(resource, kind, nodeClassKind.kind)]),
  ];
  return { title: 'Refer to an EC2NodeClass of `karpenter.k8s.aws` (a live pool must be created anew)', safety: 'unsafe', rolls: true, edits };
}
