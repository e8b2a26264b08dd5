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
      for (const { text, at } of statements.flatMap(tooWide)) {
        yield {
          resource: holder,
          at,
          message: `Policy \`${name}\` of the Karpenter controller allows ${text}, so whoever gets hold of the controller owns the account.`,
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
          message: `Role \`${name}\` of the Karpenter controller has the policy \`${text.slice(text.lastIndexOf('/') + 1)}\`, so whoever gets hold of the controller owns the account.`,
          help: 'Attach the published controller policy for your version instead.',
        };
      }
    }
  },
});

/** The patterns that take in all of EC2, of IAM or of everything. */
function tooWide(statement: Statement) {
  if (statement.effect !== 'Allow') return [];
  const [excluded] = statement.notActions;
  if (excluded !== undefined) {
    const isHarmless = ['ec2:TerminateInstances', 'iam:PassRole'].every((action) => statement.notActions.some(({ text }) => matchesPattern(text, action)));
    return isHarmless
      ? []
      : [
          {
            text: `everything but ${statement.notActions.length === 1 ? 'one action' : `${statement.notActions.length} actions`} (\`NotAction\`)`,
            at: excluded.at,
          },
        ];
  }
  return statement.actions.filter(({ text }) => /^(?:\*(?::\*)?|(?:ec2|iam):\*)$/i.test(text)).map(({ text, at }) => ({ text: `\`${text}\``, at }));
}
