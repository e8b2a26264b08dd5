import type { Rule } from '../core/rule.ts';
import type { LoadedConfig } from './config-file.ts';

/** Where rules that are not karplint's come from. */
export interface RuleSources {
  readonly loaded: Pick<LoadedConfig, 'rules'>;
  /** Programs with rules, from the working folder. */
  readonly plugins?: readonly string[];
  readonly workingFolder: string;
}

/** The rules of the configuration, and those of plugins, which nothing but the caller can name. */
export async function loadExtraRules({ plugins = [], loaded, workingFolder }: RuleSources): Promise<readonly Rule[]> {
  const own = loaded.rules ?? [];
  return plugins.length === 0 ? own : [...own, ...(await (await import('./plugins.ts')).loadPlugins(plugins, workingFolder))];
}
