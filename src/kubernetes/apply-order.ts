import type { Resource } from '../core/resource.ts';

/** True where an object of Flux names another one of its kind in `spec.dependsOn`. https://fluxcd.io/flux/components/kustomize/kustomizations/#dependencies */
export function dependsOn(dependent: Resource, other: Resource): boolean {
  return (dependent.at('spec', 'dependsOn')?.items() ?? []).some(
    (entry) => entry.at('name')?.text === other.name && (entry.at('namespace')?.text ?? dependent.namespace) === other.namespace,
  );
}

/** True where the way over `dependsOn` leads from one object to another. */
export function reaches(from: Resource, to: Resource, all: readonly Resource[]): boolean {
  const seen = new Set<Resource>([from]);
  for (const current of seen) {
    if (current === to) return true;
    for (const next of all) if (dependsOn(current, next)) seen.add(next);
  }
  return false;
}

/** The wave in which Argo CD applies an object; 0 where none is written. https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/ */
export function syncWaveOf(resource: Resource): number {
  const wave = Number(resource.at('metadata', 'annotations', 'argocd.argoproj.io/sync-wave')?.text ?? 0);
  return Number.isInteger(wave) ? wave : 0;
}
