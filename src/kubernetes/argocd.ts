import type { Resource, Value } from '../core/resource.ts';
import type { Workspace } from '../core/workspace.ts';

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

/** The ConfigMap of Argo CD's settings beside an object. */
export function argoSettings(workspace: Workspace, resource: Resource): Resource | undefined {
  return workspace.around(resource, '', 'ConfigMap').find(({ name }) => name === 'argocd-cm');
}

/** Says whether sync waves wait for the health of Applications; undefined where the settings are not here. https://argo-cd.readthedocs.io/en/stable/operator-manual/health/#argocd-app */
export function waitsForApplications(workspace: Workspace, resource: Resource): boolean | undefined {
  const data = argoSettings(workspace, resource)?.at('data');
  if (data === undefined) return undefined;
  return (
    data.at('resource.customizations.health.argoproj.io_Application') !== undefined ||
    (data.at('resource.customizations')?.text ?? '').includes('argoproj.io/Application')
  );
}
