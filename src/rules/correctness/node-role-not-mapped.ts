import { cloudResourcesOf, cloudText } from '../../cloud/template.ts';
import { replaceText } from '../../core/fix.ts';
import type { Fix } from '../../core/fix.ts';
import { hasPlaceholder } from '../../core/resource.ts';
import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { perSurroundings } from '../../core/workspace.ts';
import type { Workspace } from '../../core/workspace.ts';
import { amiFamilyOf } from '../../karpenter/ami-family.ts';
import { roleMappingsAround } from '../../karpenter/role-mappings.ts';
import type { RoleMapping, RoleMappings } from '../../karpenter/role-mappings.ts';
import { knownText } from '../../karpenter/written.ts';

const nodeGroups = ['system:bootstrappers', 'system:nodes'];
const windowsGroup = 'eks:kube-proxy-windows';

export default defineRule({
  id: 'node-role-not-mapped',
  group: 'correctness',
  severity: 'improvement',
  preset: 'essential',
  kinds: ['EC2NodeClass'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'The role of the nodes is not among those that may join the cluster.',
  references: ['https://karpenter.sh/docs/troubleshooting/#node-notready', 'https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html'],
  fix: 'unsafe',
  *check(nodeClass, context) {
    const at = nodeClass.at('spec', 'role');
    const role = knownText(at);
    const found = at === undefined ? undefined : mappingsAround(context, nodeClass);
    // A mapping that is filled in later may be the one.
    if (at === undefined || role === undefined || found === undefined || found.mappings.some(({ arn }) => hasPlaceholder(lastPart(arn)))) return;
    const name = lastPart(role);
    const own = found.mappings.filter(({ arn }) => lastPart(arn) === name);
    const missing = own.length === 0 ? [] : groupsFor(nodeClass).filter((group) => !own.some(({ groups }) => groups === undefined || groups.includes(group)));
    if (own.length > 0 && missing.length === 0) return;
    const where = found.configMap === undefined ? 'the access entries here' : '`aws-auth`';
    const fix = own.length === 0 ? makeFix(name, found) : undefined;
    yield {
      at,
      message:
        own.length === 0
          ? `Role \`${name}\` is not mapped in ${where}: nodes of EC2NodeClass \`${nodeClass.name}\` start, cannot join, and are deleted after 15 minutes, again and again.`
          : `Role \`${name}\` is mapped in ${where} without ${missing.map((group) => `\`${group}\``).join(' and ')}, so its nodes cannot join as nodes.`,
      help: 'Add an access entry of the type EC2_LINUX (or EC2_WINDOWS) for the role, or an entry of `mapRoles` with the groups of nodes.',
      related:
        found.configMap === undefined ? [] : [{ message: 'The roles are mapped here.', resource: found.configMap.resource, at: found.configMap.text.keyPlace }],
      ...(found.isComplete ? { severity: 'critical' } : {}),
      ...(fix === undefined ? {} : { fix }),
    };
  },
});

/** The groups that nodes join with. */
function groupsFor(nodeClass: Resource): readonly string[] {
  return amiFamilyOf(nodeClass)?.kind === 'Windows' ? [...nodeGroups, windowsGroup] : nodeGroups;
}

/** The access entries of CloudFormation and Terraform; a name that is filled in later may be any. */
const mappingsAround = perSurroundings((workspace, nodeClass) => roleMappingsAround(workspace, nodeClass, accessEntries(workspace)));

function accessEntries(workspace: Workspace): RoleMapping[] {
  return cloudResourcesOf(workspace).flatMap(({ type, at }) => {
    const arn = type === 'AWS::EKS::AccessEntry' ? at.at('PrincipalArn') : type === 'aws_eks_access_entry' ? at.at('principal_arn') : undefined;
    return arn === undefined ? [] : [{ arn: cloudText(arn) ?? '${}', groups: undefined }];
  });
}

function lastPart(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

/** An entry in the account of the others. */
function makeFix(role: string, { configMap, mappings }: RoleMappings): Fix | undefined {
  const prefix = mappings.map(({ arn }: RoleMapping) => /^(arn:[\w-]+:iam::[0-9]{12}:role\/)/.exec(arn)?.[1]).find((part) => part !== undefined);
  if (configMap === undefined || prefix === undefined) return undefined;
  const entry = [`- rolearn: ${prefix}${role}`, '  username: system:node:{{EC2PrivateDNSName}}', '  groups:', ...nodeGroups.map((group) => `    - ${group}`)];
  const edit = replaceText(configMap.resource, configMap.text, [(configMap.text.text ?? '').trimEnd(), ...entry].join('\n'));
  return edit === undefined ? undefined : { title: `Map \`${role}\` in \`aws-auth\``, safety: 'unsafe', edits: [edit] };
}
