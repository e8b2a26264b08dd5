import { replaceScalar } from '../../core/fix.ts';
import type { Fix } from '../../core/fix.ts';
import type { Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { knownText } from '../../karpenter/written.ts';

const dated = {
  isRight: (version: string): boolean => version.startsWith('v') && isDate(version.slice(1)),
  form: 'a `v` with the date of the release, such as `v20240807`',
};

/** How each family writes its releases. Windows takes only `latest`, which the API server sees to. */
const forms: Readonly<Record<string, { readonly isRight: (version: string) => boolean; readonly form: string }>> = {
  al2: dated,
  al2023: dated,
  bottlerocket: { isRight: (version) => /^v?[0-9]+\.[0-9]+\.[0-9]+(?:-[0-9A-Za-z.-]+)?$/.test(version), form: 'a whole version, such as `v1.20.4`' },
};

export default defineRule({
  id: 'ami-alias-version-format',
  group: 'correctness',
  severity: 'critical',
  preset: 'recommended',
  kinds: ['EC2NodeClass'],
  apiVersions: ['v1'],
  summary: 'The version of an AMI alias is not written as releases of the family are.',
  references: [
    'https://karpenter.sh/docs/concepts/nodeclasses/#specamiselectorterms',
    'https://github.com/aws/karpenter-provider-aws/issues/8564',
    'https://github.com/awslabs/amazon-eks-ami/releases',
  ],
  fix: 'unsafe',
  yieldsTo: ['api-rejected', 'controller-rejected'],
  *check(nodeClass, { now }) {
    for (const term of nodeClass.at('spec', 'amiSelectorTerms')?.items() ?? []) {
      const alias = term.at('alias');
      const [family = '', version, ...more] = knownText(alias)?.split('@') ?? [];
      const expected = forms[family];
      if (alias === undefined || expected === undefined || version === undefined || more.length > 0 || version === 'latest') continue;
      const reason = refuse(version, { family, isRight: expected.isRight(version), now });
      if (reason === undefined) continue;
      const fix = makeFix(nodeClass, alias, `${family}@v${version}`);
      yield {
        at: alias,
        message: `${reason} EC2NodeClass \`${nodeClass.name}\` never gets ready.`,
        help: `Write ${expected.form}.`,
        ...(fix === undefined ? {} : { fix }),
      };
    }
  },
});

interface Judged {
  readonly family: string;
  readonly isRight: boolean;
  readonly now: Date;
}

/** The beginning of a sentence; undefined for what may be a release. */
function refuse(version: string, { family, isRight, now }: Judged): string | undefined {
  if (!isRight) return `\`${version}\` is not how ${family} calls a release, so Karpenter finds no image and`;
  return forms[family] === dated && version > `v${dayAfter(now)}` ? `\`${version}\` lies in the future, so there is no such release and` : undefined;
}

/** Tomorrow's date in eight digits: somewhere it has begun. */
function dayAfter(now: Date): string {
  return new Date(now.getTime() + 86_400_000).toISOString().slice(0, 10).replaceAll('-', '');
}

/** Eight digits that are a day since AL2 images came to be. */
function isDate(digits: string): boolean {
  const [, year, month, day] = /^([0-9]{4})([0-9]{2})([0-9]{2})$/.exec(digits) ?? [];
  if (year === undefined || Number(year) < 2018) return false;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}

function makeFix(nodeClass: Resource, alias: Value, repaired: string): Fix | undefined {
  const [family = '', version = ''] = repaired.split('@');
  if (forms[family]?.isRight(version) !== true) return undefined;
  return { title: `Write \`${repaired}\` (may replace nodes)`, safety: 'unsafe', rolls: true, edits: [replaceScalar(nodeClass, alias, repaired)] };
}
