import { perKey } from '../core/remembered.ts';

/** What `parseDuration` makes of a text; `reason` is a clause such as "its number has no unit". */
export type DurationReading = { readonly ok: true; readonly seconds: number } | { readonly ok: false; readonly reason: string };

const nanosecondsPer: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  '\u00b5s': 1_000n,
  '\u03bcs': 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

const limit = 2n ** 63n;
const tooLong: DurationReading = { ok: false, reason: 'it is longer than 292 years, more than Karpenter can count' };

/**
 * Reads a duration such as `1h30m` as Go does, and so as Karpenter does where it is the author of a field: units from `ns` to `h`,
 * fractions, a sign, and no more than 292 years, which is where 64 bits of nanoseconds end. `Never` is no duration.
 * https://pkg.go.dev/time#ParseDuration
 */
export const parseDuration = perKey(readDuration, 1000);

function readDuration(text: string): DurationReading {
  const negative = text.startsWith('-');
  const unsigned = /^[-+]/.test(text) ? text.slice(1) : text;
  if (unsigned === '0') return { ok: true, seconds: 0 };
  if (unsigned === '') return { ok: false, reason: 'it is empty' };
  let total = 0n;
  for (const [, whole = '', fraction, unit = ''] of splitParts(unsigned)) {
    const nanoseconds = partLength(whole, fraction, unit);
    if (typeof nanoseconds === 'string') return { ok: false, reason: nanoseconds };
    total += nanoseconds;
    if (total > limit) return tooLong;
  }
  if (!negative && total === limit) return tooLong;
  return { ok: true, seconds: (negative ? -1 : 1) * (Number(total / 1_000_000_000n) + Number(total % 1_000_000_000n) / 1e9) };
}

/** The seconds of an option that holds a duration; NaN, which no comparison holds for, where it holds none. */
export function optionSeconds(option: unknown): number {
  const reading = parseDuration(String(option));
  return reading.ok ? reading.seconds : NaN;
}

/** Writes whole seconds as `1h30m`, in hours at most: that is how durations are written in manifests. */
export function formatSeconds(seconds: number): string {
  const whole = Math.round(seconds);
  const parts = [
    [Math.floor(whole / 3600), 'h'],
    [Math.floor(whole / 60) % 60, 'm'],
    [whole % 60, 's'],
  ] as const;
  const text = parts.flatMap(([count, unit]) => (count === 0 ? [] : [`${count}${unit}`])).join('');
  return text === '' ? '0s' : text;
}

/** A number and the unit behind it, one after the other; text that fits nowhere ends up as a unit. */
function splitParts(text: string): RegExpMatchArray[] {
  return [...text.matchAll(/([0-9]*)(\.[0-9]*)?([^0-9.]*)/g)].filter(([part]) => part !== '');
}

/** In nanoseconds, cut off; text says what is wrong. */
function partLength(whole: string, fraction: string | undefined, unit: string): bigint | string {
  if (whole === '' && (fraction ?? '.') === '.') return `\`${fraction ?? ''}${unit}\` does not begin with a number`;
  if (unit === '') return `its number \`${whole}${fraction ?? ''}\` has no unit`;
  const nanoseconds = Object.hasOwn(nanosecondsPer, unit) ? nanosecondsPer[unit] : undefined;
  if (nanoseconds === undefined) return `\`${unit}\` is not a unit; the longest is \`h\``;
  // Go keeps as many digits of a fraction as fit into 63 bits; the rest is far below a nanosecond.
  const digits = (fraction ?? '').slice(1, 19);
  return BigInt(whole || '0') * nanoseconds + (BigInt(digits || '0') * nanoseconds) / 10n ** BigInt(digits.length);
}
