import { addItem } from '../../core/fix.ts';
import type { Fix } from '../../core/fix.ts';
import { rolesOf } from '../../cloud/identity.ts';
import type { Role } from '../../cloud/identity.ts';
import { defineRule } from '../../core/rule.ts';
import type { Severities } from '../../core/rule.ts';
import { nodeRoleNames } from '../../karpenter/node-role.ts';

const pullPolicies = [
  'AmazonEC2ContainerRegistryPullOnly',
  'AmazonEC2ContainerRegistryReadOnly',
  'AmazonEC2ContainerRegistryPowerUser',
  'AmazonEC2ContainerRegistryFullAccess',
];

export default defineRule({
  id: 'iam-node-role-missing-policy',
  group: 'correctness',
  severity: { default: 'improvement', prod: 'critical', staging: 'improvement', dev: 'improvement' },
  preset: 'recommended',
  kinds: ['AWS::IAM::Role', 'aws_iam_role'],
  scope: 'workspace',
  summary: 'The role of the nodes lacks a policy without which they do not join, or start no pods.',
  references: ['https://karpenter.sh/docs/reference/cloudformation/', 'https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html'],
  fix: 'unsafe',
  *check(workspace) {
    const names = nodeRoleNames(workspace);
    for (const role of rolesOf(workspace)) {
      if (!names.some((name) => isNamed(role.name, name))) continue;
      const at = role.at.at('ManagedPolicyArns') ?? role.at.at('managed_policy_arns') ?? role.at;
      for (const { what, consequence, severity, policy } of gapsOf(role)) {
        const fix = policy === undefined ? undefined : makeFix(role, policy);
        yield {
          resource: role.holder,
          at,
          message: `Node role \`${role.name}\` lacks ${what}: ${consequence}.`,
          help: 'Attach what the CloudFormation template of Karpenter attaches to its node role.',
          ...(severity === undefined ? {} : { severity }),
          ...(fix === undefined ? {} : { fix }),
        };
      }
    }
  },
});

/** The new item is written as the last one is, which names a policy of AWS as well. */
function makeFix({ at, holder }: Role, policy: string): Fix | undefined {
  const list = at.at('ManagedPolicyArns');
  const [, beginning] = /^(.*\biam::aws:policy\/)[\w/-]+$/.exec(list?.items().at(-1)?.text ?? '') ?? [];
  const edit = list === undefined || beginning === undefined ? undefined : addItem(holder, list, beginning + policy);
  return edit && { title: `Attach \`${policy}\``, safety: 'unsafe', edits: [edit] };
}

/** A template writes names such as `KarpenterNodeRole-${ClusterName}`. */
function isNamed(written: string, name: string): boolean {
  const parts = written.split(/\$\{[^}]*\}/);
  // With little more than `role` written out it may be the role of anything.
  if (
    parts.length > 1 &&
    parts
      .join('-')
      .replace(/\b(?:role|iam|eks|cluster)\b/gi, '')
      .replace(/[^A-Za-z]/g, '').length < 4
  )
    return false;
  const pattern = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${pattern.join('.+')}$`).test(name);
}

interface Gap {
  readonly what: string;
  readonly consequence: string;
  readonly severity?: Severities;
  /** The policy of AWS that closes it. */
  readonly policy?: string;
}

function gapsOf(role: Role): Gap[] {
  const attached = role.managedPolicies.map(({ text }) => text);
  const has = (policies: readonly string[]): boolean => attached.some((arn) => policies.some((policy) => arn.endsWith(`/${policy}`) || arn === policy));
  // Policies of its own, or one whose name is filled in later, may grant the same.
  const isOpen = role.policies.length > 0 || attached.some((arn) => !/:policy\/(?:[\w/-]+)$/.test(arn) || !/iam::aws:/.test(arn));
  const softened = isOpen ? { severity: 'note' as const } : {};
  return [
    ...(role.isForInstances ? [] : [{ what: 'a trust for `ec2.amazonaws.com`', consequence: 'no instance can take it, so every launch fails' }]),
    ...(has(['AmazonEKSWorkerNodePolicy'])
      ? []
      : [
          {
            what: '`AmazonEKSWorkerNodePolicy`',
            consequence: 'nodes cannot look their cluster up and never join',
            policy: 'AmazonEKSWorkerNodePolicy',
            ...softened,
          },
        ]),
    ...(has(pullPolicies)
      ? []
      : [
          {
            what: '`AmazonEC2ContainerRegistryPullOnly`',
            consequence: 'nodes cannot pull the images of system pods and stay not ready',
            policy: 'AmazonEC2ContainerRegistryPullOnly',
            ...softened,
          },
        ]),
    ...(has(['AmazonEKS_CNI_Policy'])
      ? []
      : [
          {
            what: '`AmazonEKS_CNI_Policy`',
            consequence: 'pods get no addresses, unless `aws-node` has a role of its own',
            policy: 'AmazonEKS_CNI_Policy',
            severity: 'note' as const,
          },
        ]),
  ];
}
