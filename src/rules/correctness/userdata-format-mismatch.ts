import { defineRule } from '../../core/rule.ts';
import type { Problem, Severities } from '../../core/rule.ts';
import { amiFamilyOf } from '../../karpenter/ami-family.ts';
import type { AmiFamilyKind } from '../../karpenter/ami-family.ts';
import { readMapping, userDataOf } from '../../karpenter/user-data.ts';
import type { UserData, UserDataForm, UserDataPart } from '../../karpenter/user-data.ts';

const nodeStillJoins: Severities = { default: 'improvement', prod: 'improvement', staging: 'improvement', dev: 'note' };

const nodeConfigVersion = 'node.eks.aws/v1alpha1';

export default defineRule({
  id: 'userdata-format-mismatch',
  group: 'correctness',
  severity: 'critical',
  preset: 'recommended',
  kinds: ['EC2NodeClass'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'User data is not written in what the AMI family reads.',
  references: [
    'https://karpenter.sh/docs/concepts/nodeclasses/#specuserdata',
    'https://github.com/aws/karpenter-provider-aws/tree/main/pkg/providers/amifamily/bootstrap',
  ],
  yieldsTo: ['userdata-read-as-nodeconfig'],
  *check(nodeClass) {
    const userData = userDataOf(nodeClass);
    const family = amiFamilyOf(nodeClass)?.kind;
    if (userData === undefined || family === undefined) return;
    const problem = judge(userData, family);
    if (problem === undefined) return;
    // What a placeholder brings may change the picture.
    yield { at: userData.at, ...problem, ...(userData.isPartlyKnown ? { severity: 'note' } : {}) };
  },
});

type Verdict = Pick<Problem, 'message' | 'help' | 'severity'>;

function judge(userData: UserData, family: AmiFamilyKind): Verdict | undefined {
  const [part] = userData.parts;
  if (family === 'Bottlerocket') return part?.form === 'toml' && !userData.isMime ? undefined : notToml(userData, part);
  if (family === 'Windows') return judgeWindows(userData, part);
  if (userData.problem !== undefined) {
    return {
      message: `The MIME archive in \`userData\` cannot be read, because ${userData.problem}: Karpenter can then launch no node of this class.`,
      help: 'Begin with `MIME-Version: 1.0` and `Content-Type: multipart/mixed; boundary="//"`, an empty line, and put each part between lines `--//`, the last of them `--//--`.',
    };
  }
  if (family === 'Custom') return undefined;
  for (const candidate of userData.parts) {
    const verdict = judgePart(candidate, family);
    if (verdict !== undefined) return verdict;
  }
  return undefined;
}

function notToml(userData: UserData, part: UserDataPart | undefined): Verdict | undefined {
  if (!userData.isMime && part?.form === 'empty') return undefined;
  return {
    message: `\`userData\` is ${userData.isMime ? 'a MIME archive' : nounOf(part?.form)}, but Bottlerocket is set up with TOML: Karpenter cannot read it, and can then launch no node of this class.`,
    help: 'Write settings such as `[settings.kubernetes]`; Bottlerocket runs no scripts at boot but those of `[settings.bootstrap-containers]`.',
  };
}

function judgeWindows(userData: UserData, part: UserDataPart | undefined): Verdict | undefined {
  if (!userData.isMime && part?.form !== 'powershell') return undefined;
  return userData.isMime
    ? {
        message: '`userData` is a MIME archive, but Karpenter puts it into a `<powershell>` block of its own on Windows, where it is no command.',
        help: 'Write PowerShell commands only.',
      }
    : {
        message: '`userData` brings its own `<powershell>` tag, but Karpenter puts it into a `<powershell>` block of its own, and Windows runs neither.',
        help: 'Write the commands without the tag.',
      };
}

/** What AL2 and AL2023 run of a part. */
function judgePart({ contentType, text, form }: UserDataPart, family: 'AL2' | 'AL2023'): Verdict | undefined {
  const looksLikeConfig = form === 'nodeconfig' && !text.trimStart().startsWith('#!');
  if (looksLikeConfig && family === 'AL2') return foreign(nounOf(form), family);
  if (form === 'toml' || form === 'powershell') return foreign(nounOf(form), family);
  if (looksLikeConfig && contentType === 'text/x-shellscript') return foreign('a NodeConfig in a part for scripts', family);
  const mapping = looksLikeConfig ? readMapping(text) : undefined;
  const apiVersion = typeof mapping === 'object' ? mapping['apiVersion'] : undefined;
  if (typeof mapping !== 'object' || apiVersion === nodeConfigVersion) return undefined;
  return {
    message: `The NodeConfig in \`userData\` has apiVersion \`${String(apiVersion)}\`, which nodeadm does not know, so the node never joins.`,
    help: `Write \`apiVersion: ${nodeConfigVersion}\`.`,
  };
}

function foreign(what: string, family: AmiFamilyKind): Verdict {
  return {
    message: `\`userData\` is ${what}, which ${family} does not run: the node joins, because Karpenter's own part runs, but without what is written here.`,
    help: family === 'AL2' ? 'Write a shell script.' : 'Write a shell script, or a NodeConfig, in a MIME archive if you need both.',
    severity: nodeStillJoins,
  };
}

const nouns: Readonly<Record<UserDataForm, string>> = {
  shell: 'a shell script',
  nodeconfig: 'a NodeConfig',
  mapping: 'YAML',
  empty: 'empty',
  toml: 'TOML',
  powershell: 'PowerShell',
  text: 'plain text',
};

function nounOf(form: UserDataForm | undefined): string {
  return form === undefined ? 'empty' : nouns[form];
}
