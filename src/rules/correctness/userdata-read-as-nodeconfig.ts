import { replaceText } from '../../core/fix.ts';
import type { Fix } from '../../core/fix.ts';
import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { amiFamilyOf } from '../../karpenter/ami-family.ts';
import { userDataOf } from '../../karpenter/user-data.ts';
import type { UserData } from '../../karpenter/user-data.ts';

export default defineRule({
  id: 'userdata-read-as-nodeconfig',
  group: 'correctness',
  severity: 'critical',
  preset: 'recommended',
  kinds: ['EC2NodeClass'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'A script in the user data of AL2023 happens to be YAML, so it is taken for a NodeConfig.',
  references: [
    'https://karpenter.sh/docs/concepts/nodeclasses/#al2023-1',
    'https://github.com/aws/karpenter-provider-aws/blob/main/pkg/providers/amifamily/bootstrap/nodeadm.go',
  ],
  fix: 'unsafe',
  *check(nodeClass) {
    const userData = userDataOf(nodeClass);
    const form = userData?.parts[0]?.form;
    if (userData === undefined || userData.isMime || amiFamilyOf(nodeClass)?.kind !== 'AL2023') return;
    // Comments that no script stands behind do no harm.
    const isScript = userData.text.trimStart().startsWith('#!');
    if (form !== 'mapping' && !(form === 'empty' && isScript)) return;
    const fix = makeFix(nodeClass, userData);
    yield {
      at: userData.at,
      message: `This \`userData\` ${form === 'empty' ? 'is nothing but comments to YAML' : 'parses as YAML'}, so Karpenter takes it for a NodeConfig: ${isScript ? 'the script never runs' : 'it is never run as a script'}, and nodeadm may refuse it.`,
      help: 'Wrap it in a MIME archive, in a part of type `text/x-shellscript`.',
      ...(userData.isPartlyKnown ? { severity: 'note' } : {}),
      ...(fix === undefined ? {} : { fix }),
    };
  },
});

function makeFix(nodeClass: Resource, { at, text }: UserData): Fix | undefined {
  const head = ['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary="//"', '', '--//', 'Content-Type: text/x-shellscript; charset="us-ascii"', ''];
  const edit = replaceText(nodeClass, at, [...head, text.trimEnd(), '', '--//--'].join('\n'));
  return edit === undefined ? undefined : { title: 'Wrap the script in MIME (replaces nodes)', safety: 'unsafe', rolls: true, edits: [edit] };
}
