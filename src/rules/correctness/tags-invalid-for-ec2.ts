import type { Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { knownEntries, knownText, lacks } from '../../karpenter/written.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions */
const longestKey = 128;
const longestValue = 256;
/** EC2 takes 50, and Karpenter adds six. */
const mostTags = 44;

/** What Karpenter tags an instance profile with, in lower case. Source: InstanceProfileTags in pkg/apis/v1 of karpenter-provider-aws. */
const profileTags: ReadonlySet<string> = new Set(['eks:eks-cluster-name', 'karpenter.k8s.aws/ec2nodeclass', 'topology.kubernetes.io/region']);

export default defineRule({
  id: 'tags-invalid-for-ec2',
  group: 'correctness',
  severity: 'critical',
  preset: 'recommended',
  kinds: ['EC2NodeClass'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'AWS does not take a tag of an EC2NodeClass.',
  references: [
    'https://karpenter.sh/docs/concepts/nodeclasses/#spectags',
    'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html',
  ],
  explains: ['controller-rejected'],
  yieldsTo: ['api-rejected'],
  *check(nodeClass) {
    const tags = nodeClass.at('spec', 'tags');
    const entries = knownEntries(tags);
    const usesRole = !lacks(nodeClass.at('spec'), 'role');
    for (const [index, [key, value]] of entries.entries()) {
      const before = entries.slice(0, index).map(([other]) => other);
      const reason = refuse(key, knownText(value) ?? '') ?? (usesRole ? clash(key, before) : undefined);
      if (reason === undefined) continue;
      yield {
        at: reason.isAboutValue === true ? value : value.keyPlace,
        message: `${reason.service} does not take the tag \`${shorten(key)}\`, because ${reason.text}: launches fail, or the class never gets ready.`,
        help: reason.help,
      };
    }
    if (tags !== undefined && entries.length > mostTags) yield tooMany(tags, entries.length);
  },
});

interface Reason {
  readonly service: 'EC2' | 'IAM';
  readonly text: string;
  readonly help: string;
  readonly isAboutValue?: boolean;
}

function refuse(key: string, value: string): Reason | undefined {
  if (/^aws:/i.test(key)) return { service: 'EC2', text: 'the prefix `aws:` is reserved', help: 'Choose another prefix.' };
  const [keyLength, valueLength] = [[...key].length, [...value].length];
  if (keyLength > longestKey) return { service: 'EC2', text: `its key has ${keyLength} characters and may have ${longestKey}`, help: 'Shorten the key.' };
  if (valueLength > longestValue) {
    return { service: 'EC2', text: `its value has ${valueLength} characters and may have ${longestValue}`, help: 'Shorten the value.', isAboutValue: true };
  }
  return undefined;
}

/** Only the instance profile that Karpenter makes for a role carries the tags in IAM, which ignores the case of keys. */
function clash(key: string, before: readonly string[]): Reason | undefined {
  const other = before.find((candidate) => candidate.toLowerCase() === key.toLowerCase());
  const help = 'Keep one of the two.';
  if (other !== undefined) return { service: 'IAM', text: `\`${other}\` is the same key where case is ignored, as on the instance profile`, help };
  const isOurs = profileTags.has(key.toLowerCase()) && !profileTags.has(key);
  return isOurs
    ? { service: 'IAM', text: 'Karpenter sets the same key where case is ignored, as on the instance profile', help: 'Choose another key.' }
    : undefined;
}

function tooMany(tags: Value, count: number) {
  return {
    at: tags,
    message: `The class has ${count} tags, but EC2 takes 50 and Karpenter adds six of its own, so no node can be launched.`,
    help: `Keep at most ${mostTags}.`,
  };
}

function shorten(key: string): string {
  return key.length > 40 ? `${key.slice(0, 40)}…` : key;
}
