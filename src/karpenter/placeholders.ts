import { lazy } from '../core/remembered.ts';

/** A left-over of a template or of an example in a text. */
export interface Placeholder {
  readonly words: string;
  /** True for a value that AWS would take, such as the account of its documentation. */
  readonly isLegal: boolean;
}

const idKinds: ReadonlySet<string> = new Set(['ami', 'subnet', 'sg', 'cr', 'vpc', 'lt', 'pg', 'eni', 'vol', 'snap', 'igw']);

/** Ids as AWS writes them, with the digits that people type when they have none; a real one has 8 or 17 and may begin with `0abc`. */
const fakeId = lazy(
  () =>
    new RegExp(
      `^(?:${[...idKinds].join('|')})-(?:${[
        ...['0?1234567890?\\w*', '0?123456789abcdef\\w*', '0?fedcba\\w*', '123', '0?x{3,}', '0?a{4,}', '0{3,}'],
        ...['0?abc(?:123|def)\\w{0,11}', '(?![0-9a-f]{8}$|[0-9a-f]{17}$)0?abc\\w{0,14}', '(?:my|your)?-?(?:placeholder|id|here)'],
      ].join('|')})$`,
      'i',
    ),
);

const leftOver = lazy((): readonly RegExp[] => {
  const nouns = [
    ...['cluster', 'cluster name', 'cluster endpoint', 'account', 'account id', 'aws account id', 'region', 'aws region', 'role', 'role name', 'node role'],
    ...['node role name', 'instance profile', 'ami id', 'ami', 'subnet id', 'vpc id', 'security group id', 'sg id', 'kms key id', 'name', 'env', 'environment'],
    ...['team', 'version', 'queue name', 'bucket', 'certificate', 'ca bundle', 'endpoint'],
  ].map((noun) => noun.replaceAll(' ', '[-_ ]?'));
  return [
    new RegExp(`<(?:your[-_ ]|my[-_ ]|the[-_ ])?(?:${nouns.join('|')})>`, 'i'),
    /\b(?:REPLACE[-_]?(?:ME|WITH[-_]\w+|THIS)|CHANGE[-_]?ME|FILL[-_]?ME(?:[-_]IN)?|PLACEHOLDER|YOUR[-_](?:CLUSTER|ACCOUNT|REGION|ROLE|AMI|SUBNET|VPC|KEY|TEAM)[-_\w]*)\b/,
    /\b(?:replace-me|changeme|change-me|replaceme)\b/,
    /\bX{4,}\.(?:gr7|sk1|yl4)\b/,
  ];
});

/** The accounts that AWS uses in its documentation. */
const documentationAccounts = /(?<![0-9])(?:123456789012|111122223333|444455556666|012345678901)(?![0-9])/;

const signs: readonly string[] = ['<', 'replace', 'change', 'fill', 'placeholder', 'your', 'xxxx'];

/** True for a text with something of what each pattern needs: one cheap look that spares most texts the others. */
function isSuspicious(text: string): boolean {
  const lower = text.toLowerCase();
  return idKinds.has(lower.slice(0, Math.max(0, lower.indexOf('-')))) || signs.some((sign) => lower.includes(sign)) || /[0-9]{12}/.test(lower);
}

/** The first left-over in a text. `${X}`, `{{ }}`, `$(X)` and `<<X>>` are filled in later and are none. */
export function findPlaceholder(written: string): Placeholder | undefined {
  const text = written.includes('<<') ? written.replaceAll(/<<[A-Z][A-Z0-9_]*>>/g, '') : written;
  if (!isSuspicious(text)) return undefined;
  if (fakeId().test(text)) return { words: text, isLegal: false };
  for (const pattern of leftOver()) {
    const words = pattern.exec(text)?.[0];
    if (words !== undefined) return { words, isLegal: false };
  }
  const account = documentationAccounts.exec(text)?.[0];
  return account === undefined ? undefined : { words: account, isLegal: true };
}
