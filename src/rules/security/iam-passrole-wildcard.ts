import { controllerPolicies } from '../../cloud/identity.ts';
import { matchesPattern } from '../../cloud/policy.ts';
import type { Statement } from '../../cloud/policy.ts';
import type { Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { Severities } from '../../core/rule.ts';

const lesser: Severities = { default: 'improvement', prod: 'improvement', staging: 'improvement', dev: 'note' };
/** A role of nodes trusts EC2 alone, so this is a second lock on the same door. */
const least: Severities = 'note';

export default defineRule({
  id: 'iam-passrole-wildcard',
  group: 'security',
  severity: { default: 'critical', prod: 'critical', staging: 'critical', dev: 'improvement' },
  preset: 'recommended',
  kinds: ['AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy', 'AWS::IAM::Role', 'aws_iam_policy', 'aws_iam_role_policy', 'aws_iam_policy_document'],
  scope: 'workspace',
  summary: 'Karpenter may pass any role to its instances.',
  references: ['https://karpenter.sh/docs/reference/threat-model/', 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html'],
  *check(workspace) {
    for (const { name, holder, statements } of controllerPolicies(workspace)) {
      for (const statement of statements) {
        const gap = findGap(statement);
        if (gap === undefined) continue;
        yield {
          resource: holder,
          at: gap.at,
          message: `Policy \`${name}\` lets the Karpenter controller pass ${gap.what}.`,
          help: 'Name the role of the nodes in `Resource`, and add the condition `StringEquals: { iam:PassedToService: ec2.amazonaws.com }`.',
          ...(gap.severity === undefined ? {} : { severity: gap.severity }),
        };
      }
    }
  },
});

interface Gap {
  readonly at: Value;
  /** Completes "lets the controller pass …". */
  readonly what: string;
  readonly severity?: Severities;
}

function findGap({ effect, actions, resources, conditions, at }: Statement): Gap | undefined {
  // `*` and `iam:*` are another rule's to tell.
  const action = actions.find(({ text }) => matchesPattern(text, 'iam:PassRole') && !/^(?:\*|\*:\*|iam:\*)$/i.test(text));
  if (effect !== 'Allow' || action === undefined) return undefined;
  const any = resources.find(({ text }) => /^\*$|:role\/\*$/.test(text));
  if (any !== undefined)
    return { at: any.at, what: `any role (\`${any.text}\`), so whoever may write an EC2NodeClass can start an instance with each role that EC2 may take` };
  // A role of another account cannot be passed, so a `*` in its place widens nothing.
  const pattern = resources.find(({ text }) => /:role\/.*\*/.test(text));
  if (pattern !== undefined) {
    return {
      at: pattern.at,
      what: `every role that matches \`${pattern.text}\`, so whoever may write an EC2NodeClass can start an instance with each of them that EC2 may take`,
      severity: lesser,
    };
  }
  const isBound = conditions.some(({ key }) => key.toLowerCase() === 'iam:passedtoservice');
  return isBound
    ? undefined
    : {
        at: action.at ?? at,
        what: 'a role without the condition `iam:PassedToService`, so only the trust policy of the role keeps it from services other than EC2',
        severity: least,
      };
}
