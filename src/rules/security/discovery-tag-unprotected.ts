import { readStatements, speaksOf } from '../../cloud/policy.ts';
import type { Statement } from '../../cloud/policy.ts';
import { cloudResourcesOf, cloudText, innerMap } from '../../cloud/template.ts';
import { defineRule } from '../../core/rule.ts';

export default defineRule({
  id: 'discovery-tag-unprotected',
  group: 'security',
  severity: { default: 'note', prod: 'note', staging: 'note', dev: 'off' },
  preset: 'all',
  kinds: ['AWS::Organizations::Policy', 'aws_organizations_policy'],
  scope: 'workspace',
  summary: 'No policy of the organisation protects the tags that steer Karpenter.',
  references: ['https://karpenter.sh/docs/reference/threat-model/'],
  *check(workspace) {
    const policies = cloudResourcesOf(workspace)
      .filter(({ type }) => type === 'AWS::Organizations::Policy' || type === 'aws_organizations_policy')
      .filter(({ at }) => (cloudText(at.at('Type') ?? at.at('type')) ?? 'SERVICE_CONTROL_POLICY') === 'SERVICE_CONTROL_POLICY')
      .map((policy) => ({ ...policy, content: innerMap(policy.at.at('Content') ?? policy.at.at('content'), policy.holder) }));
    const [first] = policies;
    if (first === undefined || policies.some(({ content }) => content === undefined)) return;
    const guards = policies
      .flatMap(({ content }) => (content === undefined ? [] : readStatements(content.root).map((statement) => ({ statement, holder: content.holder }))))
      .filter(({ statement }) => guardsTags(statement));
    if (guards.length === 0) {
      yield {
        resource: first.holder,
        at: first.place,
        message:
          'None of the service control policies here denies `ec2:CreateTags` and `ec2:DeleteTags` on `karpenter.sh/*`, so whoever may tag can steer nodes into other subnets, or make Karpenter delete instances.',
        help: 'Deny both actions for these tag keys, except for the roles of Karpenter and of those who build the network.',
      };
    }
    for (const { statement, holder } of guards.filter((guard) => !exempts(guard.statement))) {
      yield {
        resource: holder,
        at: statement.actions[0]?.at ?? statement.at,
        message: 'This denies tagging with `karpenter.sh/*` for everybody, Karpenter included, so no instance can be launched.',
        help: 'Exempt the role of the controller: `ArnNotLike: { aws:PrincipalArn: … }`.',
      };
    }
  },
});

function guardsTags(statement: Statement): boolean {
  const speaks = ['ec2:CreateTags', 'ec2:DeleteTags'].some((action) => speaksOf(statement, action));
  return statement.effect === 'Deny' && speaks && statement.conditions.some(({ key, values }) => /karpenter\.sh/.test(`${key} ${values.join(' ')}`));
}

function exempts({ conditions }: Statement): boolean {
  return conditions.some(({ operator, key }) => /not/i.test(operator) && /^aws:principal/i.test(key));
}
