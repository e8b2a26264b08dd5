import type { Source } from '../core/source.ts';

export interface FolderEntry {
  readonly name: string;
  readonly isFolder: boolean;
}

/** The port for files. Names are those of findings: relative, with forward slashes, `''` for the folder where a run begins. */
export interface Host {
  /** Undefined where there is no such file, or it cannot be read. */
  read(file: string): Source | undefined;
  /** Undefined where there is no such folder. */
  list(folder: string): readonly FolderEntry[] | undefined;
}

/** A host that knows some files and nothing else, as a browser does. */
export function hostOf(sources: readonly Source[]): Host {
  const files = new Map(sources.map((source) => [source.file, source]));
  const folders = new Map<string, Map<string, boolean>>([['', new Map()]]);
  for (const { file } of sources) {
    const steps = file.split('/');
    for (const [index, name] of steps.entries()) {
      // The first step of an absolute name is empty; nothing lists the root of the disk.
      if (name === '') continue;
      const folder = steps.slice(0, index).join('/');
      const entries = folders.get(folder) ?? new Map<string, boolean>();
      entries.set(name, index < steps.length - 1);
      folders.set(folder, entries);
    }
  }
  return {
    read: (file) => files.get(file),
    list: (folder) => {
      const entries = folders.get(folder);
      return entries && [...entries].map(([name, isFolder]) => ({ name, isFolder }));
    },
  };
}
