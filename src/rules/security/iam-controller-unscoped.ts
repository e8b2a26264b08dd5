import { controllerPolicies } from '../../cloud/identity.ts';
import { matchesPattern, speaksOf } from '../../cloud/policy.ts';
import type { PolicyText, Statement } from '../../cloud/policy.ts';
import { defineRule } from '../../core/rule.ts';
import type { Severities } from '../../core/rule.ts';
import { compareVersions } from '../../karpenter/versions.ts';

/** What the published policy ties to the tags of the cluster. https://karpenter.sh/docs/reference/cloudformation/ */
const scopedActions = [
  'ec2:RunInstances',
  'ec2:CreateFleet',
  'ec2:CreateLaunchTemplate',
  'ec2:CreateTags',
  'ec2:TerminateInstances',
  'ec2:DeleteLaunchTemplate',
  'iam:CreateInstanceProfile',
  'iam:TagInstanceProfile',
  'iam:AddRoleToInstanceProfile',
  'iam:RemoveRoleFromInstanceProfile',
  'iam:DeleteInstanceProfile',
];

/** Nothing that is there already can be touched, or the version may be another one than is taken. */
const lesser: Severities = { default: 'improvement', prod: 'improvement', staging: 'improvement', dev: 'note' };

export default defineRule({
  id: 'iam-controller-unscoped',
  group: 'security',
  severity: { default: 'improvement', prod: 'critical', staging: 'improvement', dev: 'note' },
  preset: 'recommended',
  kinds: ['AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy', 'AWS::IAM::Role', 'aws_iam_policy', 'aws_iam_role_policy', 'aws_iam_policy_document'],
  scope: 'workspace',
  since: '1.0',
  summary: 'The Karpenter controller may change resources of other clusters.',
  references: ['https://karpenter.sh/docs/reference/threat-model/', 'https://karpenter.sh/docs/reference/cloudformation/'],
  yieldsTo: ['iam-controller-wildcard'],
  *check(workspace, { karpenter }) {
    for (const { name, holder, statements } of controllerPolicies(workspace)) {
      for (const statement of statements) {
        const actions = unscopedActions(statement);
        const [first] = actions;
        if (first !== undefined) {
          yield {
            resource: holder,
            at: first.at,
            message: `Policy \`${name}\` allows the Karpenter controller ${actions.map(({ text }) => `\`${text}\``).join(', ')} without a condition on the tags of the cluster, so ${describeReach(actions)}.`,
            ...(verbsOf(actions).length === 0 ? { severity: lesser } : {}),
            help: 'Add the conditions of the published policy: `aws:RequestTag` or `aws:ResourceTag` on `kubernetes.io/cluster/<name>`, and beside it `karpenter.sh/nodepool` for instances or `topology.kubernetes.io/region` for instance profiles.',
          };
        }
        const profile = missedProfile(statement, karpenter);
        if (profile === undefined) continue;
        yield {
          resource: holder,
          at: profile.at,
          message: `\`${profile.text}\` in policy \`${name}\` does not match the instance profiles of Karpenter ${karpenter}, which are called \`${profile.sample}\`: with this version an EC2NodeClass with a \`role\` never gets ready${profile.exception}.`,
          severity: lesser,
          help: 'Use `instance-profile/*` with conditions on the tags, as the published policy does.',
        };
      }
    }
  },
});

/** What can be done to things that are there, whoever made them. */
const reaches: Readonly<Record<string, string>> = {
  'ec2:TerminateInstances': 'terminate any instance',
  'ec2:DeleteLaunchTemplate': 'delete any launch template',
  'ec2:CreateTags': 'tag anything in EC2',
  'iam:TagInstanceProfile': 'change any instance profile',
  'iam:AddRoleToInstanceProfile': 'change any instance profile',
  'iam:RemoveRoleFromInstanceProfile': 'change any instance profile',
  'iam:DeleteInstanceProfile': 'change any instance profile',
};

function verbsOf(actions: readonly PolicyText[]): string[] {
  const allowed = scopedActions.filter((action) => actions.some(({ text }) => matchesPattern(text, action)));
  return [...new Set(allowed.flatMap((action) => reaches[action] ?? []))];
}

/** Completes "without a condition, so …". */
function describeReach(actions: readonly PolicyText[]): string {
  const verbs = verbsOf(actions);
  if (verbs.length === 0) return 'what it makes need not carry the tags that tie it to this cluster';
  const last = verbs.pop() ?? '';
  return `it may ${verbs.length === 0 ? last : `${verbs.join(', ')} and ${last}`} in the account, whichever cluster it belongs to`;
}

/** The patterns of a statement that take in a scoped action, where nothing ties it to a cluster. */
function unscopedActions(statement: Statement): PolicyText[] {
  const { effect, actions, conditions } = statement;
  const isTied = conditions.some(({ key }) => /^(?:aws:(?:request|resource)tag|ec2:resourcetag|iam:resourcetag)\//i.test(key));
  if (effect !== 'Allow' || isTied) return [];
  // Wildcards over a whole service are another rule's to tell.
  return actions.filter(
    ({ text }) => !/^(?:\*|\*:\*|ec2:\*|iam:\*)$/i.test(text) && scopedActions.some((action) => matchesPattern(text, action) && !isBounded(action, statement)),
  );
}

/** True where the resources of a statement are only used, or tags are only given to what is just being made. */
function isBounded(action: string, { resources, conditions }: Statement): boolean {
  if (action === 'ec2:CreateTags' && conditions.some(({ key }) => /^ec2:createaction$/i.test(key))) return true;
  return resources.length > 0 && resources.every(({ text }) => isUsed(text, action));
}

/** Things that Karpenter uses and does not make, or that are made elsewhere and only named in a launch. */
function isUsed(resource: string, action: string): boolean {
  if (/:(?:RunInstances|CreateFleet)$/.test(action) && /:(?:launch-template|spot-instances-request)\//.test(resource)) return true;
  return /:(?:image|snapshot|subnet|security-group|capacity-reservation|placement-group|key-pair)\/|::(?:image|snapshot)\//.test(resource);
}

/** From 1.7 on profiles have a path: `/karpenter/<region>/<cluster>/<uid>/`. */
function missedProfile(statement: Statement, karpenter: string) {
  if (statement.effect !== 'Allow' || !speaksOf(statement, 'iam:CreateInstanceProfile')) return undefined;
  const patterns = statement.resources.flatMap((resource) => {
    const path = /:instance-profile\/(.*)$/.exec(resource.text)?.[1];
    return path === undefined || path.includes('${') ? [] : [{ ...resource, path }];
  });
  const isOld = compareVersions(karpenter, '1.7') < 0;
  const sample = isOld ? '<cluster>_<hash>' : 'karpenter/<region>/<cluster>/<uid>/<cluster>_<hash>';
  const isMissed = patterns.length > 0 && patterns.length === statement.resources.length && !patterns.some(({ path }) => matchesSample(path, sample));
  const [first] = patterns;
  return isMissed && first !== undefined ? { ...first, sample, exception: isOld ? ', unless the name of the cluster begins so' : '' } : undefined;
}

/** The parts in angle brackets may be anything. */
function matchesSample(pattern: string, sample: string): boolean {
  const fixed = sample.slice(0, sample.indexOf('<'));
  const star = pattern.search(/[*?]/);
  const literal = star === -1 ? pattern : pattern.slice(0, star);
  if (star === -1) return literal.includes('/') === sample.includes('/');
  return fixed === '' ? !literal.startsWith('karpenter') && !literal.includes('/') : fixed.startsWith(literal) || literal.startsWith(fixed);
}
