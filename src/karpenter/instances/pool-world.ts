import type { Resource } from '../../core/resource.ts';
import type { Scope } from '../../core/scope.ts';
import type { Workspace } from '../../core/workspace.ts';
import { nodeClassKind } from '../node-class-reference.ts';

/** A pool with what decides on its types in some clusters. */
export interface PoolWorld {
  readonly pool: Resource;
  /** The class of the name that the pool gives; undefined where it is not among the files. */
  readonly nodeClass: Resource | undefined;
  readonly overlays: readonly Resource[];
  /** The clusters, where files declare them. */
  readonly scopes: readonly string[];
}

/** One world for all clusters in which a pool meets the same class and overlays. */
export function worldsOf(pool: Resource, workspace: Workspace): PoolWorld[] {
  const worlds: PoolWorld[] = [];
  for (const scope of workspace.scopesOf(pool)) {
    const nodeClass = classIn(scope, pool) ?? anyClass(workspace, pool);
    const overlays = scope.ofKind('karpenter.sh', 'NodeOverlay');
    const names = scope.kind === 'folder' ? [] : [scope.name];
    const index = worlds.findIndex((world) => world.nodeClass === nodeClass && isSame(world.overlays, overlays));
    const known = worlds[index];
    if (known === undefined) worlds.push({ pool, nodeClass, overlays, scopes: names });
    else worlds[index] = { ...known, scopes: [...known.scopes, ...names] };
  }
  return worlds;
}

function classIn(scope: Scope, pool: Resource): Resource | undefined {
  return scope.ofKind(nodeClassKind.group, nodeClassKind.kind).find(isMeantBy(pool));
}

/** A class may be applied from elsewhere. */
function anyClass(workspace: Workspace, pool: Resource): Resource | undefined {
  return workspace.ofKind(nodeClassKind.group, nodeClassKind.kind).find(isMeantBy(pool));
}

function isMeantBy(pool: Resource): (nodeClass: Resource) => boolean {
  const name = pool.at('spec', 'template', 'spec', 'nodeClassRef', 'name')?.text ?? '';
  return (nodeClass) => nodeClass.name === name && nodeClass.facts.patch === undefined;
}

function isSame(a: readonly Resource[], b: readonly Resource[]): boolean {
  return a.length === b.length && a.every((resource, index) => resource === b[index]);
}
