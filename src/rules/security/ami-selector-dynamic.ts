import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { isPattern, selectorTermsOf } from '../../karpenter/selector-terms.ts';
import type { SelectorTerm } from '../../karpenter/selector-terms.ts';
import { holdsIn } from '../../schemas/project.ts';

export default defineRule({
  id: 'ami-selector-dynamic',
  group: 'security',
  severity: { default: 'improvement', prod: 'improvement', staging: 'note', dev: 'off' },
  preset: 'recommended',
  kinds: ['EC2NodeClass'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'An EC2NodeClass selects its AMIs in a way that takes new images by itself.',
  references: ['https://karpenter.sh/docs/tasks/managing-amis/', 'https://karpenter.sh/docs/concepts/nodeclasses/#specamiselectorterms'],
  yieldsTo: ['selector-wildcard'],
  *check(nodeClass, { karpenter }) {
    for (const term of selectorTermsOf(nodeClass, 'amiSelectorTerms')) {
      const way = dynamicWay(term);
      if (way === undefined) continue;
      yield {
        at: way.at,
        message: `EC2NodeClass \`${nodeClass.name}\` selects its AMI by ${way.name}, so each newer image that matches drifts all its nodes without anybody having looked at it.`,
        help: remedyFor(nodeClass, karpenter),
        ...(way.isPromoted ? { severity: { default: 'note', prod: 'note', staging: 'note', dev: 'off' } } : {}),
      };
    }
  },
});

/** What there is to pin with: v1beta1 knows no alias, and parameters came with 1.4. */
function remedyFor({ version }: Resource, karpenter: string): string {
  if (version === 'v1beta1') return 'Pin an AMI by `id` or by its whole name.';
  if (!holdsIn({ since: '1.4' }, karpenter)) return 'Pin an AMI by `id`, by its whole name or by a versioned `alias`.';
  return 'Pin an AMI by `id`, by its whole name, by a versioned `alias`, or by an SSM parameter of your own that you move on after tests.';
}

/** Tags that a pipeline moves from image to image. */
const promotionTag = /^(?:.*[/:._-])?(?:env|environment|stage|channel|promoted|approved|release|status)$/i;

function dynamicWay(term: SelectorTerm) {
  const name = term.text('name');
  const at = term.at.at('name');
  const isPromoted = term.tags.some(([key]) => promotionTag.test(key));
  if (at !== undefined && name !== undefined && isPattern(name)) return { at, name: `the pattern \`${name}\``, isPromoted };
  const parameter = term.text('ssmParameter');
  const ssm = term.at.at('ssmParameter');
  if (ssm !== undefined && parameter !== undefined && isMovingParameter(parameter)) {
    return { at: ssm, name: `the public SSM parameter \`${parameter}\``, isPromoted: false };
  }
  const tags = term.at.at('tags');
  const isTagsOnly = ['id', 'name', 'alias', 'ssmParameter'].every((property) => term.at.at(property) === undefined);
  return tags !== undefined && term.tags.length > 0 && isTagsOnly ? { at: tags, name: 'tags alone', isPromoted } : undefined;
}

/** AWS moves these on with each release. https://docs.aws.amazon.com/eks/latest/userguide/retrieve-ami-id.html */
function isMovingParameter(name: string): boolean {
  return /^(?:arn:[^:]*:ssm:[^:]*:[^:]*:parameter)?\/aws\/service\/.*\/(?:recommended|latest)(?:\/|$)/.test(name);
}
