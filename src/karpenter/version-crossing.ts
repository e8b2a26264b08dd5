import type { Resource } from '../core/resource.ts';
import type { Context } from '../core/rule.ts';
import { compareVersions } from './versions.ts';

/** The Karpenter that a change upgrades from, where the change takes an object's cluster to a minor or beyond it. */
export function crossingFrom(resource: Resource, { base, karpenter }: Pick<Context, 'base' | 'karpenter'>, minor: string): string | undefined {
  const before = base?.facts.karpenterOf(resource.file);
  if (before === undefined) return undefined;
  return compareVersions(before, minor) < 0 && compareVersions(karpenter, minor) >= 0 ? before : undefined;
}
