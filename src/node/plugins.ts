import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { groups, severities } from '../core/finding.ts';
import { presets } from '../core/rule.ts';
import type { Rule } from '../core/rule.ts';
import { UsageError } from '../core/usage-error.ts';
import { ruleMetas } from '../linter.ts';

/**
 * Loads programs that export rules: as `default` or as `rules`, one or a list. They run with everything that karplint may do, so
 * only the command line and the caller of the library can name them. Throws UsageError for what is no plugin.
 */
export async function loadPlugins(paths: readonly string[], workingFolder: string): Promise<readonly Rule[]> {
  const rules: Rule[] = [];
  for (const path of paths) rules.push(...(await loadPlugin(path, workingFolder)));
  const taken = new Set(ruleMetas.map(({ id }) => id));
  for (const { id } of rules) {
    if (taken.has(id)) throw new UsageError(`Two rules are called \`${id}\`; give the plugin's rule another id.`);
    taken.add(id);
  }
  return rules;
}

async function loadPlugin(path: string, workingFolder: string): Promise<readonly Rule[]> {
  const exported = await importFile(path, workingFolder);
  const found = exported['default'] ?? exported['rules'];
  const rules: readonly unknown[] = Array.isArray(found) ? found : [found];
  return rules.map((rule) => {
    const objection = objectTo(rule);
    if (objection !== undefined) throw new UsageError(`The plugin \`${path}\` exports something that is no rule: ${objection}.`);
    return { preset: 'essential', references: [], ...(rule as Partial<Rule>) } as Rule;
  });
}

async function importFile(path: string, workingFolder: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(pathToFileURL(resolve(workingFolder, path)).href)) as Readonly<Record<string, unknown>>;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ERR_UNKNOWN_FILE_EXTENSION') {
      throw new UsageError(`The plugin \`${path}\` cannot be loaded: this Node.js does not run TypeScript (22.18 and later do); compile it to JavaScript.`);
    }
    throw new UsageError(`The plugin \`${path}\` cannot be loaded: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

/** What keeps a value from being a rule. */
function objectTo(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return 'export one rule, or a list of them, as `default` or as `rules`';
  const rule = value as Readonly<Record<string, unknown>>;
  const { id, kinds, severity } = rule;
  if (typeof id !== 'string' || !/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(id)) return 'its `id` must be lower-case words with `-` between them';
  const words: readonly string[] = severities;
  if (!(groups as readonly unknown[]).includes(rule['group'])) return `the \`group\` of \`${id}\` must be one of ${groups.join(', ')}`;
  if (!(typeof severity === 'object' || words.includes(String(severity)))) return `the \`severity\` of \`${id}\` must be one of ${severities.join(', ')}`;
  if (rule['preset'] !== undefined && !(presets as readonly unknown[]).includes(rule['preset']))
    return `the \`preset\` of \`${id}\` must be one of ${presets.join(', ')}`;
  if (!Array.isArray(kinds) || !kinds.every((kind) => typeof kind === 'string')) return `the \`kinds\` of \`${id}\` must be a list of kinds`;
  if (typeof rule['summary'] !== 'string') return `\`${id}\` needs a \`summary\``;
  return typeof rule['check'] === 'function' ? undefined : `\`${id}\` needs a function \`check\``;
}
