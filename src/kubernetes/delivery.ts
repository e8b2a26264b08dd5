import type { Resource } from '../core/resource.ts';
import type { Surroundings, Workspace } from '../core/workspace.ts';

/** What a Flux Kustomization, an Argo CD Application or an ApplicationSet applies to clusters. */
export function deployedBy(workspace: Workspace, deployer: Resource): Resource[] {
  return workspace.scopes.flatMap(({ bringers }) => [...bringers].flatMap(([resource, bringer]) => (isSame(bringer, deployer) ? [resource] : [])));
}

/** The objects that apply an object, one for each cluster that it reaches; none where nothing but its folder says which cluster that is. */
export function bringersOf(around: Surroundings, resource: Resource): Resource[] {
  return around
    .lookAround(resource)
    .scopesOf(resource)
    .flatMap(({ bringers }) => bringers.get(resource) ?? []);
}

/** True for two forms of one object: as it is written, and as overlays make it. */
export function isSame(a: Resource, b: Resource): boolean {
  return a === b || writtenForm(a) === writtenForm(b);
}

function writtenForm(resource: Resource): Resource {
  return resource.facts.written ?? resource;
}
