import { isNodeRole, rolesOf } from '../../cloud/identity.ts';
import { defineRule } from '../../core/rule.ts';
import { nodeRoleNames } from '../../karpenter/node-role.ts';

export default defineRule({
  id: 'ssm-access-missing',
  group: 'security',
  severity: { default: 'note', prod: 'note', staging: 'note', dev: 'off' },
  preset: 'all',
  kinds: ['AWS::IAM::Role', 'aws_iam_role'],
  scope: 'workspace',
  summary: 'Nobody can get onto a node by Session Manager.',
  references: ['https://karpenter.sh/docs/troubleshooting/#node-notready', 'https://karpenter.sh/docs/reference/cloudformation/'],
  *check(workspace) {
    const names = nodeRoleNames(workspace);
    for (const role of rolesOf(workspace).filter((candidate) => isNodeRole(candidate, names))) {
      const { managedPolicies, policies, holder, name, at } = role;
      const hasSession = policies.some(({ statements }) =>
        statements.some(({ actions }) => actions.some(({ text }) => /^(?:ssmmessages:|ssm:\*|ssm:UpdateInstanceInformation|\*)/.test(text))),
      );
      if (
        hasSession ||
        managedPolicies.length === 0 ||
        managedPolicies.some(({ text }) => /AmazonSSMManagedInstanceCore|AmazonSSMFullAccess|AdministratorAccess|\$\{/.test(text))
      )
        continue;
      yield {
        resource: holder,
        at,
        message: `Role \`${name}\` lacks \`AmazonSSMManagedInstanceCore\`, so there is no way onto a node that is not ready, short of SSH.`,
        help: 'Attach the policy, as the published template does.',
      };
    }
  },
});
