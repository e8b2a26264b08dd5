import type { Resource, Value } from '../core/resource.ts';

/** The spec of an Application, or of the Applications that an ApplicationSet makes. */
export function applicationSpec(resource: Resource): Value | undefined {
  return resource.kind === 'ApplicationSet' ? resource.at('spec', 'template', 'spec') : resource.at('spec');
}

/** `syncPolicy.syncOptions`, such as `Replace=true`. https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/ */
export function syncOptionsOf(resource: Resource): Value[] {
  return applicationSpec(resource)?.at('syncPolicy', 'syncOptions')?.items() ?? [];
}

/** The options that an object carries in its annotation, several separated by commas. */
export function ownSyncOptions(resource: Resource): string[] {
  return (resource.at('metadata', 'annotations', 'argocd.argoproj.io/sync-options')?.text ?? '').split(',').map((option) => option.trim());
}
