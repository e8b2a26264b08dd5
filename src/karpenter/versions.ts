/** The Karpenter minors that karplint knows, oldest first. A minor means its last patch. */
export const knownVersions: readonly string[] = [
  ...['0.32', '0.33', '0.34', '0.35', '0.36', '0.37'],
  ...['1.0', '1.1', '1.2', '1.3', '1.4', '1.5', '1.6', '1.7', '1.8', '1.9', '1.10', '1.11', '1.12', '1.13', '1.14'],
];

export const newestVersion = knownVersions.at(-1) ?? '';

export type VersionReading =
  | { readonly kind: 'known'; readonly version: string }
  | { readonly kind: 'newer'; readonly version: string; readonly wanted: string }
  | { readonly kind: 'unknown' };

/** Reads `1.14`, `v1.14.1` or `1.14.0-rc.1`: the minor counts. Newer than known: the newest known stands in. */
export function readVersion(text: string): VersionReading {
  const [, major, minor] = /^v?([0-9]+)\.([0-9]+)(?:\.[0-9]+(?:[-+][0-9A-Za-z.+-]*)?)?$/.exec(text.trim()) ?? [];
  if (major === undefined || minor === undefined) return { kind: 'unknown' };
  const wanted = `${Number(major)}.${Number(minor)}`;
  if (knownVersions.includes(wanted)) return { kind: 'known', version: wanted };
  return compareVersions(wanted, newestVersion) > 0 ? { kind: 'newer', version: newestVersion, wanted } : { kind: 'unknown' };
}

/** What is wrong with a version that is neither known nor newer than the known ones. */
export function objectToVersion(text: string): string | undefined {
  if (readVersion(text).kind !== 'unknown') return undefined;
  return `Karpenter \`${text}\` is not a version that karplint knows. It knows: ${knownVersions.join(', ')}.`;
}

/** Orders minors such as `0.37` and `1.2` by number. */
export function compareVersions(a: string, b: string): number {
  return ordinalOf(a) - ordinalOf(b);
}

function ordinalOf(version: string): number {
  const known = ordinals.get(version);
  if (known !== undefined) return known;
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const ordinal = major * 100_000 + minor;
  ordinals.set(version, ordinal);
  return ordinal;
}

/** There are few versions, and they are compared for every field. */
const ordinals = new Map<string, number>();
