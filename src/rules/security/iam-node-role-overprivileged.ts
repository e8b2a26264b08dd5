import { isNodeRole, rolesOf } from '../../cloud/identity.ts';
import type { Role } from '../../cloud/identity.ts';
import type { PolicyText, Statement } from '../../cloud/policy.ts';
import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { nodeRoleNames } from '../../karpenter/node-role.ts';

export default defineRule({
  id: 'iam-node-role-overprivileged',
  group: 'security',
  severity: { default: 'critical', prod: 'critical', staging: 'critical', dev: 'improvement' },
  preset: 'essential',
  kinds: ['AWS::IAM::Role', 'aws_iam_role', 'aws_iam_role_policy_attachment'],
  scope: 'workspace',
  summary: 'The role of the nodes may do far more than a node needs.',
  references: [
    'https://karpenter.sh/docs/reference/cloudformation/',
    'https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html',
  ],
  *check(workspace) {
    const names = nodeRoleNames(workspace);
    for (const role of rolesOf(workspace).filter((candidate) => isNodeRole(candidate, names))) {
      for (const { holder, text, at } of excesses(role)) {
        yield {
          resource: holder,
          at,
          message: `Role \`${role.name}\` lets nodes do ${text}: every pod that reaches the metadata service of its node, and every container that breaks out, can do the same.`,
          help: 'Give nodes the policies that a worker needs (EKS worker, CNI, ECR pull, SSM), and give pods roles of their own by Pod Identity or IRSA.',
        };
      }
    }
  },
});

interface Excess {
  readonly holder: Resource;
  readonly at: PolicyText['at'];
  /** Completes "lets nodes do …". */
  readonly text: string;
}

function excesses(role: Role): Excess[] {
  const managed = role.managedPolicies
    .filter(({ text }) => /\/(?:AdministratorAccess|PowerUserAccess|IAMFullAccess)$/.test(text))
    .map(({ text, at }) => ({ holder: role.holder, at, text: `all of \`${text.slice(text.lastIndexOf('/') + 1)}\`` }));
  const own = role.policies.flatMap(({ holder, statements }) =>
    statements.flatMap((statement) => wideActions(statement).map(({ text, at }) => ({ holder, at, text: `\`${text}\`` }))),
  );
  return [...managed, ...own];
}

function wideActions({ effect, actions, resources, conditions }: Statement): PolicyText[] {
  // Tied to the tags of things, a pattern takes in less.
  if (effect !== 'Allow' || conditions.some(({ key }) => /resourcetag\//i.test(key))) return [];
  const isAnywhere = resources.some(({ text }) => /^\*$|^arn:.*:\*$|:role\/\*$/.test(text));
  return actions.filter(({ text }) => {
    return isAnywhere && /^(?:\*|\*:\*|(?:ec2|iam|s3|sts):\*|iam:PassRole|sts:AssumeRole)$/i.test(text);
  });
}
