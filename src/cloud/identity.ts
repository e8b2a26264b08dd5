import { Resource } from '../core/resource.ts';
import type { Value } from '../core/resource.ts';
import type { Workspace } from '../core/workspace.ts';
import { readStatements, readTerraformStatements, speaksOf } from './policy.ts';
import type { Policy, PolicyText, Statement } from './policy.ts';
import { cloudResourcesOf, cloudText, cloudTexts, innerMap, rootOfTemplate } from './template.ts';
import type { CloudResource } from './template.ts';

/** A role with what a template says that it may do. */
export interface Role {
  readonly name: string;
  readonly holder: Resource;
  readonly at: Value;
  /** True where EC2 instances may take it. */
  readonly isForInstances: boolean;
  readonly managedPolicies: readonly PolicyText[];
  readonly policies: readonly Policy[];
}

/** The policies of a workspace that belong to no role there: in templates, and in files that hold nothing else. */
export function loosePolicies(workspace: Workspace): Policy[] {
  const attached = new Set(rolesOf(workspace).flatMap(({ policies }) => policies.map(({ statements }) => statements[0]?.at.node)));
  return [...cloudResourcesOf(workspace).flatMap((resource) => policiesOf(resource)), ...plainPolicies(workspace)].filter(
    ({ statements }) => !attached.has(statements[0]?.at.node),
  );
}

const roleTypes = ['AWS::IAM::Role', 'aws_iam_role'];

export function rolesOf(workspace: Workspace): Role[] {
  const resources = cloudResourcesOf(workspace);
  return resources.filter(({ type }) => roleTypes.includes(type)).map((resource) => toRole(resource, resources));
}

