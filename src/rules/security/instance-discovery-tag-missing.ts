import { addEntry } from '../../core/fix.ts';
import type { Fix } from '../../core/fix.ts';
import type { Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { selectorTermsOf } from '../../karpenter/selector-terms.ts';
import { knownText } from '../../karpenter/written.ts';

const discoveryTag = 'karpenter.sh/discovery';

export default defineRule({
  id: 'instance-discovery-tag-missing',
  group: 'security',
  severity: { default: 'note', prod: 'note', staging: 'note', dev: 'off' },
  preset: 'all',
  kinds: ['EC2NodeClass'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'Instances do not carry the discovery tag of their cluster.',
  references: ['https://karpenter.sh/docs/concepts/nodeclasses/#spectags'],
  fix: 'unsafe',
  *check(nodeClass) {
    const tags = nodeClass.at('spec', 'tags');
    const isUnread = tags?.isUnknown === true || tags?.entries().some(([key]) => key.includes('{')) === true;
    if (
      isUnread ||
      nodeClass.at('spec', 'subnetSelectorTerms') === undefined ||
      tags?.at(discoveryTag) !== undefined ||
      discoveryValues(nodeClass).length === 0
    )
      return;
    const fix = makeFix(nodeClass);
    yield {
      at: nodeClass.anchor('spec', 'tags', discoveryTag),
      message: `Instances of EC2NodeClass \`${nodeClass.name}\` don't carry the tag \`${discoveryTag}\`: Karpenter does without it, but reports on who owns what find them only by Karpenter's own tags.`,
      help: `Add \`${discoveryTag}: <cluster>\` to \`spec.tags\` when the nodes are replaced anyway.`,
      ...(fix === undefined ? {} : { fix }),
    };
  },
});

/** Who finds subnets and groups in another way has no such tag. */
function discoveryValues(nodeClass: Resource): Value[] {
  const terms = (['subnetSelectorTerms', 'securityGroupSelectorTerms'] as const).flatMap((field) => selectorTermsOf(nodeClass, field));
  return terms.flatMap(({ tags }) => tags.filter(([key]) => key === discoveryTag).map(([, value]) => value));
}

/** The name of the cluster as the selectors give it. */
function makeFix(nodeClass: Resource): Fix | undefined {
  const names = new Set(discoveryValues(nodeClass).flatMap((value) => knownText(value) ?? []));
  const [name] = names;
  const spec = nodeClass.at('spec');
  if (name === undefined || names.size > 1 || !/^[A-Za-z0-9][A-Za-z0-9-]*$/.test(name) || spec === undefined) return undefined;
  const tags = spec.at('tags');
  const value = /^[0-9]/.test(name) ? `"${name}"` : name;
  const edit = tags === undefined ? addEntry(nodeClass, spec, 'tags', `\n  ${discoveryTag}: ${value}`) : addEntry(nodeClass, tags, discoveryTag, value);
  return edit && { title: `Add the tag \`${discoveryTag}: ${name}\` (replaces nodes)`, safety: 'unsafe', rolls: true, edits: [edit] };
}
