import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { FolderEntry, Host } from '../gitops/host.ts';
import { readFile } from './read.ts';

/** Files as a run in this folder names them. What cannot be read is as good as absent: it was not asked for by name. */
export function diskHost(workingFolder: string): Host {
  return {
    read: (file) => {
      try {
        const { source, failure } = readFile(resolve(workingFolder, file), file);
        return failure === undefined ? source : undefined;
      } catch {
        return undefined;
      }
    },
    list: (folder) => {
      const path = resolve(workingFolder, folder);
      try {
        return readdirSync(path, { withFileTypes: true }).map((entry): FolderEntry => ({
          name: entry.name,
          isFolder: entry.isDirectory() || (entry.isSymbolicLink() && isFolderAt(join(path, entry.name))),
        }));
      } catch {
        return undefined;
      }
    },
  };
}

function isFolderAt(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
