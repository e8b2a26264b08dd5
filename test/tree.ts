import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Files by path: their content, a folder where the path ends with a slash, or a symbolic link to `{ to }`. */
export type Tree = Readonly<Record<string, string | Uint8Array | { readonly to: string }>>;

/** Writes a tree into a new folder, which goes when the test ends, and gives the folder's real path. */
export function plant(tree: Tree): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'karplint-tree-')));
  onTestFinished(() => {
    rmSync(root, { recursive: true, force: true });
  });
  for (const [path, content] of Object.entries(tree)) {
    const target = join(root, path);
    mkdirSync(path.endsWith('/') ? target : dirname(target), { recursive: true });
    if (path.endsWith('/')) continue;
    if (typeof content === 'string' || content instanceof Uint8Array) writeFileSync(target, content);
    else symlinkSync(content.to, target);
  }
  return root;
}
