/** Something in a text that looks like a credential. */
export interface SecretText {
  /** Completes "looks like …". */
  readonly kind: string;
  /** The stretch of the text that gives it away; for assignments without the value. */
  readonly evidence: string;
  /** False where nothing but the randomness of the characters speaks for it. */
  readonly isCertain: boolean;
}

const forms: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ['an AWS access key', /\b(?:AKIA|ASIA)(?![A-Z0-9]*EXAMPLE)[A-Z2-7]{16}\b/g],
  ['a private key', /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/g],
  ['a GitHub token', /\b(?:gh[opsur]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{40,})/g],
  ['a GitLab token', /\bglpat-[A-Za-z0-9_-]{20,}/g],
  ['a Slack token', /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/g],
  ['a registry login', /"auth"\s*:\s*"[A-Za-z0-9+/]{12,}={0,2}"/g],
  ['a password in a URL', /\b[a-z][a-z0-9+.-]*:\/\/[^\s:@/"'$<{]+:[^\s:@/"'$<{(]+@/g],
];

/** A name that ends like a secret's, and a literal; references, commands, paths and switches are none. */
const assignment =
  /(?<![A-Za-z0-9_$-])([A-Za-z0-9_.-]*(?:password|passwd|secret|token|api[_-]?key|access[_-]?key|auth[_-]?key|activation[_-]?key))["']?\s*(?:=|:\s)\s*(["']?)([^\s"'$`<{(\\/][^\s"'$`]{5,})\2(?=[\s,;"']|$)/gim;

const noSecret = /^(?:true|false|none|null|required|optional|enabled|disabled|changeit|arn:.*|.*\.(?:json|txt|pem|key|ya?ml)|ssm:.*|https?:.*)$/i;

/** Finds credentials in a script or a value, each kind of evidence once. */
export function findSecrets(text: string): SecretText[] {
  const found = forms.flatMap(([kind, pattern]) => [...text.matchAll(pattern)].map(([evidence]) => ({ kind, evidence, isCertain: true })));
  const assigned = [...text.matchAll(assignment)].flatMap(([, name = '', , value = '']) =>
    noSecret.test(value) ? [] : [{ kind: `the value of \`${name}\``, evidence: name, isCertain: true }],
  );
  const all = [...found, ...assigned];
  return all.length > 0 ? all : findRandomText(text);
}

/** Long words in which every character surprises, outside lines that name something public. */
function findRandomText(text: string): SecretText[] {
  const lines = text.split('\n').filter((line) => !/cert|\bca\b|ca[_-]?bundle|ca[_-]?data|public|ssh-|sha\d|checksum|digest|https?:|gzip/i.test(line));
  const words = lines.flatMap((line) => line.match(/(?<![A-Za-z0-9+/_=.-])[A-Za-z0-9+/_-]{32,200}={0,2}(?![A-Za-z0-9+/_=.-])/g) ?? []);
  const random = words.find(
    (word) => /[a-z]/.test(word) && /[A-Z]/.test(word) && /[0-9]/.test(word) && !/^(?:H4sI|LS0t|AAAA)/.test(word) && entropy(word) > 4.5,
  );
  return random === undefined ? [] : [{ kind: 'a random key', evidence: random, isCertain: false }];
}

/** In bits per character. https://en.wikipedia.org/wiki/Entropy_(information_theory) */
function entropy(word: string): number {
  const counts = new Map<string, number>();
  for (const character of word) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum - (count / word.length) * Math.log2(count / word.length), 0);
}