function toRole(resource: CloudResource, all: readonly CloudResource[]): Role {
  const { at, holder, name } = resource;
  const own = all.filter((other) => other.holder.source === holder.source);
  const trust = innerMap(at.at('AssumeRolePolicyDocument') ?? at.at('assume_role_policy'), holder);
  const attached = own.filter((other) => pointsTo(other, name));
  return {
    name: cloudText(at.at('RoleName') ?? at.at('name')) ?? name,
    holder,
    at,
    isForInstances: trustStatements(trust?.root, at, own).some(({ principals }) =>
      principals.some((principal) => /^ec2\.amazonaws\.com|^ec2\.\$\{/.test(principal)),
    ),
    managedPolicies: [
      ...cloudTexts(at.at('ManagedPolicyArns') ?? at.at('managed_policy_arns')),
      ...attached.flatMap((other) => (other.type === 'aws_iam_role_policy_attachment' ? cloudTexts(other.at.at('policy_arn')) : [])),
    ],
    policies: [...inlinePolicies(resource), ...attached.flatMap(policiesOf), ...attachedByArn(attached, own)],
  };
}

/** In Terraform the document usually is a data source. */
function trustStatements(root: Value | undefined, role: Value, own: readonly CloudResource[]): Statement[] {
  if (root !== undefined) return readStatements(root);
  const reference = /data\.aws_iam_policy_document\.([\w-]+)\.json/.exec(cloudText(role.at('assume_role_policy')) ?? '')?.[1];
  return own.filter(({ type, name }) => type === 'data.aws_iam_policy_document' && name === reference).flatMap(({ at }) => readTerraformStatements(at));
}

/** Policies and attachments that name a role: `Roles: [!Ref X]`, `role = aws_iam_role.x.name`. */
function pointsTo({ type, at }: CloudResource, role: string): boolean {
  if (type === 'AWS::IAM::Policy' || type === 'AWS::IAM::ManagedPolicy')
    return cloudTexts(at.at('Roles')).some(({ text }) => text === role || text === `\${${role}}`);
  if (type !== 'aws_iam_role_policy' && type !== 'aws_iam_role_policy_attachment') return false;
  return new RegExp(`aws_iam_role\\.${role}\\b`).test(cloudText(at.at('role')) ?? '');
}

function attachedByArn(attached: readonly CloudResource[], own: readonly CloudResource[]): Policy[] {
  const names = attached.flatMap(({ at }) => /aws_iam_policy\.([\w-]+)\./.exec(cloudText(at.at('policy_arn')) ?? '')?.[1] ?? []);
  return own.filter(({ type, name }) => type === 'aws_iam_policy' && names.includes(name)).flatMap(policiesOf);
}

function inlinePolicies({ at, holder, name }: CloudResource): Policy[] {
  const blocks = [...(at.at('Policies')?.items() ?? []), ...(at.at('inline_policy')?.items() ?? [])];
  return blocks.flatMap((block) =>
    documentPolicy(block.at('PolicyDocument') ?? block.at('policy'), holder, cloudText(block.at('PolicyName') ?? block.at('name')) ?? name),
  );
}

const policyFields: Readonly<Record<string, readonly [document: string, name: string]>> = {
  'AWS::IAM::Policy': ['PolicyDocument', 'PolicyName'],
  'AWS::IAM::ManagedPolicy': ['PolicyDocument', 'ManagedPolicyName'],
  aws_iam_policy: ['policy', 'name'],
  aws_iam_role_policy: ['policy', 'name'],
};

function policiesOf({ type, name, at, holder }: CloudResource): Policy[] {
  if (type === 'data.aws_iam_policy_document')
    return [{ name, holder, statements: readTerraformStatements(at) }].filter(({ statements }) => statements.length > 0);
  const fields = policyFields[type];
  return fields === undefined ? [] : documentPolicy(at.at(fields[0]), holder, cloudText(at.at(fields[1])) ?? name);
}

function documentPolicy(value: Value | undefined, holder: Resource, name: string): Policy[] {
  const document = innerMap(value, holder);
  const statements = document === undefined ? [] : readStatements(document.root);
  return document === undefined || statements.length === 0 ? [] : [{ name, holder: document.holder, statements }];
}

/** Files that hold a policy document and nothing else. */
function plainPolicies(workspace: Workspace): Policy[] {
  return workspace.manifests.flatMap((manifest) => {
    const root = rootOfTemplate(manifest, /"?Statement"?\s*:/);
    const document = root?.at('PolicyDocument') ?? root;
    const node = root?.node;
    if (document === undefined || node?.kind !== 'map' || document.at('Statement') === undefined) return [];
    const { source } = manifest;
    const name = source.file.slice(source.file.lastIndexOf('/') + 1).replace(/\.[a-z.]+$/i, '');
    const holder = new Resource(source, node, 0, { name, type: { apiVersion: 'iam', kind: 'Policy' }, isForeign: true });
    return [{ name, holder, statements: readStatements(document) }];
  });
}

/** True where a policy seems to be meant for the Karpenter controller: by its name, or because nothing else asks for such actions. */
export function isForController({ name, statements, holder }: Policy): boolean {
  const names = `${name} ${holder.name}`;
  if (isForAutoMode(statements)) return false;
  if (/karpenter[-_. ]?node(?![-_. ]?(?:life|pool|class))/i.test(names)) return false;
  if (/karpenter/i.test(names) || /karpenter[^/]*(?:policy|controller|iam)[^/]*$/i.test(holder.file)) return true;
  const named = statements.filter(({ effect }) => effect === 'Allow').flatMap(({ actions }) => actions.map(({ text }) => text.toLowerCase()));
  return ['ec2:createfleet', 'ec2:createlaunchtemplate'].every((action) => named.includes(action));
}

/** What the cluster of EKS Auto Mode needs for tags of one's own. https://docs.aws.amazon.com/eks/latest/userguide/auto-cluster-iam-role.html */
function isForAutoMode(statements: readonly Statement[]): boolean {
  return statements.some(({ conditions }) => conditions.some(({ key }) => key.endsWith('/eks:kubernetes-node-class-name')));
}

/** True for a role that the nodes of a cluster take. */
export function isNodeRole(role: Role, roleNames: readonly string[]): boolean {
  if (!role.isForInstances) return false;
  const isWorker = role.managedPolicies.some(({ text }) => text.includes('AmazonEKSWorkerNodePolicy'));
  return isWorker || roleNames.includes(role.name) || /karpenter/i.test(role.name);
}

/** The statements that allow an action. */
export function allowing(policies: readonly Policy[], action: string): Statement[] {
  return policies.flatMap(({ statements }) => statements.filter((statement) => statement.effect === 'Allow' && speaksOf(statement, action)));
}

/** The policies that the Karpenter controller seems to get: its own, and those of roles that carry its name. */
export function controllerPolicies(workspace: Workspace): Policy[] {
  const roles = rolesOf(workspace).filter(({ isForInstances }) => !isForInstances);
  const attached = roles.flatMap((role) => role.policies.filter((policy) => isForController(policy) || isControllerRole(role)));
  return [...attached, ...loosePolicies(workspace).filter(isForController)];
}

export function isControllerRole({ name, isForInstances }: Role): boolean {
  return !isForInstances && /karpenter/i.test(name);
}
