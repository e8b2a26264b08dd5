import type { Removal } from '../core/base.ts';
import type { Resource } from '../core/resource.ts';
import { folderOf } from '../core/workspace.ts';
import type { Workspace } from '../core/workspace.ts';

/**
 * What stands nearest to where an object was: the next object of its file, the Kustomization that no longer brings it, or else one
 * of its scope or of the nearest folder. Undefined where nothing is left.
 */
export function nearestTo({ resource: gone, scope }: Removal, workspace: Workspace): Resource | undefined {
  const present = (scope?.resources ?? workspace.linted).filter(({ facts }) => facts.isForeign !== true);
  const inFile = present.filter(({ file }) => file === gone.file);
  if (inFile.length > 0) return inFile.find(({ index }) => index >= gone.index) ?? inFile.at(-1);
  const bringer = workspace.resources.find(({ file, kind }) => kind === 'Kustomization' && file === scope?.file);
  if (bringer !== undefined) return bringer;
  const closeness = (resource: Resource): number => 2 * sharedLength(folderOf(resource.file), folderOf(gone.file)) + rankOf(resource);
  return present.reduce<Resource | undefined>((best, each) => (best === undefined || closeness(each) > closeness(best) ? each : best), undefined);
}

function rankOf({ kind }: Resource): number {
  return kind === 'NodePool' || kind === 'EC2NodeClass' ? 1 : 0;
}

function sharedLength(a: string, b: string): number {
  const [stepsA, stepsB] = [a.split('/'), b.split('/')];
  const differs = stepsA.findIndex((step, index) => step !== stepsB[index]);
  return differs < 0 ? stepsA.length : differs;
}
