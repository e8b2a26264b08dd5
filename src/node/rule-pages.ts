import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The docs page of a rule as Markdown, without the marks of its generated head; undefined where there is none. */
export function readRulePage(rule: string): string | undefined {
  const folder = pagesFolder();
  if (folder === undefined || !/^[a-z0-9-]+$/.test(rule)) return undefined;
  const path = join(folder, `${rule}.md`);
  if (!existsSync(path)) return undefined;
  return readFileSync(path, 'utf8').replace(/^<!-- .*? -->\n\n?/gm, '');
}

/** The pages lie in the package, some folders above this module: fewer when it is bundled than in the sources. */
function pagesFolder(): string | undefined {
  for (let folder = import.meta.dirname; dirname(folder) !== folder; folder = dirname(folder)) {
    if (existsSync(join(folder, 'docs', 'rules', 'yaml-syntax.md'))) return join(folder, 'docs', 'rules');
  }
  return undefined;
}
