import { defineRule } from '../../core/rule.ts';

export default defineRule({
  id: 'name-tag-override',
  group: 'correctness',
  severity: { default: 'note', prod: 'note', staging: 'note', dev: 'off' },
  preset: 'all',
  kinds: ['EC2NodeClass'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'All instances of an EC2NodeClass get the same name.',
  references: ['https://karpenter.sh/docs/concepts/nodeclasses/#spectags'],
  *check(nodeClass) {
    const name = nodeClass.at('spec', 'tags', 'Name');
    if (name === undefined) return;
    yield {
      at: name,
      message: `The tag \`Name\` replaces the one that Karpenter gives each node, so all instances of EC2NodeClass \`${nodeClass.name}\` look alike in the console and in bills.`,
      help: 'Remove it, or use another key.',
    };
  },
});
