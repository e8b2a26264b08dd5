import { compareVersions } from './versions.ts';

/** The first Karpenter minor for each Kubernetes minor. https://karpenter.sh/docs/upgrading/compatibility/ */
const firstFor: ReadonlyMap<string, string> = new Map([
  ...[['1.23', '0.21'] as const, ['1.24', '0.21'] as const, ['1.25', '0.25'] as const, ['1.26', '0.28'] as const, ['1.27', '0.28'] as const],
  ...[['1.28', '0.31'] as const, ['1.29', '0.34'] as const, ['1.30', '0.37'] as const, ['1.31', '1.0'] as const, ['1.32', '1.2'] as const],
  ...[['1.33', '1.5'] as const, ['1.34', '1.6'] as const, ['1.35', '1.9'] as const, ['1.36', '1.13'] as const],
]);

/** What keeps a Karpenter minor from running on a Kubernetes minor. */
export type Unsupported = { readonly kind: 'too old'; readonly needed: string } | { readonly kind: 'too new'; readonly oldestKubernetes: string };

/** Undefined where the two go together, or where nothing is known of the Kubernetes minor. */
export function unsupported(karpenter: string, kubernetes: string): Unsupported | undefined {
  const needed = firstFor.get(kubernetes);
  if (needed !== undefined && compareVersions(karpenter, needed) < 0) return { kind: 'too old', needed };
  const oldestKubernetes = compareVersions(karpenter, '1.5') >= 0 ? '1.26' : compareVersions(karpenter, '1.0') >= 0 ? '1.25' : undefined;
  return oldestKubernetes !== undefined && compareVersions(kubernetes, oldestKubernetes) < 0 ? { kind: 'too new', oldestKubernetes } : undefined;
}
