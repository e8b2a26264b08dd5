import { replaceScalar } from '../../core/fix.ts';
import type { Fix } from '../../core/fix.ts';
import { perObject } from '../../core/remembered.ts';
import type { Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { Workspace } from '../../core/workspace.ts';
import { ec2NodeClassName } from '../../karpenter/node-class-reference.ts';

/** How each family writes a release. https://karpenter.sh/docs/concepts/nodeclasses/#specamiselectorterms */
const releases: Readonly<Record<string, { readonly pattern: RegExp; readonly example: string }>> = {
  al2023: { pattern: /^v[0-9]{8}$/, example: 'v20240807' },
  bottlerocket: { pattern: /^v?[0-9]+\.[0-9]+\.[0-9]+$/, example: 'v1.20.4' },
};

export default defineRule({
  id: 'ami-alias-latest',
  group: 'security',
  severity: { default: 'improvement', prod: 'critical', staging: 'note', dev: 'note' },
  preset: 'essential',
  kinds: ['EC2NodeClass'],
  apiVersions: ['v1'],
  summary: 'An EC2NodeClass takes the latest AMI of its family as soon as AWS publishes it.',
  references: ['https://karpenter.sh/docs/tasks/managing-amis/', 'https://karpenter.sh/docs/concepts/nodeclasses/#specamiselectorterms'],
  options: {
    releases: {
      type: 'object',
      description: 'The release of each family that you have tested, which the fix writes.',
      default: {},
      additionalProperties: { type: 'string' },
    },
  },
  fix: 'unsafe',
  *check(nodeClass, context) {
    for (const term of nodeClass.at('spec', 'amiSelectorTerms')?.items() ?? []) {
      const alias = term.at('alias');
      const family = /^(al2|al2023|bottlerocket|windows20(?:19|22|25))@latest$/.exec(alias?.text ?? '')?.[1];
      // AWS publishes no new AL2 image, so nothing rolls; that is another rule's to tell.
      if (alias === undefined || family === undefined || family === 'al2') continue;
      const example = releases[family]?.example;
      const fix = makeFix(nodeClass, alias, (context.options['releases'] as Readonly<Record<string, unknown>>)[family]);
      yield {
        at: alias,
        message: `\`${family}@latest\` rolls each new AMI into ${placeOf(context.environment)}: soon after AWS publishes one, all nodes of EC2NodeClass \`${nodeClass.name}\` drift.`,
        help:
          example === undefined
            ? 'A Windows alias takes no version but `latest`; select the AMI by `id` or `name` to pin it.'
            : `${isForTests(context.environment) ? 'Fine where new AMIs are to be met first; to decide on the day yourself, pin' : 'Pin'} the release that you have tested, in the form \`${family}@${example}\`.`,
        ...(example === undefined || isUnused(nodeClass, context.workspace) ? { severity: 'note' } : {}),
        ...(fix === undefined ? {} : { fix }),
      };
    }
  },
});

/** Where pools are among the files and none of them means the class, there are no nodes to drift. */
function isUnused({ name }: Resource, workspace: Workspace): boolean {
  const names = referencedNames(workspace);
  return names !== undefined && !names.has(name);
}

/** What pools of any folder refer to; undefined where there is none, or one that may mean any class. */
const referencedNames = perObject((workspace: Workspace): ReadonlySet<string> | undefined => {
  const users = ['NodePool', 'NodeClaim'].flatMap((kind) => workspace.ofKind('karpenter.sh', kind));
  const names = users.map((user) => ec2NodeClassName(user)?.text);
  return names.length === 0 || names.includes(undefined) ? undefined : new Set(names.filter((name) => name !== undefined));
});

/** Clusters that are there to meet new things first. */
function isForTests(environment: string): boolean {
  return environment === 'dev' || environment === 'staging';
}

/** Completes "rolls each new AMI into …". */
function placeOf(environment: string): string {
  if (environment === 'unknown') return 'every cluster that uses it, untested';
  return isForTests(environment) ? `\`${environment}\` by itself` : `\`${environment}\` untested`;
}

function makeFix(nodeClass: Resource, alias: Value, release: unknown): Fix | undefined {
  const family = alias.text?.split('@')[0] ?? '';
  if (typeof release !== 'string' || releases[family]?.pattern.test(release) !== true) return undefined;
  const pinned = `${family}@${release}`;
  return { title: `Pin \`${pinned}\` (replaces nodes)`, safety: 'unsafe', rolls: true, edits: [replaceScalar(nodeClass, alias, pinned)] };
}
