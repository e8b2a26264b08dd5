import { replaceText } from '../../core/fix.ts';
import type { Fix } from '../../core/fix.ts';
import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { amiFamilyOf } from '../../karpenter/ami-family.ts';
import { userDataOf } from '../../karpenter/user-data.ts';
import type { UserData, UserDataPart } from '../../karpenter/user-data.ts';

export default defineRule({
  id: 'userdata-missing-shebang',
  group: 'correctness',
  severity: { default: 'improvement', prod: 'improvement', staging: 'improvement', dev: 'note' },
  preset: 'recommended',
  kinds: ['EC2NodeClass'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'A script in user data does not say what runs it.',
  references: ['https://karpenter.sh/docs/concepts/nodeclasses/#specuserdata', 'https://docs.cloud-init.io/en/latest/explanation/format/user-data-script.html'],
  fix: 'unsafe',
  yieldsTo: ['userdata-read-as-nodeconfig', 'userdata-format-mismatch'],
  *check(nodeClass) {
    const userData = userDataOf(nodeClass);
    const family = amiFamilyOf(nodeClass)?.kind;
    if (userData === undefined || (family !== 'AL2' && family !== 'AL2023')) return;
    if (!userData.parts.some((part) => isScript(part, family) && !part.text.trimStart().startsWith('#!'))) return;
    const fix = makeFix(nodeClass, userData);
    yield {
      at: userData.at,
      message: `The script in \`userData\` does not begin with \`#!\`, so cloud-init cannot start it, and the node joins without what the script does.`,
      help: 'Begin with a line such as `#!/bin/bash`.',
      ...(fix === undefined ? {} : { fix }),
    };
  },
});

function isScript({ contentType, form, text }: UserDataPart, family: 'AL2' | 'AL2023'): boolean {
  if (text.trim() === '' || /^\s*(?:\$\{|\{\{|\$\()/.test(text)) return false;
  if (contentType !== undefined) return contentType === 'text/x-shellscript' && form !== 'nodeconfig';
  // AL2 runs everything as a script; AL2023 takes YAML for a NodeConfig.
  return form === 'text' || (family === 'AL2' && (form === 'mapping' || form === 'shell'));
}

function makeFix(nodeClass: Resource, { at, text, isMime }: UserData): Fix | undefined {
  const edit = isMime ? undefined : replaceText(nodeClass, at, `#!/bin/bash\n${text.trim()}`);
  return edit === undefined ? undefined : { title: 'Begin with `#!/bin/bash` (replaces nodes)', safety: 'unsafe', rolls: true, edits: [edit] };
}
