/**
 * The number behind a Kubernetes quantity such as `500m`, `1.5Gi` or `2e3`; undefined for text that is none.
 * https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export function parseQuantity(written: unknown): number | undefined {
  if (typeof written === 'number') return written;
  if (typeof written !== 'string') return undefined;
  const [, number, suffix = ''] = /^([+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+))([numkKMGTPE]i?|[eE][+-]?[0-9]+)?$/.exec(written) ?? [];
  if (number === undefined) return undefined;
  const factor = suffix === '' ? 1 : /^[eE][+-]?[0-9]/.test(suffix) ? 10 ** Number(suffix.slice(1)) : factors[suffix];
  return factor === undefined ? undefined : Number(number) * factor;
}

const factors: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** The same in billionths and exactly, rounded up, which is how far Kubernetes itself counts. */
export function exactQuantity(text: string): bigint | undefined {
  const [, sign, whole = '', fraction = '', suffix = ''] = /^([+-])?([0-9]*)(?:\.([0-9]*))?([numkMGTPE]|[KMGTPE]i|[eE][+-]?[0-9]{1,3})?$/.exec(text) ?? [];
  if (whole + fraction === '') return undefined;
  const binary = binarySuffixes.indexOf(suffix);
  const exponent = /^[eE][+-]?[0-9]/.test(suffix) ? Number(suffix.slice(1)) : (decimalSuffixes[suffix] ?? 0);
  const scale = 9 + exponent - fraction.length;
  const digits = BigInt(whole + fraction) * (binary === -1 ? 1n : 1024n ** BigInt(binary + 1));
  const magnitude = scale >= 0 ? digits * 10n ** BigInt(scale) : (digits + 10n ** BigInt(-scale) - 1n) / 10n ** BigInt(-scale);
  return sign === '-' ? -magnitude : magnitude;
}

const binarySuffixes = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const decimalSuffixes: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };

/**
 * How Kubernetes writes an integer: with the largest decimal suffix that divides it, so 1000 is `1k` and 1500 stays `1500`.
 * Source: Quantity.CanonicalizeBytes in k8s.io/apimachinery pkg/api/resource.
 */
export function canonicalInteger(value: number): string {
  let rest = BigInt(value);
  let steps = 0;
  while (rest !== 0n && rest % 1000n === 0n && steps < largeSuffixes.length) {
    rest /= 1000n;
    steps += 1;
  }
  return `${rest}${largeSuffixes[steps - 1] ?? ''}`;
}

const largeSuffixes = ['k', 'M', 'G', 'T', 'P', 'E'];
