import { replaceScalar } from '../../core/fix.ts';
import type { Fix } from '../../core/fix.ts';
import type { Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { Severities } from '../../core/rule.ts';
import { compareVersions } from '../../karpenter/versions.ts';

/** From this minor on Karpenter makes one more instance profile each time that it compares. */
const profilesPileUp = '1.7';
const pilesUp: Severities = { default: 'improvement', prod: 'critical', staging: 'improvement', dev: 'improvement' };

export default defineRule({
  id: 'node-role-arn',
  group: 'correctness',
  severity: { default: 'improvement', prod: 'improvement', staging: 'improvement', dev: 'note' },
  preset: 'recommended',
  kinds: ['EC2NodeClass'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'A role or an instance profile is given by its ARN or path instead of its name.',
  references: [
    'https://karpenter.sh/docs/concepts/nodeclasses/#specrole',
    'https://github.com/aws/karpenter-provider-aws/blob/main/pkg/controllers/nodeclass/instanceprofile.go',
  ],
  fix: 'unsafe',
  *check(nodeClass, { karpenter }) {
    for (const field of ['role', 'instanceProfile']) {
      const value = nodeClass.at('spec', field);
      const text = value?.text;
      if (value === undefined || text === undefined || !hasKnownName(text)) continue;
      const isNewer = compareVersions(karpenter, profilesPileUp) >= 0;
      const severity = field === 'instanceProfile' ? 'critical' : isNewer ? pilesUp : undefined;
      const what = text.startsWith('arn:') ? 'the ARN' : 'the path';
      yield {
        at: value,
        message: `\`spec.${field}\` takes a name, not ${what} \`${text}\`${consequence(field, isNewer)}.`,
        help: `Write \`${nameIn(text)}\`.`,
        ...(severity === undefined ? {} : { severity }),
        fix: makeFix(nodeClass, value, nameIn(text)),
      };
    }
  },
});

function consequence(field: string, isNewer: boolean): string {
  if (field === 'instanceProfile') return ': EC2 knows no profile of that name, so every launch fails';
  return isNewer
    ? ': it never equals the name that IAM gives back, so Karpenter makes one more instance profile about every 15 minutes'
    : ': it never equals the name that IAM gives back, so Karpenter takes the role out of its profile and puts it in again all the time';
}

/** The account in an ARN may be filled in later; the name behind the last slash must be written out. */
function hasKnownName(text: string): boolean {
  const written = text.replaceAll(/\$\{[^}]*\}|\{\{.*?\}\}|\$\([^)]*\)/g, '?');
  return written.includes('/') && nameIn(written) !== '' && !/[?{}$]/.test(nameIn(written));
}

function nameIn(text: string): string {
  return text.slice(text.lastIndexOf('/') + 1);
}

function makeFix(nodeClass: Resource, value: Value, name: string): Fix {
  return { title: `Write \`${name}\` (replaces nodes)`, safety: 'unsafe', rolls: true, edits: [replaceScalar(nodeClass, value, name)] };
}
