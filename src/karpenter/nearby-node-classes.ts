import type { Resource } from '../core/resource.ts';
import { folderOf } from '../core/workspace.ts';
import type { Workspace } from '../core/workspace.ts';
import { nodeClassKind } from './node-class-reference.ts';

/**
 * The EC2NodeClasses that surely reach the same cluster: those of the same folder and below it, and those of a folder of
 * classes beside a folder of pools (`nodepools/` beside `nodeclasses/`).
 */
export function nearbyNodeClasses(workspace: Workspace, resource: Resource): readonly Resource[] {
  return workspace.ofKind(nodeClassKind.group, nodeClassKind.kind).filter(({ file }) => isNearby(file, resource.file));
}

/** True where a file nearby is a template that cannot be read yet and speaks of an EC2NodeClass: it may define any name. */
export function mayHoldNodeClass(workspace: Workspace, resource: Resource): boolean {
  return workspace.manifests.some(
    ({ source, skipped }) => skipped !== undefined && isNearby(source.file, resource.file) && source.text.includes(nodeClassKind.kind),
  );
}

function isNearby(file: string, poolFile: string): boolean {
  const folder = folderOf(poolFile);
  if (file.startsWith(folder)) return true;
  const [, parent = '', name = ''] = /^(.*\/)?([^/]+)\/$/.exec(folder) ?? [];
  if (!poolFolder.test(name) || !file.startsWith(parent)) return false;
  return classFolder.test(file.slice(parent.length).split('/')[0] ?? '') && file.slice(parent.length).includes('/');
}

const poolFolder = /^(?:karpenter[-_]?)?(?:node[-_]?(?:pool|claim)s?|pools?)$/i;
const classFolder = /^(?:karpenter[-_]?)?(?:(?:ec2[-_]?)?node[-_]?class(?:es)?|classes)$/i;
