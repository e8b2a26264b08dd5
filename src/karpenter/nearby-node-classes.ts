import { groupBy } from '../core/group-by.ts';
import { perKey, perObject } from '../core/remembered.ts';
import type { Resource } from '../core/resource.ts';
import { perScope } from '../core/scope.ts';
import type { Scope } from '../core/scope.ts';
import { folderOf } from '../core/workspace.ts';
import type { Workspace } from '../core/workspace.ts';
import { nodeClassKind } from './node-class-reference.ts';

/**
 * The EC2NodeClasses that surely reach the same cluster: those of the scope, and where only folders speak those of a folder
 * of classes beside a folder of pools (`nodepools/` beside `nodeclasses/`).
 */
export function nearbyNodeClasses(workspace: Workspace, scope: Scope, resource: Resource): readonly Resource[] {
  const { group, kind } = nodeClassKind;
  if (scope.kind !== 'folder') return scope.ofKind(group, kind);
  const folder = folderOf(resource.file);
  return classesNear(workspace)(folder);
}

const classesNear = perObject((workspace: Workspace) =>
  perKey((folder: string) => workspace.ofKind(nodeClassKind.group, nodeClassKind.kind).filter(({ file }) => isNearby(file, folder))),
);

/** True where something nearby that cannot be read yet may define an EC2NodeClass of any name. */
export function mayHoldNodeClass(workspace: Workspace, scope: Scope, resource: Resource): boolean {
  if (scope.mayHold(nodeClassKind.kind)) return true;
  return (
    scope.kind === 'folder' &&
    workspace.manifests.some(
      ({ source, skipped }) => skipped !== undefined && isNearby(source.file, folderOf(resource.file)) && source.text.includes(nodeClassKind.kind),
    )
  );
}

/** True where an EC2NodeClass of this name reaches some cluster, and is not one that an overlay of this scope renamed. */
export function isDefinedElsewhere(workspace: Workspace, scope: Scope, name: string): boolean {
  const namesakes = classesByName(workspace).get(name) ?? [];
  return namesakes.some((resource) => !writtenIn(scope).has(resource.facts.written ?? resource));
}

const classesByName = perObject((workspace: Workspace) => {
  const classes = workspace.linted.filter(({ group, kind }) => group === nodeClassKind.group && kind === nodeClassKind.kind);
  return groupBy(classes, ({ name }) => name);
});

/** The EC2NodeClasses of a scope as they are written. */
const writtenIn = perScope(
  (scope): ReadonlySet<Resource> => new Set(scope.ofKind(nodeClassKind.group, nodeClassKind.kind).map((resource) => resource.facts.written ?? resource)),
);

function isNearby(file: string, folder: string): boolean {
  if (file.startsWith(folder)) return true;
  const [, parent = '', name = ''] = /^(.*\/)?([^/]+)\/$/.exec(folder) ?? [];
  if (!poolFolder.test(name) || !file.startsWith(parent)) return false;
  return classFolder.test(file.slice(parent.length).split('/')[0] ?? '') && file.slice(parent.length).includes('/');
}

const poolFolder = /^(?:karpenter[-_]?)?(?:node[-_]?(?:pool|claim)s?|pools?)$/i;
const classFolder = /^(?:karpenter[-_]?)?(?:(?:ec2[-_]?)?node[-_]?class(?:es)?|classes)$/i;
