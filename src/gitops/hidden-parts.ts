import type { Manifest } from '../core/manifest.ts';
import type { SkippedFile } from '../core/report.ts';
import type { Scope } from '../core/scope.ts';
import { isKarpenterObject } from '../karpenter/kinds.ts';

/** What overlays with objects of ours may bring beside those that could be read. */
export function hiddenParts(manifests: readonly Manifest[], scopes: readonly Scope[]): SkippedFile[] {
  const texts = new Map(manifests.map(({ source }) => [source.file, source.text]));
  const parts = scopes.flatMap((scope) => {
    const holdsOurs = scope.resources.some(({ apiVersion, kind }) => isKarpenterObject(apiVersion, kind));
    return scope.unread.filter(({ file, isPart }) => isPart === true && (holdsOurs || texts.get(file)?.includes('karpenter') === true));
  });
  const reasons = new Map(parts.map(({ file, reason }) => [`${file} ${reason}`, { file, reason: `in part: ${reason}` }]));
  return [...reasons.values()].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
}
