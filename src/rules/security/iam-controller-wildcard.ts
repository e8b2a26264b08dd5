import { controllerPolicies, isControllerRole, rolesOf } from '../../cloud/identity.ts';
import { matchesPattern } from '../../cloud/policy.ts';
import type { Statement } from '../../cloud/policy.ts';
import { defineRule } from '../../core/rule.ts';

export default defineRule({
  id: 'iam-controller-wildcard',
  group: 'security',
  severity: { default: 'critical', prod: 'critical', staging: 'improvement', dev: 'improvement' },
  preset: 'essential',
  kinds: ['AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy', 'AWS::IAM::Role', 'aws_iam_policy', 'aws_iam_role', 'aws_iam_role_policy', 'aws_iam_policy_document'],
  scope: 'workspace',
  summary: 'The role of the Karpenter controller may do everything, or everything in EC2 or IAM.',
  references: ['https://karpenter.sh/docs/reference/threat-model/', 'https://karpenter.sh/docs/reference/cloudformation/'],
  *check(workspace) {
    for (const { name, holder, statements } of controllerPolicies(workspace)) {
      for (const { text, at, reach } of statements.flatMap(tooWide)) {
        yield {
          resource: holder,
          at,
          message: `Policy \`${name}\` of the Karpenter controller allows ${text}, so whoever gets hold of the controller ${reach}.`,
          help: 'List the actions that the published policy has for your version, each with its conditions.',
        };
      }
    }
    for (const { name, holder, managedPolicies } of rolesOf(workspace).filter(isControllerRole)) {
      for (const { text, at } of managedPolicies.filter((policy) =>
        /\/(?:AdministratorAccess|PowerUserAccess|IAMFullAccess|AmazonEC2FullAccess)$/.test(policy.text),
      )) {
        yield {
          resource: holder,
          at,
          message: `Role \`${name}\` of the Karpenter controller has the policy \`${text.slice(text.lastIndexOf('/') + 1)}\`, so whoever gets hold of the controller ${/EC2/.test(text) ? ofEc2 : /PowerUser/.test(text) ? ofServices : ofAccount}.`,
          help: 'Attach the published controller policy for your version instead.',
        };
      }
    }
  },
});

// Each completes "whoever gets hold of the controller …".
const ofEc2 = 'may stop, change and delete all instances, disks and networks of the account';
const ofServices = 'reaches nearly everything in the account';
const ofAccount = 'owns the account';

/** A pattern over a service, and where: with a condition on tags or for named things alone it takes in less. */
function isEverywhere({ resources, conditions }: Statement): boolean {
  const isTied = conditions.some(({ key }) => /resourcetag\//i.test(key));
  return !isTied && (resources.length === 0 || resources.some(({ text }) => /^\*$|^arn:[^:]*:[^:]*:[^:]*:[^:]*:\*$/.test(text)));
}

/** The patterns that take in all of EC2, of IAM or of everything. */
function tooWide(statement: Statement) {
  if (statement.effect !== 'Allow' || !isEverywhere(statement)) return [];
  const [excluded] = statement.notActions;
  if (excluded !== undefined) {
    const isHarmless = ['ec2:TerminateInstances', 'iam:PassRole'].every((action) => statement.notActions.some(({ text }) => matchesPattern(text, action)));
    return isHarmless
      ? []
      : [
          {
            text: `everything but ${statement.notActions.length === 1 ? 'one action' : `${statement.notActions.length} actions`} (\`NotAction\`)`,
            at: excluded.at,
            reach: ofServices,
          },
        ];
  }
  return statement.actions
    .filter(({ text }) => /^(?:\*(?::\*)?|(?:ec2|iam):\*)$/i.test(text))
    .map(({ text, at }) => ({ text: `\`${text}\``, at, reach: /^ec2/i.test(text) ? ofEc2 : ofAccount }));
}
